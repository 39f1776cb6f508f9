import { describeProblem } from '@wheelhouse/core-domain';
import { planSync } from '@wheelhouse/core-sync';
import type { BundleFailure } from '../state/bundle-store.ts';
import { notPermitted } from './permitted-kinds.ts';
import { prepareObjects } from './prepare-objects.ts';
import { isConfirmed } from './remember-run.ts';
import { settledObjects } from './settled-objects.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import { SyncRun } from './sync-run.ts';
import type { Target } from './target.ts';

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
    inventory: target.stored.inventory,
  });
  const refused = notPermitted(prepared.clusterScoped, target.wanted.clusterKinds);
  if (refused !== undefined) return { kind: 'refused', message: refused };
  const planned = planSync({
    objects: prepared.objects,
    inventory: target.stored.inventory,
    policy: { prune: job.prune, allowEmpty: spec.syncPolicy.automated?.allowEmpty ?? false },
    syncOptions: spec.syncPolicy.syncOptions,
    namespace: spec.destinationNamespace,
    run: { revision: job.bundle.revision, startedAt: job.startedAt },
    confirmed: (entry) => (job.confirmed === true && job.only?.(entry.key) === true) || isConfirmed(target, entry),
    ...(job.only ? { only: job.only } : {}),
  });
  if (!planned.ok) return { kind: 'refused', message: planned.error.map(describeProblem).join('; ') };
  const settled = await settledObjects(target, job, deps);
  const options = { target, job, plan: planned.value, prepared, settled, deps, ...(kept ? { kept } : {}) };
  return { kind: 'begun', run: new SyncRun(options) };
}
