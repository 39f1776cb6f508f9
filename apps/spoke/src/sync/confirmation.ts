import type { Tombstone } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import type { ObjectKey } from '@wheelhouse/core-domain';
import { isOurs, unconfirmed } from '@wheelhouse/core-sync';
import type { InventoryEntry } from '@wheelhouse/core-sync';
import type { KubeReader } from './paced-kube.ts';
import { liveOf } from './prune-object.ts';
import type { Condition, Target } from './target.ts';

/** Something is to be deleted, and a person has to agree first. */
export const WAITS_FOR_CONFIRMATION = 'WaitsForConfirmation';

const NAMED = 5;

/** What waits, by name, and how a person agrees. */
export function confirmationText(keys: readonly ObjectKey[], option: 'Prune' | 'Delete'): string {
  const named = keys
    .slice(0, NAMED)
    .map(({ kind, namespace, name }) => `${kind} ${namespace && `${namespace}/`}${name}`);
  const more = keys.length > NAMED ? ` and ${keys.length - NAMED} more` : '';
  const who = keys.length === 1 ? '1 object waits' : `${keys.length} objects wait`;
  return `${who} for a person to agree to the deletion (${option}=confirm): ${named.join(', ')}${more}; \`wheelhouse app confirm\` agrees`;
}

/** Of one that stays: what its last sync was to prune. */
export function pruneCondition({ stored: { kept } }: Pick<Target, 'stored'>): Condition | undefined {
  const waiting = kept.filter(({ confirm }) => confirm);
  if (waiting.length === 0) return undefined;
  const since = Math.min(...waiting.map((one) => one.since ?? 0));
  const keys = waiting.map(({ key }) => key);
  return { type: WAITS_FOR_CONFIRMATION, message: confirmationText(keys, 'Prune'), since };
}

/**
 * Of one that leaves: what a person has not agreed to yet, and what is not there to be agreed to. Nothing of the application goes
 * while something waits. Both by `keyText`.
 */
export async function awaitedConfirmations(
  { id, stored }: Target,
  { mode, confirmed }: Tombstone,
  { kube }: { readonly kube: KubeReader },
): Promise<{ readonly waiting: readonly InventoryEntry[]; readonly agreed: ReadonlySet<string> }> {
  const agreed = new Set((confirmed ?? []).map(keyText));
  if (mode === 'orphan') return { waiting: [], agreed };
  const { inventory, spec } = stored;
  const asked = unconfirmed({
    inventory,
    syncOptions: spec.syncPolicy.syncOptions,
    confirmed: ({ key }) => agreed.has(keyText(key)),
  });
  const waiting: InventoryEntry[] = [];
  for (const entry of asked) {
    const live = await liveOf(kube, entry);
    if (live && isOurs(live, id, entry.key)) waiting.push(entry);
    else agreed.add(keyText(entry.key));
  }
  return { waiting, agreed };
}
