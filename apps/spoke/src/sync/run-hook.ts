import { isKubeError } from '@wheelhouse/adapter-kube';
import type { ObjectRef } from '@wheelhouse/adapter-kube';
import { hookRoleOf, isGenerated, keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { isOurs } from '@wheelhouse/core-sync';
import type { HookEntry } from '../state/stored-application.ts';
import { applyMarked, callOf, refOf } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import { propagationOf } from './policy.ts';
import type { ObjectTask } from './preflight.ts';
import { awaitGone, refOfKey } from './prune-object.ts';

/** Which run of which operation created the hook: what bears it is not created again. */
const RUN_ANNOTATION = 'wheelhouse.dev/hook-run';
/** Argo CD's: keeps a hook that deletes itself (`ttlSecondsAfterFinished`) until it was seen how it ended. */
const FINALIZER = 'argocd.argoproj.io/hook-finalizer';

export interface HookContext extends ApplyContext {
  readonly signal: AbortSignal;
}

export const hookEntry = ({ key, apiVersion, object }: ObjectTask, run: string): HookEntry => ({
  key,
  apiVersion,
  run,
  ...(isRenamed(object) ? { generateName: object.metadata.generateName! } : {}),
});

const isRenamed = ({ metadata: { name, generateName } }: KubeObject): boolean =>
  generateName !== undefined && generateName !== '' && name.startsWith(generateName.toLowerCase());

/**
 * Creates a hook, unless this very run did already. What a former run left under its name goes first, if its policy says so (the
 * default). Resolves with the live object. It is not looked at whether it ended.
 */
export async function createHook(task: ObjectTask, run: string, context: HookContext): Promise<KubeObject> {
  const { object, deletePolicies } = task;
  if (isGenerated(object)) throw new Error('it has no name yet');
  const live = await context.kube.get(refOf(object));
  if (live?.metadata.annotations?.[RUN_ANNOTATION] === run) return live;
  if (live) {
    refuseStranger(live, context);
    if (deletePolicies?.includes('BeforeHookCreation')) await deleteBefore(task, live, context);
  }
  return applyMarked(withRun(object, run), context);
}

/** An object that is no hook and not ours is nobody's to delete. */
function refuseStranger(live: KubeObject, { marks }: HookContext): void {
  if (isOurs(live, marks.applicationId) || hookRoleOf(live).kind === 'hook') return;
  throw new Error('an object of this name is there already, and it is no hook of this application; rename one of them');
}

async function deleteBefore(task: ObjectTask, live: KubeObject, context: HookContext): Promise<void> {
  await deleteHook(live, context);
  const stays = await awaitGone(task, live, { kube: context.kube, signal: context.signal });
  if (stays !== undefined) throw new Error(`the one of the run before is to go first: ${stays}`);
}

const withRun = (object: KubeObject, run: string): KubeObject => {
  const { finalizers, annotations } = object.metadata;
  const own = Array.isArray(finalizers) ? (finalizers as unknown[]).filter((name) => name !== FINALIZER) : [];
  const metadata = {
    ...object.metadata,
    annotations: { ...annotations, [RUN_ANNOTATION]: run },
    finalizers: [...own, FINALIZER],
  };
  return { ...object, metadata };
};

/** Lets a hook that has ended go, should it delete itself. */
export async function releaseHook(ref: ObjectRef, context: ApplyContext): Promise<void> {
  for (let conflicts = 0; ; conflicts++) {
    const live = await context.kube.getMetadata(ref);
    const finalizers = live?.metadata['finalizers'];
    if (!live || !Array.isArray(finalizers) || !finalizers.includes(FINALIZER)) return;
    const { uid, resourceVersion } = live.metadata;
    const rest = finalizers.filter((name) => name !== FINALIZER);
    const body = { metadata: { uid, resourceVersion, finalizers: rest } };
    try {
      await context.writer.patch(ref, 'application/merge-patch+json', body, callOf(context));
      return;
    } catch (error) {
      if (isKubeError(error, 'NOT_FOUND')) return;
      if (!isKubeError(error, 'CONFLICT') || conflicts >= 3) throw error;
    }
  }
}

/** Asks it to go: the very object that was looked at. */
export async function deleteHook(live: KubeObject, context: ApplyContext): Promise<void> {
  const ref = refOf(live);
  const uid = String(live.metadata['uid']);
  await context.writer.delete(ref, { uid, propagation: propagationOf(context.syncOptions), ...callOf(context) });
  await releaseHook(ref, context);
}

/** Deletes what an entry names, if it is there and ours. */
export async function deleteHookOf(entry: Pick<HookEntry, 'key' | 'apiVersion'>, context: ApplyContext): Promise<void> {
  const ref = refOfKey(entry.key, entry.apiVersion);
  const live = await context.kube.getMetadata(ref).catch((error: unknown) => {
    if (!isKubeError(error, 'UNKNOWN_KIND')) throw error;
    return undefined;
  });
  if (live && isOurs(live, context.marks.applicationId, entry.key)) await deleteHook(live, context);
}

/** Earlier runs of the same `generateName`. */
export const earlierRuns = (entries: readonly HookEntry[], { object, key, deletePolicies }: ObjectTask): HookEntry[] =>
  isRenamed(object) && deletePolicies?.includes('BeforeHookCreation')
    ? entries.filter(
        (entry) =>
          entry.generateName === object.metadata.generateName &&
          entry.key.kind === key.kind &&
          entry.key.namespace === key.namespace &&
          keyText(entry.key) !== keyText(key),
      )
    : [];
