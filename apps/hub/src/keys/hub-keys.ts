import {
  addTrustSet,
  ensureHub,
  ensureSigningKey,
  newestTrustSet,
  signingKeys,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { loadOrCreateKeys, type FleetKeys } from '@wheelhouse/adapter-nats';
import {
  rootFingerprint,
  signTrustSet,
  trustSetMessage,
  type SignedTrustSet,
  type Signer,
  type TrustSet,
} from '@wheelhouse/contract';
import type { Digest } from '@wheelhouse/core-domain';
import { ed25519Signer, keyIdOf, type Sealer } from '@wheelhouse/runtime';
import { newBase32Id } from './ids.ts';
import { openSealer } from './master-key.ts';

/** What the hub signs and seals with, and who it is. */
export interface HubKeys {
  readonly hubId: string;
  readonly fleet: FleetKeys;
  /** Signs manifests. */
  readonly signer: Signer;
  readonly trust: SignedTrustSet;
  readonly rootFingerprint: Digest;
  readonly sealer: Sealer;
}

export interface OpenKeysOptions {
  readonly folder: string;
  readonly localCluster: string | undefined;
  readonly now: number;
}

/** Reads (or at the first start makes) the keys, and sees that the trust set holds the key that signs now. */
export async function openKeys(db: Database, options: OpenKeysOptions): Promise<HubKeys> {
  const fleet = await loadOrCreateKeys(options.folder, options.now);
  const sealer = await openSealer(options.folder);
  const { hubId } = await ensureHub(db, newBase32Id(), options.localCluster);
  const { publicKey, seed } = fleet.manifest;
  const id = keyIdOf(publicKey);
  const sealed = sealer.seal(Buffer.from(seed).toString('base64'), `signing-key/${id}`);
  await ensureSigningKey(db, { id, publicKey, sealedPrivateKey: Buffer.from(sealed) });
  return {
    hubId,
    fleet,
    sealer,
    signer: ed25519Signer(fleet.manifest),
    trust: await currentTrust(db, hubId, fleet),
    rootFingerprint: rootFingerprint(fleet.root.publicKey),
  };
}

/** The newest trust set; a next version where it lacks a key that is in use. Versions never go back. */
async function currentTrust(db: Database, hub: string, fleet: FleetKeys): Promise<SignedTrustSet> {
  const keys = (await signingKeys(db)).map(({ id, publicKey }) => ({ id, publicKey: new Uint8Array(publicKey) }));
  const newest = await newestTrustSet(db);
  const known = newest && trustSetMessage.decode(new Uint8Array(newest.body));
  if (newest && known?.ok && sameKeys(known.value, keys) && known.value.hub === hub) {
    const [body, rootKey, signature] = [newest.body, newest.rootKey, newest.signature].map((b) => new Uint8Array(b));
    return { body: body!, rootKey: rootKey!, signature: signature! };
  }
  const signed = signTrustSet({ hub, version: (newest?.version ?? 0) + 1, keys }, ed25519Signer(fleet.root));
  await addTrustSet(db, { version: (newest?.version ?? 0) + 1, ...signed });
  return signed;
}

const sameKeys = (trust: TrustSet, keys: TrustSet['keys']): boolean =>
  trust.keys.length === keys.length && trust.keys.every((one) => keys.some((other) => other.id === one.id));
