import type { Database } from './database.ts';
import type { Sql } from './read/sql.ts';

export interface HubRow {
  readonly hubId: string;
  readonly localCluster?: string;
}

/** The hub's own identity: `hubId` is kept from the first start on; `localCluster` is what the configuration says now. */
export async function ensureHub(db: Database, hubId: string, localCluster: string | undefined): Promise<HubRow> {
  const row = await db.prisma.hub.upsert({
    where: { id: 1 },
    create: { id: 1, hubId, localCluster: localCluster ?? null },
    update: { localCluster: localCluster ?? null },
  });
  return { hubId: row.hubId, ...(row.localCluster !== null && { localCluster: row.localCluster }) };
}

export interface SigningKeyRow {
  readonly id: string;
  readonly publicKey: Uint8Array;
  /** Under the hub's master key. */
  readonly sealedPrivateKey: Uint8Array;
  readonly createdAt: Date;
  /** Since when it signs; null while the spokes get to know it. */
  readonly activatedAt: Date | null;
  readonly retiredAt: Date | null;
}
type NewSigningKey = Pick<SigningKeyRow, 'id' | 'publicKey' | 'sealedPrivateKey'>;

/** The first key of a hub, which signs from the start. One that is there stays as it is, also if it is retired. */
export async function ensureSigningKey(db: Database, key: NewSigningKey): Promise<void> {
  const now = new Date();
  await db.prisma.signingKey.upsert({
    where: { id: key.id },
    create: { ...dataOf(key), createdAt: now, activatedAt: now },
    update: {},
  });
}

/** A key that is made known and does not sign yet. */
export async function addSigningKey(db: Database, key: NewSigningKey): Promise<void> {
  await db.prisma.signingKey.create({ data: dataOf(key) });
}

const dataOf = (key: NewSigningKey) => ({
  id: key.id,
  publicKey: Buffer.from(key.publicKey),
  sealedPrivateKey: Buffer.from(key.sealedPrivateKey),
});

/** Keys that are not retired, oldest first. */
export async function signingKeys(db: Database): Promise<readonly SigningKeyRow[]> {
  return db.prisma.signingKey.findMany({ where: { retiredAt: null }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
}

/** From now on it signs; every manifest is to be published again under it. */
export async function activateSigningKey(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE signing_key SET activated_at = now() WHERE id = $1 AND activated_at IS NULL', [id]);
  await sql.query(
    `INSERT INTO outbox (shard, term, kind, key)
     SELECT c.shard, s.term, 'manifest', c.id FROM manifest m JOIN cluster c ON c.id = m.cluster_id JOIN shard s ON s.id = c.shard`,
  );
}

/** Clusters whose manifest was to be published at that time, and is not yet. */
export async function publishingSince(sql: Sql, since: Date): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(DISTINCT key)::int AS count FROM outbox JOIN cluster c ON c.id = key
     WHERE kind = 'manifest' AND outbox.created_at <= $1`,
    [since],
  );
  return rows[0]?.count ?? 0;
}

/** Nothing is signed with these any more. */
export async function retireSigningKeys(sql: Sql, ids: readonly string[]): Promise<void> {
  await sql.query('UPDATE signing_key SET retired_at = now() WHERE id = ANY($1::text[]) AND retired_at IS NULL', [ids]);
}

export interface TrustSetRow {
  readonly version: number;
  readonly body: Uint8Array;
  readonly rootKey: Uint8Array;
  readonly signature: Uint8Array;
}

export async function newestTrustSet(db: Database): Promise<TrustSetRow | undefined> {
  return (await db.prisma.trustSet.findFirst({ orderBy: { version: 'desc' } })) ?? undefined;
}

/** False where somebody else made one of this version in the meantime. */
export async function addTrustSet(db: Database, set: TrustSetRow): Promise<boolean> {
  const { version } = set;
  const [body, rootKey, signature] = [Buffer.from(set.body), Buffer.from(set.rootKey), Buffer.from(set.signature)];
  const data = [{ version, body, rootKey, signature }];
  return (await db.prisma.trustSet.createMany({ data, skipDuplicates: true })).count === 1;
}
