import type { Sql } from './read/sql.ts';

/** Remembers that a user is shut out; the later time counts. */
export async function addRevocation(sql: Sql, publicKey: string, at: number): Promise<void> {
  await sql.query(
    `INSERT INTO revocation AS r (public_key, revoked_at) VALUES ($1, to_timestamp($2::double precision / 1000))
     ON CONFLICT (public_key) DO UPDATE SET revoked_at = GREATEST(r.revoked_at, EXCLUDED.revoked_at)`,
    [publicKey, at],
  );
}

/** By public key, in milliseconds. Those from before `since` are dropped: no JWT of theirs is valid any more. */
export async function revocations(sql: Sql, since: number): Promise<ReadonlyMap<string, number>> {
  await sql.query('DELETE FROM revocation WHERE revoked_at < to_timestamp($1::double precision / 1000)', [since]);
  const { rows } = await sql.query<{ key: string; at: Date }>(
    'SELECT public_key AS key, revoked_at AS at FROM revocation',
  );
  return new Map(rows.map(({ key, at }) => [key, at.getTime()]));
}
