import {
  activateSigningKey,
  addSigningKey,
  addTrustSet,
  ensureHub,
  ensureSigningKey,
  newestTrustSet,
  retireSigningKeys,
  signingKeys,
  type Database,
  type SigningKeyRow,
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
import { ed25519FromSeed, ed25519Signer, generateEd25519, keyIdOf, type Sealer } from '@wheelhouse/runtime';
import { newBase32Id } from './ids.ts';
import { openSealer } from './master-key.ts';
import { ProjectKeys } from './project-keys.ts';

export interface OpenKeysOptions {
  readonly folder: string;
  readonly localCluster: string | undefined;
  readonly now: number;
}

interface Current {
  readonly signer: Signer;
  readonly trust: SignedTrustSet;
  readonly trustVersion: number;
}

/** What the hub signs and seals with, and who it is. `signer` and `trust` change when the signing key does. */
export class HubKeys {
  readonly hubId: string;
  readonly fleet: FleetKeys;
  readonly rootFingerprint: Digest;
  readonly sealer: Sealer;
  readonly projects: ProjectKeys;
  /** Signs manifests, with the key that signs at that moment. */
  readonly signer: Signer;
  readonly #db: Database;
  #current!: Current;

  private constructor(db: Database, hubId: string, fleet: FleetKeys, sealer: Sealer) {
    this.#db = db;
    this.hubId = hubId;
    this.fleet = fleet;
    this.sealer = sealer;
    this.rootFingerprint = rootFingerprint(fleet.root.publicKey);
    this.projects = new ProjectKeys(hubId, sealer);
    const current = (): Signer => this.#current.signer;
    this.signer = {
      get keyId() {
        return current().keyId;
      },
      sign: (message) => current().sign(message),
    };
  }

  /** Reads (or at the first start makes) the keys, and sees that the trust set holds those that are in use. */
  static async open(db: Database, options: OpenKeysOptions): Promise<HubKeys> {
    const fleet = await loadOrCreateKeys(options.folder, options.now);
    const sealer = await openSealer(options.folder);
    const { hubId } = await ensureHub(db, newBase32Id(), options.localCluster);
    const keys = new HubKeys(db, hubId, fleet, sealer);
    await ensureSigningKey(db, keys.#rowOf(fleet.manifest));
    await keys.reload();
    return keys;
  }

  get trust(): SignedTrustSet {
    return this.#current.trust;
  }

  get trustVersion(): number {
    return this.#current.trustVersion;
  }

  /** A signing key that spokes are to know before it signs anything. Its id. */
  async addSigningKey(): Promise<string> {
    const row = this.#rowOf(generateEd25519());
    await addSigningKey(this.#db, row);
    await this.reload();
    return row.id;
  }

  /**
   * Spokes go by a trust set of a version that this database never made: it is older than an exchange of the signing key. That key is
   * lost, and the one before may have been given up for a reason: a new one signs, in a trust set beyond theirs. Its id.
   */
  async surpass(version: number): Promise<string> {
    const old = (await signingKeys(this.#db)).map(({ id }) => id);
    const row = this.#rowOf(generateEd25519());
    await addSigningKey(this.#db, row);
    const trust = { hub: this.hubId, version: version + 1, keys: [{ id: row.id, publicKey: row.publicKey }] };
    const added = { version: version + 1, ...signTrustSet(trust, ed25519Signer(this.fleet.root)) };
    if (!(await addTrustSet(this.#db, added))) throw new Error(`trust set ${added.version} was made by somebody else`);
    await this.#db.transaction(async (sql) => {
      await activateSigningKey(sql, row.id);
      await retireSigningKeys(sql, old);
    });
    await this.reload();
    return row.id;
  }

  /** After a key was added, activated or retired, here or by another hub. */
  async reload(): Promise<void> {
    const rows = await signingKeys(this.#db);
    const signing = rows
      .filter((row) => row.activatedAt)
      .sort(byActivation)
      .at(-1);
    if (!signing) throw new Error('no signing key is active');
    const known = this.#current?.signer.keyId === signing.id ? this.#current.signer : undefined;
    const { signed, version } = await currentTrust(this.#db, this.hubId, this.fleet, rows);
    this.#current = { signer: known ?? this.#signerOf(signing), trust: signed, trustVersion: version };
  }

  #signerOf({ id, sealedPrivateKey }: SigningKeyRow): Signer {
    const opened = this.sealer.open(Buffer.from(sealedPrivateKey).toString(), contextOf(id));
    if (!opened.ok) throw new Error(`signing key ${id} cannot be opened: was the master key exchanged?`);
    return ed25519Signer(ed25519FromSeed(new Uint8Array(Buffer.from(opened.value, 'base64'))));
  }

  #rowOf({ publicKey, seed }: FleetKeys['manifest']) {
    const id = keyIdOf(publicKey);
    const sealed = this.sealer.seal(Buffer.from(seed).toString('base64'), contextOf(id));
    return { id, publicKey, sealedPrivateKey: Buffer.from(sealed) };
  }
}

const contextOf = (id: string): string => `signing-key/${id}`;

const byActivation = (a: SigningKeyRow, b: SigningKeyRow): number =>
  (a.activatedAt?.getTime() ?? 0) - (b.activatedAt?.getTime() ?? 0);

interface Trust {
  readonly signed: SignedTrustSet;
  readonly version: number;
}

/** The newest trust set; a next version where it does not hold exactly the keys that are in use. Versions never go back. */
async function currentTrust(
  db: Database,
  hub: string,
  fleet: FleetKeys,
  rows: readonly SigningKeyRow[],
): Promise<Trust> {
  const keys = rows.map(({ id, publicKey }) => ({ id, publicKey: new Uint8Array(publicKey) }));
  const newest = await newestTrustSet(db);
  const known = newest && trustSetMessage.decode(new Uint8Array(newest.body));
  if (newest && known?.ok && sameKeys(known.value, keys) && known.value.hub === hub) {
    const [body, rootKey, signature] = [newest.body, newest.rootKey, newest.signature].map((b) => new Uint8Array(b));
    return { signed: { body: body!, rootKey: rootKey!, signature: signature! }, version: newest.version };
  }
  const version = (newest?.version ?? 0) + 1;
  const signed = signTrustSet({ hub, version, keys }, ed25519Signer(fleet.root));
  // Two that read the keys at once make the same version: what the other made is looked at then.
  if (!(await addTrustSet(db, { version, ...signed }))) return currentTrust(db, hub, fleet, await signingKeys(db));
  return { signed, version };
}

const sameKeys = (trust: TrustSet, keys: TrustSet['keys']): boolean =>
  trust.keys.length === keys.length && trust.keys.every((one) => keys.some((other) => other.id === one.id));
