import { keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { inventoryEntry } from '@wheelhouse/core-sync';
import type { SyncPlan, SyncState } from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import type { StoredKept } from '../state/stored-application.ts';
import type { ApplyContext } from './apply-object.ts';
import { deleteHookOf } from './run-hook.ts';
import type { SyncJob } from './sync-job.ts';
import { forgetHook } from './hook-book.ts';
import { rungOf } from './target.ts';
import type { Target } from './target.ts';

/**
 * Architecture §5.3: the keys of new objects are stored before the objects are created. `mayExist`: its kind is there, comes with the
 * bundle, or may come meanwhile.
 */
export function rememberRun(
  target: Target,
  { job, plan }: { readonly job: SyncJob; readonly plan: SyncPlan },
  mayExist: (key: string, object: KubeObject) => boolean,
): void {
  const { stored, spec, serviceAccount } = target;
  const known = new Map(stored.inventory.map((entry) => [keyText(entry.key), entry]));
  for (const { action, key, object } of plan.tasks) {
    const text = keyText(key);
    // It was an object of ours before it became a hook.
    if (action === 'hook') known.delete(text);
    if (action !== 'apply' || !object || !mayExist(text, object)) continue;
    known.set(text, inventoryEntry(object, known.get(text)?.uid));
  }
  const { bundle, spec: digest, only } = job;
  const { serviceAccount: _, halted: __, readopted: ___, ...rest } = stored;
  target.stored = {
    ...rest,
    spec,
    ...(serviceAccount ? { serviceAccount } : {}),
    ...(only && stored.attempted ? {} : { attempted: { ...bundle, spec: digest } }),
    inventory: [...known.values()],
  };
}

/** No object is new and none goes, and nothing runs but once: a crash leaves nothing behind that the stored inventory does not name. */
export function onlyRewrites({ tasks }: SyncPlan, { stored }: Target): boolean {
  const owned = new Set(stored.inventory.map(({ key }) => keyText(key)));
  const isKnown = (key: string): boolean => owned.has(key) && stored.hashes[key] !== undefined;
  return tasks.every(({ action, key }) => action === 'apply' && isKnown(keyText(key)));
}

/** Hooks of a run that nobody goes on with must not go on either. */
export async function cutOffFormer(target: Target, job: SyncJob, context: ApplyContext): Promise<void> {
  const own = `${job.operation}/${job.attempt}/`;
  for (const entry of target.stored.hooks ?? []) {
    if (entry.outcome || entry.run.startsWith(own)) continue;
    await deleteHookOf(entry, context).catch((error: unknown) => {
      if (error instanceof NotLeading) throw error;
    });
    forgetHook(target, entry);
  }
}

/** What waits for a person has waited since it was to go for the first time. */
const keptSince = ({ stored }: Target, { startedAt }: SyncJob, { kept }: SyncPlan): StoredKept[] =>
  kept.map((one) => (one.confirm ? { ...one, since: sinceOf(stored.kept, one) ?? startedAt } : one));

const sinceOf = (kept: readonly StoredKept[], { key }: Pick<StoredKept, 'key'>): number | undefined =>
  kept.find((one) => one.confirm && keyText(one.key) === keyText(key))?.since;

/** Whether a person agreed to prune an object since it was to go. */
export function isConfirmed({ spec, stored }: Target, entry: Pick<StoredKept, 'key'>): boolean {
  const since = sinceOf(stored.kept, entry);
  return since !== undefined && spec.approvedAt !== undefined && spec.approvedAt > since;
}

/** What came out of a run becomes what is known, to be stored; `applied` moves only when everything of the bundle is there. */
export function concludeRun(
  target: Target,
  { job, plan, state }: { readonly job: SyncJob; readonly plan: SyncPlan; readonly state: SyncState },
  uids: ReadonlyMap<string, string>,
): void {
  const { results, phase } = state;
  const { run: _, ...stored } = target.stored;
  const gone = new Set(results.flatMap(({ key, code }) => (code === 'Pruned' ? [keyText(key)] : [])));
  const kept = new Set(plan.kept.map(({ key }) => keyText(key)));
  const skipped = results.filter(({ code }) => code === 'PruneSkipped').map(({ key }) => keyText(key));
  // Not ours (any more).
  const foreign = new Set(skipped.filter((key) => !kept.has(key)));
  const inventory = stored.inventory
    .filter(({ key }) => !gone.has(keyText(key)) && !foreign.has(keyText(key)))
    .map((entry) => {
      const uid = uids.get(keyText(entry.key));
      return uid === undefined ? entry : { ...entry, uid };
    });
  const hashes = Object.fromEntries(Object.entries(stored.hashes).filter(([key]) => !gone.has(key)));
  const { bundle, spec, only } = job;
  const applied = phase === 'Succeeded' && !only ? { applied: rungOf(bundle, spec) } : {};
  // A sync of chosen objects says nothing of the others.
  const stay = only ? stored.kept.filter(({ key }) => !gone.has(keyText(key))) : keptSince(target, job, plan);
  target.stored = { ...stored, inventory, hashes, kept: stay, ...applied };
}
