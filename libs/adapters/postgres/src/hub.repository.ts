import type { Database } from './database.ts';

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
  readonly sealedPrivateKey: Uint8Array;
}

export async function ensureSigningKey(db: Database, key: SigningKeyRow): Promise<void> {
  const data = {
    id: key.id,
    publicKey: Buffer.from(key.publicKey),
    sealedPrivateKey: Buffer.from(key.sealedPrivateKey),
  };
  await db.prisma.signingKey.upsert({ where: { id: key.id }, create: data, update: {} });
}

/** Keys that are not retired, oldest first. */
export async function signingKeys(db: Database): Promise<readonly SigningKeyRow[]> {
  return db.prisma.signingKey.findMany({ where: { retiredAt: null }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
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

export async function addTrustSet(db: Database, set: TrustSetRow): Promise<void> {
  await db.prisma.trustSet.create({
    data: {
      version: set.version,
      body: Buffer.from(set.body),
      rootKey: Buffer.from(set.rootKey),
      signature: Buffer.from(set.signature),
    },
  });
}
