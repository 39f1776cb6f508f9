import type { KubeApi, ObjectRef, Resource } from '@wheelhouse/adapter-kube';
import { APPLICATION_LABEL, TRACKING_ANNOTATION, isOurs } from '@wheelhouse/core-sync';
import type { ApplicationId, KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { untilObject } from './until-object.ts';

export interface PruneContext {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly application: ApplicationId;
  readonly impersonate?: string;
  readonly dryRun?: boolean;
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
  /** How long its end is awaited; default 20 s. */
  readonly goneMs?: number;
  readonly signal?: AbortSignal;
}

export type PruneOutcome =
  | { readonly kind: 'gone' }
  /** There, but not ours: somebody else's object, or our mark was taken off. Never deleted. */
  | { readonly kind: 'foreign'; readonly reason: string }
  /** Asked to go, and still there. */
  | { readonly kind: 'pending'; readonly reason: string };

/**
 * Deletes an object of the inventory, if it still carries our mark: the very object that was looked at (its uid is the
 * precondition). Done when it is gone, not when it was asked to go. Rejects with a `KubeError`.
 */
export async function pruneObject(
  entry: { readonly key: ObjectKey; readonly apiVersion: string },
  context: PruneContext,
): Promise<PruneOutcome> {
  const resource = await resourceOf(context.kube, entry);
  if (!resource) return { kind: 'gone' };
  const ref = refOfKey(entry.key, resource.apiVersion);
  const live = await context.kube.getMetadata(ref);
  if (!live) return { kind: 'gone' };
  if (!isOurs(live, context.application, entry.key)) {
    return { kind: 'foreign', reason: 'left alone: it does not carry the mark of this application (any more)' };
  }
  if (!live.metadata['deletionTimestamp']) await remove(ref, String(live.metadata['uid']), context);
  if (context.dryRun) return { kind: 'gone' };
  return awaitGone(resource, live, context);
}

async function remove(ref: ObjectRef, uid: string, context: PruneContext): Promise<void> {
  await context.writer.delete(ref, {
    uid,
    propagation: context.propagation ?? 'Foreground',
    ...(context.dryRun ? { dryRun: true } : {}),
    ...(context.impersonate ? { impersonate: context.impersonate } : {}),
  });
}

async function awaitGone(resource: Resource, live: KubeObject, context: PruneContext): Promise<PruneOutcome> {
  const { name, namespace } = live.metadata;
  let last = live;
  const isGone = (object: KubeObject | undefined): boolean => {
    last = object ?? last;
    return object === undefined || object.metadata['uid'] !== live.metadata['uid'];
  };
  const gone = await untilObject(context.kube, resource, isGone, {
    name,
    ...(namespace ? { namespace } : {}),
    metadataOnly: true,
    timeoutMs: context.goneMs ?? 20_000,
    ...(context.signal ? { signal: context.signal } : {}),
  });
  if (gone) return { kind: 'gone' };
  const finalizers = last.metadata['finalizers'];
  const waitsFor = Array.isArray(finalizers) && finalizers.length > 0 ? ` for finalizers ${finalizers.join(', ')}` : '';
  return { kind: 'pending', reason: `deletion was asked for, and it is still there: it waits${waitsFor}` };
}

/** Takes our marks off and leaves the object where it is. */
export async function orphanObject(
  entry: { readonly key: ObjectKey; readonly apiVersion: string },
  context: PruneContext,
): Promise<void> {
  const resource = await resourceOf(context.kube, entry);
  const ref = resource && refOfKey(entry.key, resource.apiVersion);
  const live = ref && (await context.kube.getMetadata(ref));
  if (!ref || !live || !isOurs(live, context.application, entry.key)) return;
  const body = {
    metadata: {
      uid: live.metadata['uid'],
      labels: { [APPLICATION_LABEL]: null },
      annotations: { [TRACKING_ANNOTATION]: null },
    },
  };
  const as = context.impersonate ? { impersonate: context.impersonate } : {};
  await context.writer.patch(ref, 'application/merge-patch+json', body, as);
}

const resourceOf = async (kube: KubeApi, { key, apiVersion }: { key: ObjectKey; apiVersion: string }) =>
  (await kube.resourceFor(apiVersion, key.kind)) ?? (await kube.resourceForKind(key.group, key.kind));

export const refOfKey = (key: ObjectKey, apiVersion: string): ObjectRef => ({
  apiVersion,
  kind: key.kind,
  name: key.name,
  ...(key.namespace ? { namespace: key.namespace } : {}),
});
