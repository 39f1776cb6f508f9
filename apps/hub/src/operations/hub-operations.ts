import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  addEvents,
  applicationById,
  applicationSetById,
  appliedBefore,
  confirmHeld,
  putBlobs,
  putRenders,
  revisionsOf,
  setOperation,
  type ApplicationRow,
  type ClusterRow,
  type Database,
  type OperationRow,
} from '@wheelhouse/adapter-postgres';
import { clusterById } from '@wheelhouse/adapter-postgres';
import type { Renderer, RenderSource } from '@wheelhouse/adapter-render';
import type { Compressor } from '@wheelhouse/contract';
import {
  digestOf,
  err,
  ok,
  parseApplication,
  sameRung,
  type Application,
  type ApplicationId,
  type Problem,
  type ProblemCode,
  type Result,
  type Rung,
} from '@wheelhouse/core-domain';
import { judgeBundle } from '../application/judge-bundle.ts';
import type { Wakes } from '../changes/wakes.ts';
import { newOperationId } from '../keys/ids.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import { blobRows } from '../release/store-release.ts';
import { targetSpecOf } from '../release/target-spec.ts';
import { gatherWorld } from '../release/world.ts';
import type { Shards } from '../shard/shards.ts';
import { Operations, type ChangeFeed, type SyncRequest, type Viewer } from '../use-cases.ts';

export interface HubOperationsOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly renderer: Renderer;
  readonly compressor: Compressor;
  readonly keys: ProjectKeys;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly localCluster: string | undefined;
  readonly now: () => Date;
}

interface Target {
  readonly row: ApplicationRow;
  readonly application: Application;
  readonly cluster: ClusterRow;
}

/** What people ask of a target: desired state with an operation id, published like everything else. */
export class HubOperations extends Operations {
  readonly #options: HubOperationsOptions;

  constructor(options: HubOperationsOptions) {
    super();
    this.#options = options;
  }

  override async sync(id: ApplicationId, options: SyncRequest): Promise<Result<void>> {
    const target = await this.#target(id, options.actor);
    if (!target.ok) return target;
    const { row, application } = target.value;
    const { actor, revision, prune, dryRun, force, resources } = options;
    if (revision && application.spec.syncPolicy.automated && !dryRun) {
      return refuse(
        'INVALID_FIELD',
        'an automated Application syncs what its source says',
        'change targetRevision, or turn automated off',
      );
    }
    const bundle = revision ? await this.#renderAt(target.value, revision) : this.#desired(row);
    if (!bundle.ok) return bundle;
    const chosen = { ...(force ? { force } : {}), ...(resources?.length ? { resources } : {}) };
    return this.#ask(target.value, { kind: 'sync', bundle: bundle.value, prune, dryRun, ...chosen }, actor);
  }

  override async suspend(id: ApplicationId, suspend: boolean, actor: Viewer): Promise<Result<void>> {
    const target = await this.#target(id, actor);
    if (!target.ok) return target;
    return this.#ask(target.value, { kind: 'refresh', suspend, prune: false, dryRun: false }, actor);
  }

  override async terminate(id: ApplicationId, actor: Viewer): Promise<Result<void>> {
    const target = await this.#target(id, actor);
    return target.ok ? this.#ask(target.value, { kind: 'terminate', prune: false, dryRun: false }, actor) : target;
  }

