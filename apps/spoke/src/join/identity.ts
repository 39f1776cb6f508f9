import { signedTrustSetMessage, trustSetMessage } from '@wheelhouse/contract';
import type { SignedTrustSet, TrustSet } from '@wheelhouse/contract';
import { clusterId } from '@wheelhouse/core-domain';
import type { ClusterId, Digest } from '@wheelhouse/core-domain';
import type { SecretStore } from '../state/secret-store.ts';

/** Who this cluster is to its hub. In a Secret of the spoke's namespace; nowhere else, and in no log. */
export interface Identity {
  /** Of the token that this was made with: the same token does not join twice. */
  readonly tokenId: string;
  readonly hub: string;
  readonly servers: readonly string[];
  readonly rootFingerprint: Digest;
  readonly seed: string;
  /** X25519, private: what projects' keys are sealed to. Absent in what a spoke of before has stored. */
  readonly sealingKey?: Uint8Array;
  /** Absent while the hub has not answered: the key is kept, so that asking again is the same request. */
  readonly joined?: Joined;
}

export interface Joined {
  readonly cluster: ClusterId;
  readonly jwt: string;
  /** As signed by the root; verified when it came. */
  readonly trust: SignedTrustSet;
}

export const IDENTITY_SECRET = 'wheelhouse-identity';

interface Stored extends Omit<Identity, 'joined' | 'sealingKey'> {
  readonly version: 1;
  readonly sealingKey?: string;
  readonly joined?: { readonly cluster: string; readonly jwt: string; readonly trust: string };
}

export class IdentityStore {
  readonly #store: SecretStore;
  #plain: Uint8Array | undefined;

  constructor(store: SecretStore) {
    this.#store = store;
    store.onLost('identity', async (name) => {
      if (this.#plain) await store.save('identity', name, this.#plain);
    });
  }

  async load(): Promise<Identity | undefined> {
    const bytes = (await this.#store.load('identity')).get(IDENTITY_SECRET);
    this.#plain = bytes;
    if (!bytes) return undefined;
    const { version, joined, sealingKey, ...others } = JSON.parse(new TextDecoder().decode(bytes)) as Stored;
    if (version !== 1) throw new Error(`Secret ${IDENTITY_SECRET} was written by a version that I do not know`);
    const rest = {
      ...others,
      ...(sealingKey ? { sealingKey: new Uint8Array(Buffer.from(sealingKey, 'base64')) } : {}),
    };
    if (!joined) return rest;
    const trust = signedTrustSetMessage.decode(new Uint8Array(Buffer.from(joined.trust, 'base64')));
    if (!trust.ok)
      throw new Error(`Secret ${IDENTITY_SECRET} holds a trust set that cannot be read; delete it and join anew`);
    return { ...rest, joined: { cluster: clusterId(joined.cluster), jwt: joined.jwt, trust: trust.value } };
  }

  async save(identity: Identity): Promise<void> {
    const { joined, sealingKey, ...rest } = identity;
    const trust = joined && Buffer.from(signedTrustSetMessage.encode(joined.trust)).toString('base64');
    const stored: Stored = {
      version: 1,
      ...rest,
      ...(sealingKey ? { sealingKey: Buffer.from(sealingKey).toString('base64') } : {}),
      ...(joined && trust ? { joined: { cluster: joined.cluster, jwt: joined.jwt, trust } } : {}),
    };
    this.#plain = new TextEncoder().encode(JSON.stringify(stored));
    await this.#store.save('identity', IDENTITY_SECRET, this.#plain);
  }
}

/** The keys of a trust set that was verified when it came. */
export function trustOf({ trust }: Joined): TrustSet {
  const decoded = trustSetMessage.decode(trust.body);
  if (!decoded.ok)
    throw new Error('the stored trust set cannot be read; delete the Secret wheelhouse-identity and join anew');
  return decoded.value;
}
