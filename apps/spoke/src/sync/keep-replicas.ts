import type { KubeObject } from '@wheelhouse/core-domain';
import type { LiveRecord } from '../watch/live-record.ts';
import { refOf } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';

/** Who holds the number of replicas when it leaves our hands and the scaler has not set it yet. */
const HEIR = 'wheelhouse-scaled';

/**
 * A workload whose replicas were ours and now are a scaler's: given up by apply alone, a field that nobody else owns is removed,
 * and a hundred pods become the default of one until the scaler acts. So the number that is there is first handed to a manager of
 * its own (https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership).
 */
export async function keepReplicas(
  object: KubeObject,
  record: LiveRecord | undefined,
  { kube, writer, impersonate, dryRun }: ApplyContext,
): Promise<void> {
  if (!record?.ownsReplicas || dryRun || 'replicas' in ((object['spec'] ?? {}) as object)) return;
  const live = await kube.get(refOf(object));
  const replicas = (live?.['spec'] as { replicas?: number } | undefined)?.replicas;
  if (replicas === undefined) return;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const share = { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) }, spec: { replicas } };
  await writer.apply(share, { manager: HEIR, force: true, ...(impersonate ? { impersonate } : {}) });
}
