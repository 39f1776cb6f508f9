import { err, ok } from '@wheelhouse/core-domain';
import type { Result } from '@wheelhouse/core-domain';
import { packCbor, unpackCbor } from './wire/cbor.ts';
import type { Codec } from './wire/codec.ts';
import { Malformed } from './wire/malformed.ts';

/**
 * One message of the wire: how it becomes bytes and comes back. `encode` is deterministic (the same value gives the same
 * bytes) and throws only for a value that its type forbids. `decode` never throws: garbage, truncated, oversized and
 * ill-typed bytes give problems whose `where` is the field's path; optional fields it does not know are ignored.
 */
export interface Message<T> {
  readonly name: string;
  /** Longer input is refused before it is looked at. */
  readonly maxBytes: number;
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): Result<T>;
}

export const message = <T>(name: string, maxBytes: number, codec: Codec<T>): Message<T> => ({
  name,
  maxBytes,
  encode: (value) => packCbor(codec.pack(value)),
  decode(bytes) {
    try {
      if (bytes.length > maxBytes) {
        throw new Malformed(`is ${bytes.length} bytes, more than ${maxBytes}`, { code: 'OBJECT_TOO_LARGE' });
      }
      return ok(codec.unpack(unpackCbor(bytes)));
    } catch (error) {
      if (error instanceof Malformed) return err([error.problem(name)]);
      throw error;
    }
  },
});

/** Runs a decoder of something that is no message of its own. */
export function attempt<T>(name: string, run: () => T): Result<T> {
  try {
    return ok(run());
  } catch (error) {
    if (error instanceof Malformed) return err([error.problem(name)]);
    throw error;
  }
}
