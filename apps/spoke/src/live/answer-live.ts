import { calls, refuse, respond } from '@wheelhouse/adapter-nats';
import type { Nats } from '@wheelhouse/adapter-nats';
import { subjects } from '@wheelhouse/contract';
import type { LiveRequests } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import type { StatusBook } from '../report/status-book.ts';
import type { SyncDependencies } from '../sync/sync-dependencies.ts';
import type { Target } from '../sync/target.ts';
import { bundleComparison } from './bundle-comparison.ts';
import { resourceTree } from './resource-tree.ts';
import type { TreeDependencies } from './resource-tree.ts';
import { resourceView } from './resource-view.ts';

export interface AnswerLiveOptions {
  readonly cluster: ClusterId;
  readonly targets: ReadonlyMap<ApplicationId, Target>;
  readonly book: StatusBook;
  readonly sync: SyncDependencies;
  readonly health: Pick<TreeDependencies, 'custom' | 'healthOf'>;
  /** The hub says that what this cluster's credentials grant is out of date. */
  readonly renew: () => void;
  readonly log: Logger;
}

/** Answers what the hub asks of this cluster now. Subscriptions end with the connection. */
export function answerLive(nats: Nats, { cluster, targets, book, sync, health, renew, log }: AnswerLiveOptions): void {
  const onError = (error: unknown): void => log.warn({ err: error }, 'a live request could not be answered');
  const target = (id: ApplicationId): Target => {
    const found = targets.get(id);
    if (!found) throw refuse(`application ${id} is not on this cluster (yet)`);
    return found;
  };
  const { report, tree, resource, operation, compare } = calls.live;
  const renewed = () => {
    renew();
    return { accepted: true };
  };
  respond(nats, subjects.toSpoke(cluster, 'renew'), calls.live.renew, renewed, { onError });
  respond(
    nats,
    subjects.toSpoke(cluster, 'report'),
    report,
    () => {
      book.reportAll();
      return { accepted: true };
    },
    { onError },
  );
  respond(nats, subjects.toSpoke(cluster, 'operation'), operation, ({ id }) => runningRecord(target(id)), { onError });
  respond(
    nats,
    subjects.toSpoke(cluster, 'tree'),
    tree,
    ({ id }) => resourceTree(target(id), { kube: sync.kube, ...health }),
    { onError },
  );
  respond(
    nats,
    subjects.toSpoke(cluster, 'resource'),
    resource,
    ({ id, ...asked }) => resourceView(target(id), asked, sync),
    {
      onError,
    },
  );
  respond(
    nats,
    subjects.toSpoke(cluster, 'compare'),
    compare,
    ({ id, bundle }) => bundleComparison(target(id), bundle, sync),
    { onError },
  );
}

/** What is over is in the hub's history. */
function runningRecord({ run, operation }: Target): LiveRequests['operation']['answer'] {
  if (!run || run.job.operation !== operation?.id) return {};
  const { steps, objects } = run.record();
  return { record: { operation: { ...operation, steps }, objects, omitted: 0 } };
}
