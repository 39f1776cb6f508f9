import type { Database } from '@wheelhouse/adapter-postgres';
import { addEvents, fleetSources, projectByName, putProject, type Sql } from '@wheelhouse/adapter-postgres';
import { DEFAULT_PROJECT, describeProblem, err, ok, type Problem, type Result } from '@wheelhouse/core-domain';
import type { Sealer } from '@wheelhouse/runtime';
import { newProjectId } from '../keys/ids.ts';
import type { Wakes } from '../changes/wakes.ts';
import {
  Resources,
  type ApplyOptions,
  type ApplyOutcome,
  type ChangeFeed,
  type ResourceName,
  type Viewer,
} from '../use-cases.ts';
import { originOf } from '../fleet/origin.ts';
import { duplicates, readDocuments, type ReadResource } from './read-documents.ts';
import { Remover } from './remover.ts';
import type { Consequences } from './store-context.ts';
import { storeResource } from './store-resource.ts';
import type { HubWindows } from '../windows/hub-windows.ts';

export interface ResourcesOptions {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly remover: Remover;
  readonly windows: HubWindows;
}

/** What the others stand on goes first. */
const ORDER = [
  'Project',
  'Cluster',
  'Repository',
  'SyncWindow',
  'ConfigMap',
  'Secret',
  'ClusterDecision',
  'ApplicationSet',
  'Application',
] as const;

/** Their names are unique in the hub, whatever namespace they were written in. */
const EVERYWHERE: readonly string[] = ['Project', 'Cluster', 'Repository', 'SyncWindow'];

class Refused extends Error {
  readonly problems: Problem[];
  constructor(problems: Problem[]) {
    super('refused');
    this.problems = problems;
  }
}

/** What people declare: all documents of one apply are checked before any is stored, in one transaction. */
export class HubResources extends Resources {
  readonly #options: ResourcesOptions;

  constructor(options: ResourcesOptions) {
    super();
    this.#options = options;
  }

  /** Argo CD's `default` project, which permits everything, is there from the first start. */
  async ensureDefaultProject(): Promise<void> {
    if (await projectByName(this.#options.db.sql, DEFAULT_PROJECT)) return;
    const everything = { group: '*', kind: '*' };
    await putProject(this.#options.db.sql, {
      id: newProjectId(),
      name: DEFAULT_PROJECT,
      origin: 'hub',
      manifest: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: DEFAULT_PROJECT, namespace: 'argocd' },
        spec: {
          sourceRepos: ['*'],
          destinations: [{ server: '*', name: '*', namespace: '*' }],
          clusterResourceWhitelist: [everything],
        },
      },
    });
  }

  override async apply(text: string, options: ApplyOptions): Promise<Result<readonly ApplyOutcome[]>> {
    const read = readDocuments(text, options.file, { strict: options.strict === true });
    if (!read.ok) return read;
    if (read.value.length === 0) return err([nothing(options.file)]);
    const refused = [...duplicates(read.value), ...forbidden(read.value, options.actor)];
    if (refused.length > 0) return err(refused);
    return this.applyAll(read.value, options);
  }

  /** The same for documents that were read before; their names are unique. */
  async applyAll(
    resources: readonly ReadResource[],
    options: Pick<ApplyOptions, 'origin' | 'dryRun' | 'actor'>,
  ): Promise<Result<readonly ApplyOutcome[]>> {
    const consequences: Consequences = {
      ...{ changes: [], wakes: [], displaced: new Set() },
      ...{ fleetChanged: false, windowsChanged: false },
    };
    const sorted = [...resources].sort((a, b) => ORDER.indexOf(a.resource.kind) - ORDER.indexOf(b.resource.kind));
    try {
      const stored = await this.#options.db.transaction(async (sql) => {
        const outcomes = await this.#storeAll(sql, sorted, { ...options, consequences });
        if (options.dryRun) throw new DryRun(outcomes);
        return outcomes;
      });
      await this.#follow(consequences);
      return ok(stored);
    } catch (error) {
      if (error instanceof Refused) return err(error.problems);
      if (error instanceof DryRun) return ok(error.outcomes);
      throw error;
    }
  }

  /** What a fleet source declares comes back: it goes for good by taking it out of Git. */
  override async remove(
    name: ResourceName,
    options: { readonly actor: Viewer; readonly cascade: boolean },
  ): Promise<Result<{ readonly message: string }>> {
    const removed = await this.#options.remover.remove(name, options);
    if (removed.ok) await this.#wakeSources(() => true);
    return removed;
  }

  async #wakeSources(concerned: (origin: string) => boolean): Promise<void> {
    const sources = await fleetSources(this.#options.db.sql);
    this.#options.wakes.wake(
      'fleetSource',
      sources.filter((source) => concerned(originOf(source))).map((source) => source.id),
    );
  }

  async #storeAll(
    sql: Sql,
    resources: readonly ReadResource[],
    options: Pick<ApplyOptions, 'origin' | 'actor'> & { readonly consequences: Consequences },
  ): Promise<readonly ApplyOutcome[]> {
    const { sealer, wakes } = this.#options;
    const { origin, consequences, actor } = options;
    const problems: Problem[] = [];
    const outcomes: ApplyOutcome[] = [];
    for (const read of resources) {
      const action = await storeResource({ sql, origin, sealer, wakes, consequences, actor: actor.name }, read);
      if (!action.ok) problems.push(...action.error);
      else outcomes.push(outcomeOf(read, action.value));
    }
    if (problems.length > 0) throw new Refused(problems);
    await addEvents(sql, eventsOf(outcomes, actor));
    return outcomes;
  }

  async #follow(consequences: Consequences): Promise<void> {
    for (const change of consequences.changes) this.#options.changes.publish(change);
    for (const wake of consequences.wakes) wake();
    if (consequences.windowsChanged) await this.#options.windows.changed();
    if (consequences.fleetChanged) void this.wakeFleet();
    const { displaced } = consequences;
    if (displaced.size > 0) await this.#wakeSources((origin) => displaced.has(origin));
  }

  /** A cluster or project came, changed or went: whatever may depend on it looks again. */
  async wakeFleet(): Promise<void> {
    const { db, wakes } = this.#options;
    wakes.wake('grants', 'fleet');
    const ids = async (text: string): Promise<string[]> =>
      (await db.sql.query<{ id: string }>(text)).rows.map((row) => row.id);
    wakes.wake('setFleet', await ids('SELECT id FROM application_set'));
    wakes.wake('byHand', await ids('SELECT DISTINCT project_id AS id FROM application WHERE set_id IS NULL'));
    // A file may have waited for a project that another repository declares.
    wakes.wake('fleetSource', await ids("SELECT id FROM fleet_source WHERE problems <> '[]'::jsonb"));
  }
}

