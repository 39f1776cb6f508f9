import type { Result } from '@wheelhouse/core-domain';

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
