import type { TargetSpec } from '@wheelhouse/contract';
import { identityOf, type Application } from '@wheelhouse/core-domain';
import { CASCADE_FINALIZER } from './withdraw.ts';

/** Argo CD's: a time as ISO 8601. */
const DELETION_APPROVED = 'argocd.argoproj.io/deletion-approved';

/** What the spoke must know of an Application beside its objects. */
export const targetSpecOf = (application: Application): TargetSpec => ({
  ...approvalOf(application),
  identity: identityOf(application),
  destinationNamespace: application.spec.destination.namespace,
  syncPolicy: application.spec.syncPolicy,
  ignoreDifferences: application.spec.ignoreDifferences,
  ...(application.spec.dependsOn ? { dependsOn: application.spec.dependsOn } : {}),
  cascade: application.metadata.finalizers.some((one) => one.startsWith(CASCADE_FINALIZER)),
});

function approvalOf({ metadata }: Application): Pick<TargetSpec, 'approvedAt'> {
  const approvedAt = Date.parse(metadata.annotations[DELETION_APPROVED] ?? '');
  return approvedAt >= 0 ? { approvedAt } : {};
}
