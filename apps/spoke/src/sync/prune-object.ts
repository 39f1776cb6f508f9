import type { ObjectRef } from '@wheelhouse/adapter-kube';
import { APPLICATION_LABEL, TRACKING_ANNOTATION, isOurs } from '@wheelhouse/core-sync';
import type { ApplicationId, KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import type { KubeReader } from './paced-kube.ts';
import { untilObject } from './until-object.ts';

export interface PruneContext {
  readonly kube: KubeReader;
  readonly writer: KubeWriter;
  readonly application: ApplicationId;
  readonly impersonate?: string;
  readonly dryRun?: boolean;
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan';
}

export interface GoneContext {
  readonly kube: KubeReader;
  /** How long its end is awaited; default 20 s. */
  readonly goneMs?: number;
  readonly signal?: AbortSignal;
}

export type PruneOutcome =
  | { readonly kind: 'gone' }
  /** Asked to go. */
  | { readonly kind: 'going'; readonly live: KubeObject }
  /** There, but not ours: somebody else's object, or our mark was taken off. Never deleted. */
  | { readonly kind: 'foreign'; readonly reason: string };

/**
 * Deletes an object of the inventory, if it still carries our mark: the very object that was looked at (its uid is the
 * precondition). That it was asked to go does not mean that it goes: see `awaitGone`. Rejects with a `KubeError`.
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
  return context.dryRun ? { kind: 'gone' } : { kind: 'going', live };
}

async function remove(ref: ObjectRef, uid: string, context: PruneContext): Promise<void> {
  await context.writer.delete(ref, {
    uid,
    propagation: context.propagation ?? 'Foreground',
    ...(context.dryRun ? { dryRun: true } : {}),
    ...(context.impersonate ? { impersonate: context.impersonate } : {}),
  });
}

/** Undefined: it is gone, or another one has its name. A text: it is still there, and what it waits for. */
export async function awaitGone(
  { key, apiVersion }: { readonly key: ObjectKey; readonly apiVersion: string },
  live: KubeObject,
  context: GoneContext,
): Promise<string | undefined> {
  const resource = await resourceOf(context.kube, { key, apiVersion });
  if (!resource) return undefined;
  let last = live;
  const isGone = (object: KubeObject | undefined): boolean => {
    last = object ?? last;
    return object === undefined || object.metadata['uid'] !== live.metadata['uid'];
  };
  const gone = await untilObject(context.kube, resource, isGone, {
    name: key.name,
    ...(key.namespace ? { namespace: key.namespace } : {}),
    metadataOnly: true,
    timeoutMs: context.goneMs ?? 20_000,
    ...(context.signal ? { signal: context.signal } : {}),
  });
  if (gone) return undefined;
  const finalizers = last.metadata['finalizers'];
  const waitsFor = Array.isArray(finalizers) && finalizers.length > 0 ? ` for finalizers ${finalizers.join(', ')}` : '';
  return `deletion was asked for, and it is still there: it waits${waitsFor}`;
}

/** What is there under its name; undefined also where its kind is not. Rejects with a `KubeError`. */
export async function liveOf(
  kube: KubeReader,
  entry: { readonly key: ObjectKey; readonly apiVersion: string },
): Promise<KubeObject | undefined> {
  const resource = await resourceOf(kube, entry);
  return resource && kube.getMetadata(refOfKey(entry.key, resource.apiVersion));
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

const resourceOf = async (kube: KubeReader, { key, apiVersion }: { key: ObjectKey; apiVersion: string }) =>
  (await kube.resourceFor(apiVersion, key.kind)) ?? (await kube.resourceForKind(key.group, key.kind));

export const refOfKey = (key: ObjectKey, apiVersion: string): ObjectRef => ({
  apiVersion,
  kind: key.kind,
  name: key.name,
  ...(key.namespace ? { namespace: key.namespace } : {}),
});
