import { KubeError } from '@wheelhouse/adapter-kube';
import { ownFields } from '@wheelhouse/core-diff';
import { keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { NotLeading } from '../leader/fenced-writer.ts';
import { applyObject } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import { describeDrift, keyName } from './describe-drift.ts';
import { ensureNamespace, namespaceToEnsure } from './ensure-namespace.ts';
import { explainError, missingNamespace } from './explain-error.ts';
import { describeFight, dueAfter, healedAgain, opponentOf, refusedAgain } from './fight.ts';
import { ignoredFields } from './ignored-fields.ts';
import { impersonated } from './policy.ts';
import { keepReplicas } from './keep-replicas.ts';
import { heldByNone } from './inspect.ts';
import type { Desired, IsHeld } from './inspect.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { Target } from './target.ts';

export interface HealEnd {
  /** When the next heal is due; absent: nothing is left to heal. */
  readonly nextAt?: number;
}

export interface HealOptions {
  /** The wall clock, for what is told. */
  readonly now: () => number;
  readonly monotonic: () => number;
  readonly healed: (message: string) => void;
  readonly isHeld?: IsHeld;
}

/** Applies again what drifted: at once the first time, then after 2 s × 3ⁿ up to 300 s per object. */
export async function heal(
  target: Target,
  desired: Desired,
  deps: SyncDependencies,
  options: HealOptions,
): Promise<HealEnd> {
  let changed = false;
  const { isHeld = heldByNone } = options;
  for (const [key, drift] of target.drift) {
    const object = desired.get(key);
    if (!object || isHeld(key)) continue;
    const nextAt = dueAt(target, key, options.monotonic());
    if (nextAt > options.monotonic()) continue;
    if (await healObject(target, { key, object, desired, monotonic: options.monotonic }, deps)) {
      changed = true;
      target.heals.set(key, healedAgain(target.heals.get(key), options.monotonic(), opponentOf(drift)));
      if (drift.missing || drift.changes.length > 0) options.healed(`${keyName(key)}: ${describeDrift(drift)}`);
    }
  }
  noteFights(target, options);
  if (changed) await deps.state.saveApplication(target.stored);
  const waiting = [...target.drift.keys()].filter((key) => desired.has(key) && !isHeld(key));
  return waiting.length > 0
    ? { nextAt: Math.min(...waiting.map((key) => dueAt(target, key, options.monotonic()))) }
    : {};
}

function dueAt(target: Target, key: string, now: number): number {
  return dueAfter(target.heals.get(key), now);
}

interface Healed {
  readonly key: string;
  readonly object: KubeObject;
  readonly desired: Desired;
  readonly monotonic: () => number;
}

async function healObject(target: Target, one: Healed, deps: SyncDependencies): Promise<boolean> {
  const { key, object } = one;
  const impersonate = impersonated(target.serviceAccount, target.stored.spec.destinationNamespace);
  const context = {
    ...deps,
    syncOptions: target.stored.spec.syncPolicy.syncOptions,
    ignoreDifferences: ignoredFields(target.stored.spec, deps),
    marks: { applicationId: target.id, identity: target.stored.spec.identity },
    ...(impersonate ? { impersonate } : {}),
  };
  try {
    await keepReplicas(object, target.records.get(key), context);
    const live = await applyAgain(target, one, context);
    settle(target, key, live);
    deps.observed(live);
    return true;
  } catch (error) {
    if (error instanceof NotLeading) throw error;
    const drift = target.drift.get(key);
    if (drift) target.drift.set(key, { ...drift, failure: explainError(error, object, impersonate) });
    const isPassing = error instanceof KubeError && error.retriable;
    target.heals.set(key, refusedAgain(target.heals.get(key), one.monotonic(), isPassing));
    return false;
  }
}

/** A namespace that a sync would make is made here too: somebody deleted it, and with it everything in it. */
async function applyAgain(
  target: Target,
  { key, object, desired }: Healed,
  context: ApplyContext,
): Promise<KubeObject> {
  try {
    return await applyObject(object, target.records.has(key), context);
  } catch (error) {
    const namespace = namespaceToEnsure(target.stored.spec, [...desired.values()]);
    if (!namespace || missingNamespace(String(error)) !== namespace.metadata.name) throw error;
    await ensureNamespace(namespace, context);
    // What failed for the same reason need not wait for its turn.
    for (const [other, { missing }] of target.drift) if (missing && other !== key) target.heals.delete(other);
    return applyObject(object, false, context);
  }
}

function settle(target: Target, key: string, live: KubeObject): void {
  const own = ownFields(live);
  const { stored } = target;
  const uid = live.metadata['uid'];
  target.drift.delete(key);
  target.stored = {
    ...stored,
    hashes: own ? { ...stored.hashes, [key]: own.hash } : stored.hashes,
    inventory: stored.inventory.map((entry) =>
      keyText(entry.key) === key && typeof uid === 'string' ? { ...entry, uid } : entry,
    ),
  };
}

function noteFights(target: Target, { now, monotonic }: Pick<HealOptions, 'now' | 'monotonic'>): void {
  const messages = [...target.heals].flatMap(
    ([key, history]) => describeFight(keyName(key), history, monotonic()) ?? [],
  );
  target.setCondition('DriftFight', messages[0], now());
}
