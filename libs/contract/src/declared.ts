import type { Bundle, ClusterId, Digest, ProjectId, Result } from '@wheelhouse/core-domain';
import type { BlobEnvelope, Compressor } from './blob.ts';
import type { ClusterManifest, ManifestDelta } from './manifest.ts';
import type { Message } from './message.ts';
import type {
  EpochAnswer,
  EpochRequest,
  JoinAnswer,
  JoinRequest,
  JoinToken,
  LiveRequests,
  RenewAnswer,
  SignedTrustSet,
  TrustSet,
} from './requests.ts';
import type { SignedStatement, Signer, Verifier } from './signature.ts';
import type { Heartbeat, ResourceStatus, SpokeEvent, StatusHash, StatusReport, TargetStatus } from './status.ts';

// One codec per message.
export declare const manifestMessage: Message<ClusterManifest>;
export declare const deltaMessage: Message<ManifestDelta>;
export declare const statusMessage: Message<StatusReport>;
export declare const heartbeatMessage: Message<Heartbeat>;
export declare const eventMessage: Message<SpokeEvent>;
export declare const joinRequestMessage: Message<JoinRequest>;
export declare const joinAnswerMessage: Message<JoinAnswer>;
export declare const renewRequestMessage: Message<RenewRequest>;
export declare const renewAnswerMessage: Message<RenewAnswer>;
export declare const epochRequestMessage: Message<EpochRequest>;
export declare const epochAnswerMessage: Message<EpochAnswer>;
export declare const trustSetMessage: Message<TrustSet>;
export declare const signedTrustSetMessage: Message<SignedTrustSet>;
export declare const blobMessage: Message<BlobEnvelope>;
export declare const liveMessages: {
  readonly [V in keyof LiveRequests]: {
    readonly request: Message<LiveRequests[V]['request']>;
    readonly answer: Message<LiveRequests[V]['answer']>;
  };
};
/** The largest trust version that the spoke knows, so that the hub sees who lags. */
export interface RenewRequest {
  readonly trustVersion: number;
}

// Manifest: digest, signature, headers, delta.
export declare function manifestDigest(bytes: Uint8Array): Digest;
export interface ManifestSignature {
  readonly keyId: string;
  readonly signature: Uint8Array;
}
export declare function signManifest(statement: SignedStatement, signer: Signer): ManifestSignature;
export declare function verifyManifest(
  signed: ManifestSignature & { readonly statement: SignedStatement },
  trust: TrustSet,
  verifier: Verifier,
): Result<SignedStatement>;
/** What the headers of a manifest message say; the same on the stored and on the republished message. */
export interface ManifestHeaders extends ManifestSignature {
  readonly statement: SignedStatement;
  /** True: the message's body is empty and the manifest is the blob `subjects.blob(manifestBlobProject(cluster), statement.digest)`. */
  readonly moved: boolean;
  /** Absent where it would not fit (`MAX_DELTA_BYTES`) or nobody can have the base: do one Direct Get then. */
  readonly delta?: ManifestDelta;
}
export declare function encodeManifestHeaders(headers: ManifestHeaders): Readonly<Record<string, string>>;
/** `get` reads one header. Also refuses a delta that does not belong to the signed statement. Verifies no signature. */
export declare function decodeManifestHeaders(
  cluster: ClusterId,
  get: (name: string) => string | undefined,
): Result<ManifestHeaders>;
/** Manifests that moved to a blob lie under the cluster's own id, so that its permissions cover them. */
export declare function manifestBlobProject(cluster: ClusterId): ProjectId;
export declare const MAX_DELTA_BYTES: number;
/** Hub: everything to publish for one manifest. `blob` is to be stored first where present. */
export interface SealedManifest {
  readonly digest: Digest;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly blob?: { readonly project: ProjectId; readonly digest: Digest; readonly bytes: Uint8Array };
}
export declare function sealManifest(
  next: ClusterManifest,
  options: { readonly base?: ClusterManifest; readonly signer: Signer; readonly compressor: Compressor },
): SealedManifest;
/** Spoke: checks signature, digest and that the manifest is what the statement says. `body`: the message's, or the moved blob's envelope. */
export declare function openManifest(
  headers: ManifestHeaders,
  body: Uint8Array,
  options: { readonly trust: TrustSet; readonly verifier: Verifier; readonly compressor: Compressor },
): Result<ClusterManifest>;
/** Undefined where only the whole manifest can say it (other hub, cluster or wire version). */
export declare function diffManifest(base: ClusterManifest, next: ClusterManifest): ManifestDelta | undefined;
export declare function applyDelta(base: ClusterManifest, delta: ManifestDelta): Result<ClusterManifest>;
/** Spoke: verifies, applies, and checks that exactly the signed manifest came out. */
export declare function openDelta(
  headers: ManifestHeaders,
  base: ClusterManifest,
  options: { readonly trust: TrustSet; readonly verifier: Verifier },
): Result<ClusterManifest>;
/** The names in `requires` that are not in `known`. */
export declare function unknownFeatures(manifest: ClusterManifest, known: readonly string[]): readonly string[];

