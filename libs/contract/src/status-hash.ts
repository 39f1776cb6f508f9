import { digestBytes } from '@wheelhouse/core-domain';
import { targetStatus } from './status.ts';
import type { StatusHash, TargetStatus } from './status.ts';

const MODULUS = 1n << 128n;
const fromHash = (hash: StatusHash): bigint => BigInt(`0x${hash}`);

/** The sum over no target. */
export const EMPTY_STATUS_HASH: StatusHash = '0'.repeat(32);

/**
 * The first 16 bytes of the SHA-256 of the target's encoding. For a status that came out of `statusMessage.decode`: of the
 * bytes that came, so that a hub agrees with a newer spoke whose optional fields it does not know.
 */
export const targetHash = (status: TargetStatus): StatusHash => digestBytes(targetStatus.bytesOf(status)).slice(0, 32);

/**
 * The sum modulo 2^128 of one hash per target: whatever the order of changes, both sides that hold the same targets hold the
 * same sum. Finds accidents, not attackers: a spoke reports only about its own cluster.
 */
export class StatusHashSum {
  private sum: bigint;

  constructor(start: StatusHash = EMPTY_STATUS_HASH) {
    this.sum = fromHash(start);
  }

  static of(targets: Iterable<TargetStatus>): StatusHashSum {
    const sum = new StatusHashSum();
    for (const target of targets) sum.add(targetHash(target));
    return sum;
  }

  add(hash: StatusHash): this {
    this.sum = (this.sum + fromHash(hash)) % MODULUS;
    return this;
  }

  remove(hash: StatusHash): this {
    this.sum = (this.sum - fromHash(hash) + MODULUS) % MODULUS;
    return this;
  }

  replace(before: StatusHash | undefined, after: StatusHash | undefined): this {
    if (before !== undefined) this.remove(before);
    return after === undefined ? this : this.add(after);
  }

  get value(): StatusHash {
    return this.sum.toString(16).padStart(32, '0');
  }
}
