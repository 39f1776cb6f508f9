import { digestBytes, err, ok } from '@wheelhouse/core-domain';
import type { ProjectId, Result, Digest } from '@wheelhouse/core-domain';
import type { BlobEnvelope } from './blob-envelope.ts';
import { blobBound, SEAL_OVERHEAD } from './body-seal.ts';
import type { BodyOpener, BodySealer } from './body-seal.ts';
import { message } from './message.ts';
import { bytes, integer, oneOf, text } from './wire/codec.ts';
import { digestField, projectIdField } from './wire/fields.ts';
import { field, record } from './wire/record.ts';

/** A bundle above this many bytes of canonical JSON is an index of one blob per object. */
export const SPLIT_BUNDLE_ABOVE = 256 * 1024;
/** A manifest body above this many bytes moves to a blob of kind `manifest`. */
export const MOVE_MANIFEST_ABOVE = 256 * 1024;
/** No blob's plain body may be larger. */
export const MAX_BLOB_BYTES = 32 * 1024 * 1024;

/** Compression is a port: core and contract use no Node built-ins. `runtime` has it over `node:zlib`. */
export interface Compressor {
  readonly codec: 'zstd' | 'gzip';
  compress(plain: Uint8Array): Uint8Array;
  /** Throws when the result would be larger than `limit` bytes. */
  decompress(packed: Uint8Array, codec: 'zstd' | 'gzip', limit: number): Uint8Array;
}

export const blobMessage = message<BlobEnvelope>(
  'blob',
  MAX_BLOB_BYTES + 4096,
  record<BlobEnvelope>({
    version: field(0, oneOf(1)),
    kind: field(1, oneOf('bundle', 'index', 'object', 'manifest')),
    codec: field(2, oneOf('none', 'zstd', 'gzip')),
    keyId: field(3, text(64)),
    project: field(4, projectIdField),
    digest: field(5, digestField),
    size: field(6, integer(0, MAX_BLOB_BYTES)),
    body: field(7, bytes(0, MAX_BLOB_BYTES + SEAL_OVERHEAD)),
  }),
);

export interface PlainBlob {
  readonly kind: BlobEnvelope['kind'];
  readonly project: ProjectId;
  readonly digest: Digest;
  readonly plain: Uint8Array;
}

/** The bytes to store. Compressed where that makes it smaller, and sealed where there is a key. */
export function packBlob(
  { kind, project, digest, plain }: PlainBlob,
  compressor: Compressor,
  sealer?: BodySealer,
): Uint8Array {
  if (plain.length > MAX_BLOB_BYTES) {
    throw new RangeError(`a blob of ${plain.length} bytes is larger than ${MAX_BLOB_BYTES}: ${digest}`);
  }
  const packed = compressor.compress(plain);
  const smaller = packed.length < plain.length;
  const codec = smaller ? compressor.codec : 'none';
  return sealed(
    { version: 1, kind, codec, keyId: '', project, digest, size: plain.length, body: smaller ? packed : plain },
    sealer,
  );
}

function sealed(envelope: BlobEnvelope, sealer: BodySealer | undefined): Uint8Array {
  if (!sealer) return blobMessage.encode(envelope);
  const named = { ...envelope, keyId: sealer.keyId };
  return blobMessage.encode({ ...named, body: sealer.seal(envelope.body, blobBound(named)) });
}

type Wanted = Pick<BlobEnvelope, 'kind' | 'project' | 'digest'>;

/** The plain body of a blob that is what was asked for. The digest of an `index` is checked by who assembles it. */
export function openBlob(
  bytes: Uint8Array,
  wanted: Wanted,
  compressor: Compressor,
  opener?: BodyOpener,
): Result<Uint8Array> {
  const decoded = blobMessage.decode(bytes);
  if (!decoded.ok) return decoded;
  const envelope = decoded.value;
  const { kind, project, digest } = envelope;
  if (kind !== wanted.kind || project !== wanted.project || digest !== wanted.digest) {
    return refused(wanted, `its envelope says ${kind} ${digest} of project ${project}`);
  }
  const body = unsealed(envelope, opener);
  if (!body.ok) return body;
  const plain = plainOf({ ...envelope, body: body.value }, compressor);
  if (plain?.length !== envelope.size)
    return refused(wanted, `its body is not ${envelope.size} bytes of ${envelope.codec}`);
  return kind === 'index' || digestBytes(plain) === digest ? ok(plain) : refused(wanted, 'its body has another digest');
}

/** The same blob under another key. `opener` must know the key that it is sealed with now. */
export function resealBlob(bytes: Uint8Array, opener: BodyOpener, sealer: BodySealer): Result<Uint8Array> {
  const decoded = blobMessage.decode(bytes);
  if (!decoded.ok) return decoded;
  if (decoded.value.keyId === sealer.keyId) return ok(bytes);
  const body = unsealed(decoded.value, opener);
  return body.ok ? ok(sealed({ ...decoded.value, body: body.value }, sealer)) : body;
}

function unsealed(envelope: BlobEnvelope, opener: BodyOpener | undefined): Result<Uint8Array> {
  if (envelope.keyId === '') return ok(envelope.body);
  const opened = opener?.open(envelope, blobBound(envelope)) ?? { kind: 'unknown-key' };
  if (opened.kind === 'opened') return ok(opened.body);
  return opened.kind === 'unknown-key'
    ? refused(envelope, `it is sealed with key ${envelope.keyId}, which is not known here`, 'NOT_SUPPORTED')
    : refused(envelope, `it does not open with key ${envelope.keyId}: it was changed, or belongs elsewhere`);
}

function plainOf(envelope: BlobEnvelope, compressor: Compressor): Uint8Array | undefined {
  if (envelope.codec === 'none') return envelope.body;
  try {
    return compressor.decompress(envelope.body, envelope.codec, envelope.size);
  } catch {
    return undefined;
  }
}

const refused = (wanted: Wanted, message: string, code: 'INVALID_FIELD' | 'NOT_SUPPORTED' = 'INVALID_FIELD') =>
  err([{ code, where: `blob ${wanted.digest}`, message }]);
