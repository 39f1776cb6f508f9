import { keyOf, syncWaveOf } from '@wheelhouse/core-domain';
import type { KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { consent, flag, objectOptions } from './options.ts';
import type { Consent } from './options.ts';

/**
 * What we created or adopted, as the spoke remembers it. It enters the inventory before the object is created, and leaves it
 * when the object is known to be gone: what could not be deleted stays.
 */
export interface InventoryEntry {
  readonly key: ObjectKey;
  readonly apiVersion: string;
  readonly wave: number;
  /** The object's own `Prune=` and `Delete=` options; absent: the application's. */
  readonly prune?: Consent;
  readonly delete?: Consent;
  readonly pruneLast?: boolean;
  /** Of the object that our apply returned; absent before. */
  readonly uid?: string;
}

export function inventoryEntry(object: KubeObject, uid?: string): InventoryEntry {
  const options = objectOptions(object);
  const [prune, remove] = [consent(options, 'Prune'), consent(options, 'Delete')];
  const pruneLast = flag(options, 'PruneLast');
  return {
    key: keyOf(object),
    apiVersion: object.apiVersion,
    wave: syncWaveOf(object),
    ...(prune === undefined ? {} : { prune }),
    ...(remove === undefined ? {} : { delete: remove }),
    ...(pruneLast === undefined ? {} : { pruneLast }),
    ...(uid === undefined ? {} : { uid }),
  };
}
