import { isKubeError, KubeError } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { SyncTask } from '@wheelhouse/core-sync';
import { keyText } from '@wheelhouse/core-domain';
import { NotLeading } from '../leader/fenced-writer.ts';
import { applyMarked, optionsFor, refOf, refuseOthers } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import { explainError } from './explain-error.ts';
import { eachOf } from './each-of.ts';

export type ObjectTask = SyncTask & { readonly object: KubeObject };

export interface PreflightContext {
  readonly apply: ApplyContext;
  readonly isKnown: (key: string) => boolean;
  /** The API server misses a namespace or a kind that this very sync makes first. */
  readonly isMadeHere: (error: KubeError, object: KubeObject) => boolean;
  readonly signal: AbortSignal;
}

export interface Preflight {
  readonly refused: readonly { readonly task: ObjectTask; readonly message: string }[];
  /** To be asked again once what they need is there. */
  readonly later: readonly ObjectTask[];
}

/**
 * Asks the API server about each write before the first is made (`dryRun=All`): schemas, admission, immutable fields, and whether an
 * object is another application's. What was not there is noted, so that it need not be looked for again.
 */
export async function preflight(tasks: readonly ObjectTask[], context: PreflightContext): Promise<Preflight> {
  const refused: { task: ObjectTask; message: string }[] = [];
  const later: ObjectTask[] = [];
  await eachOf(tasks, 64, async (task) => {
    if (context.signal.aborted) return;
    try {
      await tryWrite(task, context);
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      if (mayComeLater(error, task, context)) later.push(task);
      else if (!(await isForeseen(error, task, context)))
        refused.push({ task, message: explained(error, task, context) });
    }
  });
  const order = new Map(tasks.map((task, at) => [task, at]));
  return { refused: refused.sort((a, b) => order.get(a.task)! - order.get(b.task)!), later };
}

async function tryWrite({ action, object, key }: ObjectTask, { apply, isKnown }: PreflightContext): Promise<void> {
  const answer = await applyMarked(object, { ...apply, dryRun: true });
  const text = keyText(key);
  // What would be created has no version yet.
  if (answer.metadata['resourceVersion'] === undefined) apply.absent?.add(text);
  else if (action === 'apply' && !isKnown(text)) {
    const live = await apply.kube.get(refOf(object));
    if (live) await refuseOthers(live, apply);
  }
}

function mayComeLater(error: unknown, { object }: ObjectTask, { apply, isMadeHere }: PreflightContext): boolean {
  if (!(error instanceof KubeError)) return false;
  if (isMadeHere(error, object)) return true;
  return error.code === 'UNKNOWN_KIND' && optionsFor(object, apply).skipDryRunOnMissingResource;
}

/** Refused as a change of what is there, which is to be deleted first. */
async function isForeseen(
  error: unknown,
  { action, object }: ObjectTask,
  { apply }: PreflightContext,
): Promise<boolean> {
  if (!isKubeError(error, 'INVALID')) return false;
  if (action === 'hook') return (await apply.kube.getMetadata(refOf(object))) !== undefined;
  return optionsFor(object, apply).force;
}

const explained = (error: unknown, { object }: ObjectTask, { apply }: PreflightContext): string =>
  explainError(error, object, apply.impersonate);
