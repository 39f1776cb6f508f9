import type { KubeApi } from '@wheelhouse/adapter-kube';
import type { BundleRef } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import type {
  ApplicationId,
  ApplicationIdentity,
  Digest,
  KubeObject,
  ObjectKey,
  OperationId,
} from '@wheelhouse/core-domain';
import { planSync } from '@wheelhouse/core-sync';
import type { Logger } from '@wheelhouse/runtime';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { BundleFailure, BundleStore } from '../state/bundle-store.ts';
import type { SpokeState } from '../state/spoke-state.ts';
import type { Pace } from './pace.ts';
import { prepareObjects } from './prepare-objects.ts';
import { isConfirmed } from './remember-run.ts';
import { settledObjects } from './settled-objects.ts';
import { SyncRun } from './sync-run.ts';
import type { Target } from './target.ts';

export interface SyncDependencies {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly state: SpokeState;
  readonly bundles: BundleStore;
  readonly pace: Pace;
  readonly log: Logger;
  readonly monotonic: () => number;
  /** The wall clock, for what is told. */
  readonly now: () => number;
  readonly scaledLive: (workload: ObjectKey) => boolean;
  readonly isManaged: (id: ApplicationId, by: ApplicationIdentity) => boolean;
  /** Begins to watch these kinds; called before the first of them is created. */
  readonly watch: (kinds: readonly { readonly apiVersion: string; readonly kind: string }[]) => void;
  /** What the API server answered to an apply: seen before its watch tells. */
  readonly observed: (object: KubeObject) => void;
}

export interface SyncJob {
  readonly operation: OperationId;
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly bundle: BundleRef;
  readonly spec: Digest;
  readonly prune: boolean;
  readonly dryRun: boolean;
  /** A person asked for it. */
  readonly asked?: boolean;
  /** Applies also what is as the last sync left it: a person asked. */
  readonly everything?: boolean;
  /** Deletes and makes again what the API server takes no other way. */
  readonly force?: boolean;
  /** Only these objects, and no hooks. */
  readonly only?: (key: ObjectKey) => boolean;
}

export type SyncBegin =
  | { readonly kind: 'begun'; readonly run: SyncRun }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'no-bundle'; readonly failure: BundleFailure };

/** Plans one attempt to make a bundle real. Nothing is written before its first `advance`, but that the bundle is kept. */
export async function beginSync(target: Target, job: SyncJob, deps: SyncDependencies): Promise<SyncBegin> {
  const bundle = await deps.bundles.get(job.bundle);
  if (!bundle.ok) return { kind: 'no-bundle', failure: bundle.error };
  const kept = job.dryRun ? undefined : deps.bundles.keep(job.bundle.digest);
  kept?.catch(() => undefined);
  const { spec } = target;
  const prepared = await prepareObjects(deps.kube, bundle.value.objects, {
    namespace: spec.destinationNamespace,
    scaledLive: deps.scaledLive,
  });
  const planned = planSync({
    objects: prepared.objects,
    inventory: target.stored.inventory,
    policy: { prune: job.prune, allowEmpty: spec.syncPolicy.automated?.allowEmpty ?? false },
    syncOptions: spec.syncPolicy.syncOptions,
    namespace: spec.destinationNamespace,
    run: { revision: job.bundle.revision, startedAt: job.startedAt },
    confirmed: (entry) => isConfirmed(target, entry),
    ...(job.only ? { only: job.only } : {}),
  });
  if (!planned.ok) return { kind: 'refused', message: planned.error.map(describeProblem).join('; ') };
  const settled = await settledObjects(target, job, deps);
  const options = { target, job, plan: planned.value, prepared, settled, deps, ...(kept ? { kept } : {}) };
  return { kind: 'begun', run: new SyncRun(options) };
}
