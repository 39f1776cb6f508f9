import type { Claim } from './fence.ts';
import type { Sql } from './read/sql.ts';

/**
 * Takes every shard whose lease is free or over, and renews those that are the owner's already. A shard that changes
 * hands gets a new term. The answer is all that the owner has now.
 */
export async function claimShards(
  sql: Sql,
  owner: string,
  leaseMs: number,
  /** The owner began anew: what it had before it died gets a new term too, so that its ghost is fenced off. */
  restarted = false,
): Promise<readonly Claim[]> {
  await sql.query(
    `UPDATE shard SET
       term = CASE WHEN owner = $1 AND expires_at > now() AND NOT $3::boolean THEN term ELSE term + 1 END,
       owner = $1, expires_at = now() + $2 * interval '1 millisecond'
     WHERE owner = $1 OR owner IS NULL OR expires_at IS NULL OR expires_at <= now()`,
    [owner, leaseMs, restarted],
  );
  const { rows } = await sql.query<{ id: number; term: string }>(
    'SELECT id, term FROM shard WHERE owner = $1 ORDER BY id',
    [owner],
  );
  return rows.map((row) => ({ shard: row.id, term: BigInt(row.term) }));
}

/** Gives the owner's leases back, so that another hub takes over at once. */
export async function releaseShards(sql: Sql, owner: string): Promise<void> {
  await sql.query('UPDATE shard SET owner = NULL, expires_at = NULL WHERE owner = $1', [owner]);
}