// Trust and joining.
export declare function signTrustSet(
  trust: TrustSet,
  root: Signer & { readonly publicKey: Uint8Array },
): SignedTrustSet;
/** Refuses another root, a wrong signature, another hub, a version before `known`, and the same version with other keys. */
export declare function verifyTrustSet(
  signed: SignedTrustSet,
  expected: { readonly rootFingerprint: Digest; readonly hub: string; readonly known?: TrustSet },
  verifier: Verifier,
): Result<TrustSet>;
export declare function rootFingerprint(publicKey: Uint8Array): Digest;
/** `whj1.<base64url>` */
export declare function encodeJoinToken(token: JoinToken): string;
export declare function decodeJoinToken(text: string): Result<JoinToken>;

// Status.
/**
 * First 16 bytes of the SHA-256 of the target's encoding. For a status that came out of `statusMessage.decode`, of the
 * bytes that came, so that a hub agrees with a newer spoke whose optional fields it does not know.
 */
export declare function targetHash(status: TargetStatus): StatusHash;
export declare class StatusHashSum {
  constructor(start?: StatusHash);
  static of(targets: Iterable<TargetStatus>): StatusHashSum;
  add(hash: StatusHash): this;
  remove(hash: StatusHash): this;
  replace(before: StatusHash | undefined, after: StatusHash | undefined): this;
  get value(): StatusHash;
}
export declare const EMPTY_STATUS_HASH: StatusHash;
/** Leaves only what is not synced or not healthy, worst first, messages shortened, cut at `bytes` encoded. */
export declare function limitResources(resources: readonly ResourceStatus[], bytes?: number): readonly ResourceStatus[];

// Bundles.
export interface PackedBlob {
  readonly project: ProjectId;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}
/** The blob named by the bundle's digest comes last: when it is stored, everything is. */
export declare function bundleToBlobs(
  bundle: Bundle,
  project: ProjectId,
  compressor: Compressor,
): readonly PackedBlob[];
/** `get` gives the stored envelope of a digest in the project, or undefined. Every digest is checked. */
export declare function bundleFromBlobs(
  wanted: { readonly project: ProjectId; readonly digest: Digest },
  get: (digest: Digest) => Promise<Uint8Array | undefined>,
  compressor: Compressor,
): Promise<Result<Bundle>>;

// Permissions of credentials (subjects are built here only).
export interface SubjectPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  readonly respond: boolean;
}
export declare function spokePermissions(spoke: {
  readonly cluster: ClusterId;
  readonly projects: readonly ProjectId[];
}): SubjectPermissions;
export declare function joinPermissions(tokenId: string): SubjectPermissions;
export declare function inboxPrefix(owner: ClusterId | string): string;
export declare function parseClusterSubject(subject: string): ClusterId | undefined;
