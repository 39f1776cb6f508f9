import type { ProjectId } from '@wheelhouse/core-domain';
import type { BlobEnvelope } from './blob-envelope.ts';
import { packCbor } from './wire/cbor.ts';
import { bytes, bytesOfHex } from './wire/codec.ts';
import { projectIdField } from './wire/fields.ts';
import { field, record } from './wire/record.ts';

/** What a seal adds to a body at most, in bytes: nonce and tag. */
export const SEAL_OVERHEAD = 64;

/**
 * Authenticated encryption under one of a project's keys; `runtime` has it over `node:crypto`. The same body and `bound` must
 * give the same bytes: equal inputs are equal blobs.
 */
export interface BodySealer {
  readonly keyId: string;
  /** `bound` is authenticated with the body: it opens with the same `bound` only. */
  seal(body: Uint8Array, bound: Uint8Array): Uint8Array;
}

export type OpenedBody =
  | { readonly kind: 'opened'; readonly body: Uint8Array }
  /** No key of this id is here (yet). */
  | { readonly kind: 'unknown-key' }
  /** Sealed with another key, for another blob, or changed since. */
  | { readonly kind: 'refused' };

/** The keys of the projects that somebody may read. */
export interface BodyOpener {
  open(sealed: SealedBody, bound: Uint8Array): OpenedBody;
}

export interface SealedBody {
  readonly project: ProjectId;
  readonly keyId: string;
  readonly body: Uint8Array;
}

/** A project's key for one cluster: sealed to the key pair that only the spoke has. */
export interface SealedProjectKey {
  readonly project: ProjectId;
  readonly sealed: Uint8Array;
}

export const sealedProjectKey = record<SealedProjectKey>({
  project: field(0, projectIdField),
  sealed: field(1, bytes(1, 512)),
});

type Bound = Pick<BlobEnvelope, 'kind' | 'project' | 'digest' | 'codec' | 'keyId' | 'size'>;

/** All that an envelope says beside its body. */
export const blobBound = ({ kind, project, digest, codec, keyId, size }: Bound): Uint8Array =>
  packCbor(['wheelhouse blob', kind, project, bytesOfHex(digest), codec, keyId, size]);

/** What a project's key is bound to while it is sealed to a cluster. */
export const projectKeyBound = (key: {
  readonly hub: string;
  readonly cluster: string;
  readonly project: ProjectId;
  readonly keyId: string;
}): Uint8Array => packCbor(['wheelhouse project key', key.hub, key.cluster, key.project, key.keyId]);
