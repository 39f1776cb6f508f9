import { packCbor, unpackCbor } from './cbor.ts';
import type { Codec } from './codec.ts';
import { Malformed } from './malformed.ts';

export interface Embedded<T extends object> extends Codec<T> {
  /** The bytes that the value came in; for one made here, its encoding. */
  bytesOf(value: T): Uint8Array;
}

/**
 * A part with bytes of its own. A decoded value remembers the bytes that came, so that a hash over them is the sender's
 * also where the sender says more than this side knows.
 */
export function embedded<T extends object>(codec: Codec<T>): Embedded<T> {
  const received = new WeakMap<T, Uint8Array>();
  const bytesOf = (value: T) => received.get(value) ?? packCbor(codec.pack(value));
  return {
    bytesOf,
    pack: bytesOf,
    unpack(wire) {
      if (!(wire instanceof Uint8Array)) throw new Malformed('must be an embedded message');
      const own = new Uint8Array(wire);
      const value = codec.unpack(unpackCbor(own));
      received.set(value, own);
      return value;
    },
  };
}
