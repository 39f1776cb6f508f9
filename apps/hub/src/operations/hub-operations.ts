import {
  addEvents,
  applicationById,
  applicationSetById,
  appliedBefore,
  clusterById,
  clustersLeft,
  confirmHeld,
  confirmTombstone,
  setOperation,
  type ApplicationRow,
  type BlobName,
  type Database,
  type OperationRow,
} from '@wheelhouse/adapter-postgres';
import type { BundleRef } from '@wheelhouse/contract';
import {
  ok,
  parseApplication,
  sameRung,
  type ApplicationId,
  type ClusterId,
  type ObjectKey,
  type Result,
  type Rung,
} from '@wheelhouse/core-domain';
import type { Wakes } from '../changes/wakes.ts';
import { newOperationId } from '../keys/ids.ts';
import { gatherWorld } from '../release/world.ts';
import type { Shards } from '../shard/shards.ts';
import { Operations, type ChangeFeed, type SyncRequest, type Viewer } from '../use-cases.ts';
import { refuse } from './refuse.ts';
import type { OperationTarget, RevisionRenderer } from './revision-renderer.ts';

export interface HubOperationsOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly revisions: RevisionRenderer;
  /** Has the stream hold these bundles. */
  readonly store: (named: readonly BlobName[]) => Promise<void>;
  readonly wakes: Wakes;
  readonly changes: ChangeFeed;
  readonly localCluster: string | undefined;
  readonly now: () => Date;
}

type Target = OperationTarget;

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
    const bundle = revision ? await this.#options.revisions.render(target.value, revision) : this.#desired(row);
    if (!bundle.ok) return bundle;
    const chosen = { ...(force ? { force } : {}), ...(resources?.length ? { resources } : {}) };
    return this.#ask(target.value, { kind: 'sync', bundle: bundle.value, prune, dryRun, ...chosen }, actor);
  }

  override async offer(id: ApplicationId, actor: Viewer, revision?: string): Promise<Result<BundleRef>> {
    const target = await this.#target(id, actor);
    if (!target.ok) return target;
    const { row } = target.value;
    const rung = revision ? await this.#options.revisions.render(target.value, revision) : this.#desired(row);
    if (!rung.ok) return rung;
    await this.#options.store([{ projectId: row.projectId, digest: rung.value.bundle }]);
    return ok({ project: row.projectId, digest: rung.value.bundle, revision: rung.value.revision });
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

  override async confirmDeletion(
    id: ApplicationId,
    resources: readonly ObjectKey[],
    actor: Viewer,
  ): Promise<Result<void>> {
    const found = await this.#visible(id, actor);
    if (!found.ok) return found;
    if (resources.length === 0) return refuse('INVALID_FIELD', 'no object is named', 'name what is to go');
    const row = found.value;
    // One that leaves a cluster takes no operations there: its order to leave says what a person agreed to.
    const left = await clustersLeft(this.#options.db.sql, id);
    for (const clusterId of left) await this.#confirmRemoval(row, clusterId, { resources, actor });
    if (row.removal) return ok(undefined);
    const target = await this.#target(id, actor);
    if (!target.ok) return target;
    return this.#ask(target.value, { kind: 'refresh', confirm: true, resources, prune: false, dryRun: false }, actor);
  }

  async #confirmRemoval(
    { id: applicationId }: ApplicationRow,
    clusterId: ClusterId,
    { resources, actor }: { readonly resources: readonly ObjectKey[]; readonly actor: Viewer },
  ): Promise<void> {
    const { db, shards, wakes, changes } = this.#options;
    const cluster = await clusterById(db.sql, clusterId);
    if (!cluster) return;
    await shards.transaction([cluster.shard], async (sql) => {
      if (!(await confirmTombstone(sql, { applicationId, clusterId }, resources))) return;
      await addEvents(sql, [confirmedEvent(applicationId, resources, actor)]);
    });
    wakes.wake('cluster', clusterId);
    changes.publish({ kind: 'application', ids: [applicationId] });
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

  async #visible(id: ApplicationId, actor: Viewer): Promise<Result<ApplicationRow>> {
    const { db, localCluster } = this.#options;
    const row = await applicationById(db.sql, id);
    const world = row && (await gatherWorld(db.sql, localCluster));
    const project = [...(world?.projects ?? [])].find(([, one]) => one.id === row?.projectId)?.[0];
    if (!row || !maySee(actor, project)) return refuse('UNKNOWN_KIND', 'there is no such Application', 'look for it');
    return ok(row);
  }

  async #target(id: ApplicationId, actor: Viewer): Promise<Result<Target>> {
    const { db } = this.#options;
    const visible = await this.#visible(id, actor);
    if (!visible.ok) return visible;
    const row = visible.value;
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
      await addEvents(sql, [
        asked.confirm ? confirmedEvent(row.id, asked.resources ?? [], actor) : askedEvent(row.id, asked, actor),
      ]);
    });
    wakes.wake('cluster', cluster.id);
    changes.publish({ kind: 'application', ids: [row.id] });
    return ok(undefined);
  }
}

const verbOf = ({ kind, suspend }: Pick<OperationRow, 'kind' | 'suspend'>): string =>
  suspend === undefined ? kind : suspend ? 'suspend' : 'resume';

function askedEvent(
  applicationId: ApplicationId,
  asked: Omit<OperationRow, 'id' | 'requestedBy' | 'requestedAt'>,
  { name: actor }: Viewer,
) {
  const what = asked.bundle ? ` to ${asked.bundle.revision.slice(0, 12)}` : '';
  const message = `${verbOf(asked)}${what} was asked for${asked.dryRun ? ' (dry run)' : ''}`;
  return { applicationId, type: 'Normal' as const, reason: 'OperationRequested', message, actor };
}

const NAMED = 5;

function confirmedEvent(applicationId: ApplicationId, resources: readonly ObjectKey[], { name: actor }: Viewer) {
  const named = resources
    .slice(0, NAMED)
    .map(({ kind, namespace, name }) => `${kind} ${namespace && `${namespace}/`}${name}`);
  const more = resources.length > NAMED ? ` and ${resources.length - NAMED} more` : '';
  const message = `${actor} agreed to the deletion of ${named.join(', ')}${more}`;
  return { applicationId, type: 'Normal' as const, reason: 'DeletionConfirmed', message, actor };
}

const maySee = (actor: Viewer, project: string | undefined): boolean =>
  actor.admin || (project !== undefined && actor.projects.includes(project));
