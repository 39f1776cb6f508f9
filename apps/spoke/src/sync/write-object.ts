import { isKubeError } from '@wheelhouse/adapter-kube';
import { keyOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import { applyMarked, applyObject, callOf, optionsFor, refOf, refuseOthers, respectingOthers } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import { propagationOf } from './policy.ts';
import { awaitGone } from './prune-object.ts';

const CONFLICTS = 3;

/**
 * Makes one object as desired, in the way that its options say: field by field; whole (`Replace=true`); deleted and made again
 * where the API server takes it no other way (`Force=true`), or always (both).
 */
export async function writeObject(
  object: KubeObject,
  known: boolean,
  context: ApplyContext,
  signal?: AbortSignal,
): Promise<KubeObject> {
  const { replace, force } = optionsFor(object, context);
  if (context.dryRun || !(replace || force)) return applyObject(object, known, context);
  if (replace) {
    const live = await context.kube.get(refOf(object));
    if (!live) return applyMarked(object, context);
    await refuseOthers(live, context);
    return force ? remake(object, live, context, signal) : replaceObject(object, context);
  }
  try {
    return await applyObject(object, known, context);
  } catch (error) {
    if (!isKubeError(error, 'INVALID')) throw error;
    const live = await context.kube.get(refOf(object));
    if (!live) throw error;
    await refuseOthers(live, context);
    return remake(object, live, context, signal);
  }
}

/** Whole, and then field by field, so that the fields are known to be ours. */
async function replaceObject(object: KubeObject, context: ApplyContext): Promise<KubeObject> {
  for (let conflicts = 0; ; conflicts++) {
    const live = await context.kube.get(refOf(object));
    if (!live) break;
    try {
      await context.writer.replace(
        withLiveMetadata(mark(await respectingOthers(object, context), context.marks), live),
        callOf(context),
      );
      break;
    } catch (error) {
      if (!isKubeError(error, 'CONFLICT') || conflicts >= CONFLICTS) throw error;
    }
  }
  return applyMarked(object, context);
}

/** What a manifest seldom says and nobody wants to lose. */
function withLiveMetadata(object: KubeObject, { metadata: live }: KubeObject): KubeObject {
  const { resourceVersion, finalizers, ownerReferences } = live;
  return {
    ...object,
    metadata: {
      ...(finalizers === undefined ? {} : { finalizers }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...object.metadata,
      resourceVersion,
    },
  };
}

async function remake(
  object: KubeObject,
  live: KubeObject,
  context: ApplyContext,
  signal: AbortSignal | undefined,
): Promise<KubeObject> {
  const uid = String(live.metadata['uid']);
  const propagation = propagationOf(context.syncOptions);
  await context.writer.delete(refOf(live), { uid, propagation, ...callOf(context) });
  const entry = { key: keyOf(object), apiVersion: object.apiVersion };
  const stays = await awaitGone(entry, live, { kube: context.kube, ...(signal ? { signal } : {}) });
  if (stays !== undefined) throw new Error(`it is to be made again: ${stays}`);
  return applyMarked(object, context);
}
