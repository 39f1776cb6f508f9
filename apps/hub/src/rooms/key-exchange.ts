import { KeyRotation } from '../keys/key-rotation.ts';
import { ResealReconciler } from '../keys/reseal.reconciler.ts';
import { SigningReconciler } from '../keys/signing.reconciler.ts';
import type { FromSpokes } from './from-spokes.ts';
import type { Ground } from './ground.ts';

/** Keys that are exchanged. */
export function openKeyExchange(
  { db, keys, blobs, bundles, nats, wakes, clock, logger }: Ground,
  { heartbeats }: Pick<FromSpokes, 'heartbeats'>,
) {
  const reseal = new ResealReconciler({ db, keys: keys.projects, blobs, bundles, wakes, clock, logger });
  const signing = new SigningReconciler({
    ...{ db, nats, keys, wakes, clock, logger },
    trustOf: ({ id }) => heartbeats.trustOf(id),
    newestTrust: () => heartbeats.newestTrust(),
  });
  const keyRotation = new KeyRotation({ db, keys, wakes });
  return { reseal, signing, keyRotation };
}
