import { isKubeError } from '@wheelhouse/adapter-kube';
import { isOurs } from '@wheelhouse/core-sync';
import type { InventoryEntry } from '@wheelhouse/core-sync';
import { refOfKey } from './prune-object.ts';
import { eachOf } from './each-of.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { Target } from './target.ts';

/**
 * For an application that was withdrawn without order, and that the manifest names again under another id, as after its cluster was
 * removed and joined again: forgets the objects that the heir took over, and those that are gone. True: none is left, and its state may
 * go. False: what is left carries its mark still, and stays remembered.
 */
export async function handOver(
  target: Target,
  heir: Target,
  { kube, state }: Pick<SyncDependencies, 'kube' | 'state'>,
): Promise<boolean> {
  const { inventory } = target.stored;
  const left = new Set<InventoryEntry>();
  await eachOf(
    inventory.filter(({ key }) => !heir.inventoryHas(key)),
    8,
    async (entry) => {
      const live = await kube.getMetadata(refOfKey(entry.key, entry.apiVersion)).catch((error: unknown) => {
        if (!isKubeError(error, 'UNKNOWN_KIND')) throw error;
      });
      if (live && isOurs(live, target.id, entry.key)) left.add(entry);
    },
  );
  if (left.size > 0 && left.size < inventory.length) {
    target.stored = { ...target.stored, inventory: inventory.filter((entry) => left.has(entry)) };
    await state.saveApplication(target.stored);
  }
  return left.size === 0;
}
