import type { KubeApi } from '@wheelhouse/adapter-kube';
import type { BundleRef } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import type { ApplicationId, ApplicationIdentity, Digest, KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { planSync } from '@wheelhouse/core-sync';
import type { SyncState } from '@wheelhouse/core-sync';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { BundleFailure, BundleStore } from '../state/bundle-store.ts';
import type { SpokeState } from '../state/spoke-state.ts';
import type { PlannedChange } from './dry-run.ts';
import { prepareObjects } from './prepare-objects.ts';
import { settledObjects } from './settled-objects.ts';
import { SyncRun } from './sync-run.ts';
import type { Target } from './target.ts';

export interface SyncDependencies {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly state: SpokeState;
  readonly bundles: BundleStore;
  readonly scaledLive: (workload: ObjectKey) => boolean;
  readonly isManaged: (id: ApplicationId, by: ApplicationIdentity) => boolean;
  /** Begins to watch these kinds; called before the first of them is created. */
  readonly watch: (kinds: readonly { readonly apiVersion: string; readonly kind: string }[]) => void;
  /** What the API server answered to an apply: seen before its watch tells. */
  readonly observed: (object: KubeObject) => void;
}

export interface SyncJob {
  readonly bundle: BundleRef;
  readonly spec: Digest;
  readonly prune: boolean;
  readonly dryRun: boolean;
  /** Applies also what is as the last sync left it: a person asked. */
  readonly everything?: boolean;
  readonly attempt: number;
  /** Ends it: what runs is finished, nothing new begins. A text as its reason is shown. */
  readonly signal: AbortSignal;
}

export type SyncEnd =
  /** `planned`: of a dry run, what it would do. */
  | { readonly kind: 'ended'; readonly sync: SyncState; readonly planned: readonly PlannedChange[] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'no-bundle'; readonly failure: BundleFailure };

/** One attempt to make a bundle real: plan, remember, apply and prune, remember what came out. */
export async function syncApplication(target: Target, job: SyncJob, deps: SyncDependencies): Promise<SyncEnd> {
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
  });
  if (!planned.ok) return { kind: 'refused', message: planned.error.map(describeProblem).join('; ') };
  const hook = planned.value.tasks.find(({ action }) => action === 'hook');
  if (hook) return { kind: 'refused', message: `hooks do not run here yet: ${hook.key.kind} ${hook.key.name}` };
  const run = new SyncRun(target, job, { ...deps, settled: await settledObjects(target, job, deps) });
  if (!job.dryRun) await run.remember(planned.value, prepared.unknown);
  const sync = await run.carryOut(planned.value, prepared);
  await kept;
  if (!job.dryRun) await run.conclude(sync, planned.value);
  return { kind: 'ended', sync, planned: run.planned };
}
