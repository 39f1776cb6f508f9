import type { ClusterId, Digest, ProjectId, Result } from '@wheelhouse/core-domain';
import { MOVE_MANIFEST_ABOVE, openBlob, packBlob } from './blob.ts';
import type { Compressor } from './blob.ts';
import { applyDelta, diffManifest } from './manifest-delta.ts';
import { encodeManifestHeaders } from './manifest-headers.ts';
import type { ManifestHeaders } from './manifest-headers.ts';
import { manifestMessage } from './manifest-message.ts';
import type { ClusterManifest } from './manifest.ts';
import { refusedAs } from './refusal.ts';
import type { RefusalKind, RefusedProblem } from './refusal.ts';
import type { TrustSet } from './requests.ts';
import { manifestDigest, signManifest, verifyManifest } from './signature.ts';
import type { SignedStatement, Signer, Verifier } from './signature.ts';

/** Everything to publish for one manifest. Where `blob` is present it is stored before the message is. */
export interface SealedManifest {
  readonly digest: Digest;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly blob?: { readonly project: ProjectId; readonly digest: Digest; readonly bytes: Uint8Array };
}

export interface SealOptions {
  /** The manifest that the cluster has, if the hub knows it: the change from it travels in the header. */
  readonly base?: ClusterManifest;
  readonly signer: Signer;
  readonly compressor: Compressor;
}

/** Manifests that moved to a blob lie under the cluster's own id, so that only its credentials reach them. */
export const manifestBlobProject = (cluster: ClusterId): ProjectId => cluster as string as ProjectId;

export function sealManifest(next: ClusterManifest, options: SealOptions): SealedManifest {
  const bytes = manifestMessage.encode(next);
  const digest = manifestDigest(bytes);
  const moved = bytes.length > MOVE_MANIFEST_ABOVE;
  const { hub, cluster, wire, generation } = next;
  const statement: SignedStatement = { hub, cluster, wire, generation, digest };
  const delta = options.base && diffManifest(options.base, next);
  const headers = encodeManifestHeaders({
    statement,
    ...signManifest(statement, options.signer),
    moved,
    ...(delta ? { delta } : {}),
  });
  if (!moved) return { digest, headers, body: bytes };
  const project = manifestBlobProject(cluster);
  const blob = packBlob({ kind: 'manifest', project, digest, plain: bytes }, options.compressor);
  return { digest, headers, body: new Uint8Array(), blob: { project, digest, bytes: blob } };
}

export interface OpenOptions {
  readonly trust: TrustSet;
  readonly verifier: Verifier;
  readonly compressor: Compressor;
}

/** `body`: the message's, or the stored envelope of the blob that it moved to. Checks signature, digest and content. */
export function openManifest(
  headers: ManifestHeaders,
  body: Uint8Array,
  options: OpenOptions,
): Result<ClusterManifest, RefusedProblem[]> {
  const signed = verifyManifest(headers, options.trust, options.verifier);
  if (!signed.ok) return signed;
  const { statement } = headers;
  const wanted = {
    kind: 'manifest',
    project: manifestBlobProject(statement.cluster),
    digest: statement.digest,
  } as const;
  const plain = headers.moved ? openBlob(body, wanted, options.compressor) : { ok: true as const, value: body };
  if (!plain.ok) return refusedAs('blob', plain.error);
  if (manifestDigest(plain.value) !== statement.digest) return refused('content', 'its digest is not the signed one');
  const decoded = manifestMessage.decode(plain.value);
  if (!decoded.ok) return refusedAs('content', decoded.error);
  return says(decoded.value, statement) ? decoded : refused('content', 'it does not say what was signed of it');
}

/** Verifies, applies, and accepts exactly the signed manifest. */
export function openDelta(
  headers: ManifestHeaders,
  base: ClusterManifest,
  options: Pick<OpenOptions, 'trust' | 'verifier'>,
): Result<ClusterManifest, RefusedProblem[]> {
  const signed = verifyManifest(headers, options.trust, options.verifier);
  if (!signed.ok) return signed;
  const { delta, statement } = headers;
  if (!delta || delta.newDigest !== statement.digest) return refused('delta', 'no delta to it came with it');
  const next = applyDelta(base, delta);
  if (!next.ok) return refusedAs('delta', next.error);
  return says(next.value, statement) ? next : refused('delta', 'its delta does not lead to what was signed');
}

const says = (manifest: ClusterManifest, said: SignedStatement) =>
  manifest.hub === said.hub &&
  manifest.cluster === said.cluster &&
  manifest.wire === said.wire &&
  manifest.generation === said.generation;

const refused = (kind: RefusalKind, message: string) =>
  refusedAs(kind, [{ code: 'INVALID_FIELD', where: 'manifest', message }]);