  /** To what was applied before the present bundle, or to a commit of the history. Refused while automated is on. */
  override async rollback(
    id: ApplicationId,
    { actor, revision }: { readonly actor: Viewer; readonly revision?: string },
  ): Promise<Result<void>> {
    const target = await this.#target(id, actor);
    if (!target.ok) return target;
    const { row, application } = target.value;
    if (application.spec.syncPolicy.automated) {
      return refuse(
        'INVALID_FIELD',
        'an automated Application cannot be rolled back',
        'turn automated off first, or revert the commit in Git',
      );
    }
    const history = await appliedBefore(this.#options.db.sql, id);
    const found = history.find((one) =>
      revision
        ? one.revision.startsWith(revision)
        : !sameRung({ ...one }, row.admitted) && one.bundle !== row.admitted?.bundle,
    );
    if (!found) {
      const what = revision ? `at revision ${JSON.stringify(revision)}` : 'before the present one';
      return refuse('REVISION_NOT_FOUND', `nothing was applied ${what}`, 'look at its history');
    }
    const bundle: Rung = { bundle: found.bundle, spec: row.desired?.spec ?? found.spec, revision: found.revision };
    return this.#ask(target.value, { kind: 'sync', bundle, prune: true, dryRun: false }, actor);
  }

  override async confirmHeldChange(setId: string, digest: string, actor: Viewer): Promise<Result<void>> {
    const { db, shards, wakes, changes } = this.#options;
    const set = await applicationSetById(db.sql, setId);
    const world = set && (await gatherWorld(db.sql, this.#options.localCluster));
    const project = [...(world?.projects ?? [])].find(([, one]) => one.id === set?.projectId)?.[0];
    if (!set || !maySee(actor, project))
      return refuse('UNKNOWN_KIND', 'there is no such ApplicationSet', 'look for it');
    const confirmed = await shards.transaction([set.shard], async (sql) => {
      if (!(await confirmHeld(sql, setId, digest))) return false;
      const message = `${set.name}: the held change is confirmed; ${set.held?.withdrawn.length ?? 0} Applications leave`;
      await addEvents(sql, [
        { projectId: set.projectId, setId, type: 'Normal', reason: 'HeldChangeConfirmed', message, actor: actor.name },
      ]);
      return true;
    });
    if (!confirmed) {
      return refuse(
        'GUARDRAIL',
        'what is held now is not what you confirmed',
        'look at it again and confirm what it says then',
      );
    }
    wakes.wake('set', setId);
    changes.publish({ kind: 'applicationSet', ids: [setId] });
    return ok(undefined);
  }

  async #target(id: ApplicationId, actor: Viewer): Promise<Result<Target>> {
    const { db, localCluster } = this.#options;
    const row = await applicationById(db.sql, id);
    const world = row && (await gatherWorld(db.sql, localCluster));
    const project = [...(world?.projects ?? [])].find(([, one]) => one.id === row?.projectId)?.[0];
    if (!row || !maySee(actor, project)) return refuse('UNKNOWN_KIND', 'there is no such Application', 'look for it');
    const cluster = row.clusterId ? await clusterById(db.sql, row.clusterId) : undefined;
    const parsed = parseApplication(row.manifest);
    if (!parsed.ok) return parsed;
    if (row.removal)
      return refuse('INVALID_FIELD', `Application ${row.name} is leaving its cluster`, 'wait until it is gone');
    if (!cluster)
      return refuse('UNKNOWN_CLUSTER', `Application ${row.name} has no cluster`, 'mend its destination first');
    return ok({ row, cluster, application: parsed.value.value });
  }

  #desired(row: ApplicationRow): Result<Rung> {
    if (row.desired) return ok(row.desired);
    const hint = row.problems[0]?.message ?? 'wait until it is rendered';
    return refuse('RENDER_FAILED', `Application ${row.name} has nothing to sync yet`, hint);
  }

  /** What another revision of its source would be: rendered, judged and stored like the desired one. */
  async #renderAt({ row, application, cluster }: Target, revision: string): Promise<Result<Rung>> {
    const { db, mirrors, renderer, compressor, keys, localCluster, shards } = this.#options;
    const [first, ...others] = application.spec.sources;
    const commit = await mirrors.resolve(first!.repoURL, revision);
    if (!commit.ok) return commit;
    const sources: RenderSource[] = [{ url: first!.repoURL, commit: commit.value, source: first! }];
    const known = await revisionsOf(
      db.sql,
      others.map((one) => one.repoURL),
    );
    for (const source of others) {
      const at = known.get(source.repoURL)?.get(source.targetRevision)?.commit;
      if (!at) return refuse('REVISION_NOT_FOUND', `${source.repoURL} is not resolved yet`, 'refresh it');
      sources.push({ url: source.repoURL, commit: at, source });
    }
    const { name } = application.metadata;
    const destinationNamespace = application.spec.destination.namespace;
    const rendered = await renderer.renderAll({ mirrors, sources, appName: name, destinationNamespace });
    if (!rendered.ok) return rendered;
    const { bundle, cacheKey, warnings } = rendered.value;
    const world = await gatherWorld(db.sql, localCluster);
    const project = world.projects.get(application.spec.project);
    if (!project) return refuse('UNKNOWN_PROJECT', `there is no project ${application.spec.project}`, 'declare it');
    const refused = judgeBundle(bundle, project.project, cluster.name === localCluster);
    if (refused.length > 0) return err([...refused]);
    await shards.transaction([cluster.shard], async (sql) => {
      const sealer = await keys.sealerOf(sql, row.projectId);
      await putBlobs(sql, blobRows(bundle, row.projectId, compressor, sealer));
      const source = { sources, appName: name, destinationNamespace };
      await putRenders(sql, [{ projectId: row.projectId, key: cacheKey, bundle: bundle.digest, warnings, source }]);
    });
    return ok({ bundle: bundle.digest, spec: digestOf(targetSpecOf(application)), revision: commit.value });
  }

  async #ask(
    { row, cluster }: Target,
    asked: Omit<OperationRow, 'id' | 'requestedBy' | 'requestedAt'>,
    actor: Viewer,
  ): Promise<Result<void>> {
    const { shards, wakes, changes, now } = this.#options;
    const operation: OperationRow = {
      id: newOperationId(),
      ...asked,
      requestedBy: actor.name,
      requestedAt: now().toISOString(),
    };
    await shards.transaction([cluster.shard], async (sql) => {
      await setOperation(sql, row.id, operation);
      const what = asked.bundle ? ` to ${asked.bundle.revision.slice(0, 12)}` : '';
      const message = `${verbOf(asked)}${what} was asked for${asked.dryRun ? ' (dry run)' : ''}`;
      await addEvents(sql, [
        { applicationId: row.id, type: 'Normal', reason: 'OperationRequested', message, actor: actor.name },
      ]);
    });
    wakes.wake('cluster', cluster.id);
    changes.publish({ kind: 'application', ids: [row.id] });
    return ok(undefined);
  }
}

const verbOf = ({ kind, suspend }: Pick<OperationRow, 'kind' | 'suspend'>): string =>
  suspend === undefined ? kind : suspend ? 'suspend' : 'resume';

const maySee = (actor: Viewer, project: string | undefined): boolean =>
  actor.admin || (project !== undefined && actor.projects.includes(project));

const refuse = (code: ProblemCode, message: string, hint: string): Result<never> =>
  err<Problem[]>([{ code, message, hint }]);
