import { applicationsNamed, type ApplicationRow, type ApplicationSetRow, type Sql } from '@wheelhouse/adapter-postgres';
import { parseApplication, type ApplicationSet, type Problem } from '@wheelhouse/core-domain';
import type { Expansion } from '@wheelhouse/core-generate';
import { place, type Wanted } from '../release/wanted.ts';
import type { World } from '../release/world.ts';

export interface WantedOfSet {
  readonly wanted: readonly Wanted[];
  /** Left out, and why: no row can show it. */
  readonly refused: readonly { readonly name: string; readonly problems: readonly Problem[] }[];
}

interface Candidate {
  readonly application: Wanted['application'];
  readonly manifest: Record<string, unknown>;
  readonly warnings: readonly Problem[];
  readonly problems?: readonly Problem[];
}

/** The Applications of an expansion in the world, under the set's policy of what it may create, change and delete. */
export async function wantedOfSet(
  sql: Sql,
  input: {
    readonly row: ApplicationSetRow;
    readonly set: ApplicationSet;
    readonly expansion: Expansion;
    readonly rows: readonly ApplicationRow[];
    readonly world: World;
  },
): Promise<WantedOfSet> {
  const { set, expansion, rows, world } = input;
  const policy = set.spec.syncPolicy.applicationsSync;
  const mayChange = policy === 'sync' || policy === 'create-update';
  const mayDelete = policy === 'sync' || policy === 'create-delete';
  const live = new Map(rows.filter((row) => !row.removal).map((row) => [row.name, row]));
  const candidates: Candidate[] = [];
  const named = new Set<string>();
  for (const { application, object, warnings } of expansion.applications) {
    const { name } = application.metadata;
    named.add(name);
    const kept = mayChange ? undefined : asItIs(live.get(name));
    candidates.push(kept ?? { application, manifest: object as Record<string, unknown>, warnings });
  }
  const refused: { name: string; problems: readonly Problem[] }[] = [];
  for (const { name, problems } of expansion.rejected) {
    named.add(name);
    const kept = asItIs(live.get(name));
    if (kept) candidates.push({ ...kept, problems });
    else refused.push({ name, problems });
  }
  if (!mayDelete) for (const [name, row] of live) if (!named.has(name)) candidates.push(...[asItIs(row) ?? []].flat());
  const placed = await placeAll(sql, candidates, input.row, world);
  return { wanted: placed.wanted, refused: [...refused, ...placed.refused] };
}

/** A live Application as its own manifest has it. */
function asItIs(row: ApplicationRow | undefined): Candidate | undefined {
  const parsed = row && parseApplication(row.manifest);
  if (!parsed?.ok) return undefined;
  const { value: application, warnings } = parsed.value;
  return { application, manifest: row!.manifest, warnings };
}

async function placeAll(
  sql: Sql,
  candidates: readonly Candidate[],
  set: ApplicationSetRow,
  world: World,
): Promise<WantedOfSet> {
  const refused: { name: string; problems: readonly Problem[] }[] = [];
  const known = candidates.flatMap((one) => {
    const project = world.projects.get(one.application.spec.project);
    if (project) return [{ ...one, project }];
    refused.push({ name: one.application.metadata.name, problems: [noProject(one)] });
    return [];
  });
  const identities = known.map(({ application, project }) => ({
    projectId: project.id,
    namespace: application.metadata.namespace,
    name: application.metadata.name,
  }));
  const owned = await applicationsNamed(sql, identities);
  const byIdentity = new Map(owned.map((row) => [`${row.projectId}/${row.namespace}/${row.name}`, row]));
  const wanted: Wanted[] = [];
  for (const [index, one] of known.entries()) {
    const { projectId, namespace, name } = identities[index]!;
    const existing = byIdentity.get(`${projectId}/${namespace}/${name}`);
    // One without an owner is adopted, as Argo CD does it; so is one that is leaving.
    if (existing?.setId && existing.setId !== set.id && !existing.removal)
      refused.push({ name, problems: [taken(name)] });
    else wanted.push(place({ ...one, existing }, world));
  }
  return { wanted, refused };
}

const noProject = ({ application }: Candidate): Problem => ({
  code: 'UNKNOWN_PROJECT',
  message: `there is no project ${JSON.stringify(application.spec.project)}`,
  where: 'spec.project',
  hint: 'declare it, or use the project default',
});

const taken = (name: string): Problem => ({
  code: 'DUPLICATE_NAME',
  message: `another ApplicationSet makes an Application ${name} in this project and namespace`,
  where: 'spec.template.metadata.name',
  hint: 'give one of the two another name',
});
