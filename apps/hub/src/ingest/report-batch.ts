import type { ObeyedOrder, StatusRow } from '@wheelhouse/adapter-postgres';
import { targetHash, type StatusReport, type TargetStatus } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId, OperationId } from '@wheelhouse/core-domain';

/** What the reports of one cluster say together, newest last. */
export interface ClusterBatch {
  readonly cluster: ClusterId;
  readonly statuses: readonly StatusRow[];
  readonly gone: readonly ApplicationId[];
  /** Of what is gone: by which order it went. */
  readonly obeyed: readonly ObeyedOrder[];
  /** Set: the cluster has these targets and no others. */
  readonly only?: ReadonlySet<string>;
  /** Requests that are finished. */
  readonly finished: readonly string[];
}

export function batchOf(cluster: ClusterId, reports: readonly StatusReport[]): ClusterBatch {
  const statuses = new Map<string, StatusRow>();
  const gone = new Map<ApplicationId, OperationId | undefined>();
  let only: Set<string> | undefined;
  for (const report of reports) {
    if (report.full) {
      statuses.clear();
      only = new Set();
    }
    for (const target of report.targets) {
      statuses.set(target.id, statusRow(report, target));
      only?.add(target.id);
      gone.delete(target.id);
    }
    for (const { id, operation } of report.gone) {
      statuses.delete(id);
      only?.delete(id);
      gone.set(id, operation);
    }
  }
  const finished = reports.flatMap((report) =>
    report.targets.flatMap(({ operation }) => (operation?.finishedAt !== undefined ? [operation.id] : [])),
  );
  const obeyed = [...gone].flatMap(([id, operation]) => (operation ? [{ id, operation }] : []));
  return { cluster, statuses: [...statuses.values()], gone: [...gone.keys()], obeyed, finished, ...(only && { only }) };
}

/** The last attempt failed and there will be another, or somebody fights with us: work for a person, though no operation has failed. */
const TROUBLES = new Set(['SyncRetrying', 'DriftFight', 'DryRunFailed']);

function statusRow(report: StatusReport, target: TargetStatus): StatusRow {
  const { id, applied, healthy, sync, health, operation, counts, resources, conditions } = target;
  return {
    id,
    clusterId: report.cluster,
    epoch: report.epoch,
    seq: report.seq,
    ...(applied && { applied }),
    ...(healthy && { healthy }),
    sync: sync.status,
    ...(sync.reason && { syncReason: sync.reason }),
    health: health.status,
    ...(health.message && { healthMessage: health.message }),
    ...(operation && { phase: operation.phase, initiatedBy: operation.initiatedBy }),
    troubled: conditions.some(({ type }) => TROUBLES.has(type)),
    detail: { operation, counts, resources, conditions },
    hash: targetHash(target),
  };
}
