import { applicationsNamed, type ApplicationRow, type ApplicationSetRow, type Sql } from '@wheelhouse/adapter-postgres';
import { parseApplication, type KubeObject, type Problem } from '@wheelhouse/core-domain';
import { updatedApplication, type Expansion } from '@wheelhouse/core-generate';
import { place, type Wanted } from '../release/wanted.ts';
import type { World } from '../release/world.ts';
import type { SetRules } from './set-rules.ts';

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

/** The Applications of an expansion in the world, by the rules of what the set may change and delete. */
export async function wantedOfSet(
  sql: Sql,
  input: {
    readonly row: Pick<ApplicationSetRow, 'id'>;
    readonly rules: SetRules;
    readonly expansion: Expansion;
    /** The set's own. */
    readonly rows: readonly ApplicationRow[];
    readonly world: World;
  },
): Promise<WantedOfSet> {
  const { rules, expansion, rows } = input;
  const live = new Map(rows.filter((row) => !row.removal).map((row) => [row.name, row]));
  const candidates: Candidate[] = [];
  const named = new Set<string>();
  for (const { application, object, warnings } of expansion.applications) {
    const { name } = application.metadata;
    named.add(name);
    const made = { application, manifest: object as Record<string, unknown>, warnings };
    const before = live.get(name);
    candidates.push(rules.mayChange ? updated(made, before, rules) : (asItIs(before) ?? made));
  }
  const refused: { name: string; problems: readonly Problem[] }[] = [];
  for (const { name, problems } of expansion.rejected) {
    named.add(name);
    const kept = asItIs(live.get(name));
    if (kept) candidates.push({ ...kept, problems });
    else refused.push({ name, problems });
  }
  if (!rules.mayDelete) for (const [name, row] of live) if (!named.has(name)) candidates.push(...keptFrom(row, rules));
  const placed = await placeAll(sql, candidates, { ...input, live });
  return { wanted: placed.wanted, refused: [...refused, ...placed.refused] };
}

/** A live Application as its own manifest has it. */
function asItIs(row: ApplicationRow | undefined): Candidate | undefined {
  const parsed = row && parseApplication(row.manifest);
  if (!parsed?.ok) return undefined;
  const { value: application, warnings } = parsed.value;
  return { application, manifest: row!.manifest, warnings };
}

/** With what the set lets people change. Where that makes it invalid it stays as it is, and says so. */
function updated(made: Candidate, before: ApplicationRow | undefined, { preserving }: SetRules): Candidate {
  if (!before) return made;
  const live = before.manifest as KubeObject;
  const object = updatedApplication(live, made.manifest as KubeObject, preserving);
  if (object === made.manifest) return made;
  const parsed = parseApplication(object);
  if (!parsed.ok) return { ...(asItIs(before) ?? made), problems: parsed.error };
  const { value: application, warnings } = parsed.value;
  return { application, manifest: object as Record<string, unknown>, warnings };
}

/** One that the set does not make any more and may not delete: a person may. */
function keptFrom(row: ApplicationRow, { applicationsSync }: SetRules): Candidate[] {
  const kept = asItIs(row);
  const warning: Problem = {
    code: 'NOT_GENERATED',
    message: `its ApplicationSet does not make it any more, and may not delete it (applicationsSync: ${applicationsSync})`,
    hint: `delete it by hand if it is not wanted: \`wheelhouse delete application ${row.name}\``,
  };
  return kept ? [{ ...kept, warnings: [...kept.warnings, warning] }] : [];
}

async function placeAll(
  sql: Sql,
  candidates: readonly Candidate[],
  around: {
    readonly row: Pick<ApplicationSetRow, 'id'>;
    readonly rules: SetRules;
    readonly world: World;
    readonly live: ReadonlyMap<string, ApplicationRow>;
  },
): Promise<WantedOfSet> {
  const { row: set, rules, world, live } = around;
  const refused: { name: string; problems: readonly Problem[] }[] = [];
  /** What cannot be placed leaves a live one of its name as it is. */
  const insteadOf = (one: Candidate, problem: Problem): InProject[] => {
    const { name } = one.application.metadata;
    const kept = asItIs(live.get(name));
    const project = kept && world.projects.get(kept.application.spec.project);
    if (project) return [{ ...kept, project, problems: [...(one.problems ?? []), problem] }];
    refused.push({ name, problems: [problem] });
    return [];
  };
  const known = candidates.flatMap((one): InProject[] => {
    const project = world.projects.get(one.application.spec.project);
    return project ? [{ ...one, project }] : insteadOf(one, noProject(one));
  });
  const existingOf = await rowsByIdentity(sql, known);
  const wanted = known.flatMap((one): Wanted[] => {
    const existing = existingOf(one);
    // One without an owner is adopted, as Argo CD does it; so is one that is leaving.
    const foreign = existing?.setId && existing.setId !== set.id && !existing.removal;
    if (foreign)
      return insteadOf(one, taken(one)).map((kept) =>
        place({ ...kept, existing: existingOf(kept) ?? live.get(nameOf(kept)) }, world),
      );
    const adopted = existing && !existing.setId && !existing.removal ? updated(one, existing, rules) : one;
    return [place({ ...one, ...adopted, existing }, world)];
  });
  return { wanted, refused };
}

type InProject = Candidate & Pick<Wanted, 'project'>;

const nameOf = ({ application }: Candidate): string => application.metadata.name;

async function rowsByIdentity(
  sql: Sql,
  candidates: readonly InProject[],
): Promise<(one: InProject) => ApplicationRow | undefined> {
  const identityOf = ({ application, project }: InProject) => ({
    projectId: project.id,
    namespace: application.metadata.namespace,
    name: application.metadata.name,
  });
  const rows = await applicationsNamed(sql, candidates.map(identityOf));
  const byIdentity = new Map(rows.map((row) => [`${row.projectId}/${row.namespace}/${row.name}`, row]));
  return (one) => {
    const { projectId, namespace, name } = identityOf(one);
    return byIdentity.get(`${projectId}/${namespace}/${name}`);
  };
}

const noProject = ({ application }: Candidate): Problem => ({
  code: 'UNKNOWN_PROJECT',
  message: `there is no project ${JSON.stringify(application.spec.project)}`,
  where: 'spec.project',
  hint: 'declare it, or use the project default',
});

const taken = ({ application }: Candidate): Problem => ({
  code: 'DUPLICATE_NAME',
  message: `another ApplicationSet makes an Application ${application.metadata.name} in this project and namespace`,
  where: 'spec.template.metadata.name',
  hint: 'give one of the two another name',
});
