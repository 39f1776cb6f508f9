import type { Sql } from './read/sql.ts';

/** A shard and the term under which this hub believes to own it. */
export interface Claim {
  readonly shard: number;
  readonly term: bigint;
}

/** Another hub has taken a shard over: what was to be written is not ours to write any more. */
export class FencedOff extends Error {
  readonly shard: number;
  constructor(shard: number, term: bigint, current: bigint) {
    super(`shard ${shard} is owned under term ${current}; ours is ${term}`);
    this.shard = shard;
  }
}

/**
 * Refuses the transaction where a shard has a higher term than ours. The rows stay locked until it ends, so that nobody
 * takes over between this and the commit.
 */
export async function fence(sql: Sql, claims: Iterable<Claim>): Promise<void> {
  const mine = new Map([...claims].map((claim) => [claim.shard, claim.term]));
  if (mine.size === 0) return;
  const { rows } = await sql.query<{ id: number; term: string }>(
    'SELECT id, term FROM shard WHERE id = ANY($1::int[]) ORDER BY id FOR SHARE',
    [[...mine.keys()]],
  );
  for (const row of rows) {
    const term = mine.get(row.id)!;
    if (BigInt(row.term) !== term) throw new FencedOff(row.id, term, BigInt(row.term));
  }
}
