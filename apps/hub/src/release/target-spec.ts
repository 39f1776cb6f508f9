import type { TargetSpec } from '@wheelhouse/contract';
import { identityOf, type Application } from '@wheelhouse/core-domain';
import { CASCADE_FINALIZER } from './withdraw.ts';

/** What the spoke must know of an Application beside its objects. */
export const targetSpecOf = (application: Application): TargetSpec => ({
  identity: identityOf(application),
  destinationNamespace: application.spec.destination.namespace,
  syncPolicy: application.spec.syncPolicy,
  ignoreDifferences: application.spec.ignoreDifferences,
  cascade: application.metadata.finalizers.some((one) => one.startsWith(CASCADE_FINALIZER)),
});
