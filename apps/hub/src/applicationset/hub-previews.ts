import {
  applicationSetByName,
  applicationsOfSet,
  type ApplicationRow,
  type ApplicationSetRow,
} from '@wheelhouse/adapter-postgres';
import {
  identityOf,
  parseDocuments,
  parseResource,
  type ApplicationSet,
  type Problem,
  type ProjectId,
} from '@wheelhouse/core-domain';
import { planRelease, type DesiredApplication, type Guardrail } from '@wheelhouse/core-release';
import type { Releaser } from '../release/releaser.ts';
import type { Wanted } from '../release/wanted.ts';
import { gatherWorld, type World } from '../release/world.ts';
import { projectOfSet } from '../resources/store-set.ts';
import { Previews, type PreviewedApplication, type SetPreview, type Viewer } from '../use-cases.ts';
import { lookAtSet, type Look, type LookOptions } from './look-at-set.ts';
import { manifestChanges } from './manifest-changes.ts';

export interface HubPreviewsOptions extends LookOptions {
  readonly localCluster: string | undefined;
  readonly releaser: Pick<Releaser, 'previous'>;
  readonly guardrail: Guardrail;
}

/** What a set would make, change and withdraw. Nothing of it is stored. */
export class HubPreviews extends Previews {
  readonly #options: HubPreviewsOptions;

  constructor(options: HubPreviewsOptions) {
    super();
    this.#options = options;
  }

  override async preview(manifest: string, viewer: Viewer): Promise<SetPreview> {
    const read = readSet(manifest);
    if ('problems' in read) return nothing(read.problems);
    const { set, warnings } = read;
    const { db, localCluster } = this.#options;
    const world = seenBy(viewer, await gatherWorld(db.sql, localCluster));
    const own = world.projects.get(projectOfSet(set));
    if (!own) return nothing([noProject(projectOfSet(set))]);
    const stored = await applicationSetByName(db.sql, set.metadata.namespace, set.metadata.name);
    const visible = new Set<ProjectId>([...world.projects.values()].map(({ id }) => id));
    const rows = async (): Promise<readonly ApplicationRow[]> =>
      (stored ? await applicationsOfSet(db.sql, stored.id) : []).filter(
        (row) => !row.removal && visible.has(row.projectId),
      );
    const row = stored ?? { id: '' };
    const look = await lookAtSet(this.#options, { set, row, project: own.project, world, rows });
    if (look.kind === 'failed') return nothing(look.problems, warnings);
    if (look.kind === 'pending') return { ...nothing([notReadYet], warnings), pending: true };
    const held = stored && (await this.#held(stored, look, world));
    return { ...shown(look), warnings, ...(held && { held }) };
  }

  /** The guardrail of the next release, asked before there is one: it looks at what leaves, not at what is rendered. */
  async #held(stored: ApplicationSetRow, look: Wanting, world: World): Promise<SetPreview['held']> {
    const owner = { setId: stored.id, projectId: stored.projectId };
    const previous = await this.#options.releaser.previous(owner, world);
    const before = new Map(previous?.assignments.map((one) => [one.identity.name, one]));
    const desired = look.wanted.map((one): DesiredApplication => {
      const identity = identityOf(one.application);
      const known = before.get(identity.name);
      if (!one.cluster || !known || one.problems.length > 0) return { identity, problems: one.problems };
      return { ...known, identity, cluster: one.cluster.id };
    });
    const { held, difference } = planRelease(previous, desired, {
      guardrail: this.#options.guardrail,
      stillHeld: new Set(stored.held?.withdrawn ?? []),
    });
    if (!held) return undefined;
    const leaving = [...difference.withdrawn, ...difference.moved.map(({ from }) => from)];
    return { message: held.message, withdrawn: leaving.map(({ identity }) => identity.name).sort() };
  }
}

type Wanting = Extract<Look, { kind: 'wanted' }>;

const nothing = (problems: readonly Problem[], warnings: readonly Problem[] = []): SetPreview => ({
  applications: [],
  problems,
  warnings,
});

/** Other projects do not exist for who may not see them. */
const seenBy = ({ admin, projects }: Viewer, world: World): World =>
  admin ? world : { ...world, projects: new Map([...world.projects].filter(([name]) => projects.includes(name))) };

function shown(look: Wanting): Pick<SetPreview, 'applications' | 'problems'> {
  const { wanted, refused, rows, expansion } = look;
  const origins = new Map(expansion.applications.map((one) => [one.application.metadata.name, one.origin]));
  const nameOf = ({ application }: Wanted): string => application.metadata.name;
  const before = new Map(rows.map((row) => [row.name, row]));
  const made = wanted.map((one): PreviewedApplication => {
    const known = before.get(nameOf(one)) ?? one.existing;
    const origin = origins.get(nameOf(one));
    const changes = known ? manifestChanges(known.manifest, one.manifest) : [];
    return {
      name: nameOf(one),
      project: one.project.project.metadata.name,
      change: !known ? 'created' : changes.length > 0 ? 'changed' : 'unchanged',
      ...(one.cluster && { cluster: one.cluster.name }),
      manifest: one.manifest,
      ...(known && { before: known.manifest }),
      changes,
      ...(origin && { generator: `spec.generators[${origin.generator}].${origin.kind}`, params: origin.params }),
    };
  });
  const staying = new Set([...wanted.map(nameOf), ...refused.map((one) => one.name)]);
  const withdrawn = rows
    .filter((row) => !staying.has(row.name))
    .map((row): PreviewedApplication => ({
      name: row.name,
      project: (row.manifest['spec'] as { project?: string }).project ?? '',
      change: 'withdrawn',
      manifest: row.manifest,
      changes: [],
    }));
  const problems = [...refused, ...wanted.map((one) => ({ name: nameOf(one), problems: one.problems }))];
  return {
    applications: [...made, ...withdrawn].sort((a, b) => (a.name < b.name ? -1 : 1)),
    problems: problems.flatMap(({ name, problems: own }) =>
      own.map((one) => ({ ...one, message: `${name}: ${one.message}` })),
    ),
  };
}

const notReadYet: Problem = {
  code: 'REVISION_NOT_FOUND',
  message: 'a repository of the set was not read before: it is being fetched',
  hint: 'ask again in a moment',
};

const noProject = (name: string): Problem => ({
  code: 'UNKNOWN_PROJECT',
  message: `there is no project ${JSON.stringify(name)}`,
  where: 'spec.template.spec.project',
  hint: 'declare it first, or use the project default',
});

type Read =
  { readonly set: ApplicationSet; readonly warnings: readonly Problem[] } | { readonly problems: readonly Problem[] };

function readSet(manifest: string): Read {
  const documents = parseDocuments(manifest, 'manifest');
  if (!documents.ok) return { problems: documents.error };
  const [document, second] = documents.value;
  if (!document || second) {
    return {
      problems: [{ code: 'INVALID_YAML', message: 'exactly one ApplicationSet is expected', where: 'manifest' }],
    };
  }
  const resource = parseResource(document);
  if (!resource.ok) return { problems: resource.error };
  const { kind, warnings } = resource.value;
  if (resource.value.kind === 'ApplicationSet') return { set: resource.value.value, warnings };
  return { problems: [{ code: 'UNKNOWN_KIND', message: `${kind} is no ApplicationSet`, where: 'manifest' }] };
}