class DryRun extends Error {
  readonly outcomes: readonly ApplyOutcome[];
  constructor(outcomes: readonly ApplyOutcome[]) {
    super('dry run');
    this.outcomes = outcomes;
  }
}

function outcomeOf({ document, resource }: ReadResource, action: ApplyOutcome['action']): ApplyOutcome {
  const { namespace } = resource.value.metadata as { readonly namespace?: string };
  return {
    kind: resource.kind === 'ClusterDecision' ? document.object.kind : resource.kind,
    name: resource.kind === 'Repository' ? resource.value.spec.url : resource.value.metadata.name,
    ...(namespace && !EVERYWHERE.includes(resource.kind) && { namespace }),
    action,
    warnings: resource.warnings.map((one) => describeProblem({ ...one, where: one.where ?? document.file })),
  };
}

const nothing = (file: string): Problem => ({
  code: 'MISSING_FIELD',
  message: 'there is no manifest in it',
  where: file,
  hint: 'give at least one document with apiVersion and kind',
});

const eventsOf = (outcomes: readonly ApplyOutcome[], actor: Viewer) =>
  outcomes
    .filter((one) => one.action !== 'unchanged')
    .map((one) => ({
      type: 'Normal' as const,
      reason: one.action === 'created' ? 'ResourceCreated' : 'ResourceChanged',
      message: `${one.kind} ${one.name} ${one.action}`,
      actor: actor.name,
    }));

/** Who is no admin writes Applications and sets of the own projects only; other projects do not exist for them. */
function forbidden(resources: readonly ReadResource[], actor: Viewer): Problem[] {
  if (actor.admin) return [];
  return resources.flatMap(({ document, resource }) => {
    const where = `${document.file}:${document.line}`;
    const project =
      resource.kind === 'Application'
        ? resource.value.spec.project
        : resource.kind === 'ApplicationSet'
          ? (resource.value.spec.template['spec'] as { project?: string } | undefined)?.project
          : undefined;
    if (project !== undefined && actor.projects.includes(project)) return [];
    const message =
      project === undefined
        ? `${resource.kind} ${document.object.metadata.name}: only admins may declare it`
        : `${resource.kind} ${document.object.metadata.name}: there is no project ${JSON.stringify(project)}`;
    return [{ code: 'UNKNOWN_PROJECT' as const, message, where, hint: 'ask an admin for the right to it' }];
  });
}
