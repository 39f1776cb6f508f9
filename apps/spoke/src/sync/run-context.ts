import { ArgoOwners } from './argo-owners.ts';
import type { ApplyContext } from './apply-object.ts';
import { ignoredFields } from './ignored-fields.ts';
import { pacedReader, pacedWriter } from './paced-kube.ts';
import { impersonated } from './policy.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import type { Target } from './target.ts';

interface RunParts {
  readonly target: Target;
  readonly job: SyncJob;
  readonly deps: SyncDependencies;
}

/** How a run asks and writes: in its turn, as whom, and by which options. */
export function contextOf({ target, job, deps }: RunParts, signal: AbortSignal): ApplyContext {
  const { spec, serviceAccount } = target;
  const impersonate = impersonated(serviceAccount, spec.destinationNamespace);
  const kube = pacedReader(deps.kube, deps.pace, signal);
  return {
    ...deps,
    kube,
    argo: new ArgoOwners(kube),
    writer: pacedWriter(deps.writer, deps.pace, signal),
    made: new Set(),
    absent: new Set(),
    syncOptions: spec.syncPolicy.syncOptions,
    ignoreDifferences: ignoredFields(spec, deps),
    marks: { applicationId: target.id, identity: spec.identity },
    ...(impersonate ? { impersonate } : {}),
    ...(job.dryRun ? { dryRun: true } : {}),
    ...(job.force ? { force: true } : {}),
  };
}
