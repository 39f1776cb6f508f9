import { digestBytes, err, ok } from '@wheelhouse/core-domain';
import type { Digest, ProjectId, Result } from '@wheelhouse/core-domain';
import { message } from './message.ts';
import { bytes, integer, oneOf, text } from './wire/codec.ts';
import { digestField, projectIdField } from './wire/fields.ts';
import { field, record } from './wire/record.ts';

/**
 * The envelope of a blob on `wh.v1.b.<project>.<digest>`. `digest` names the plain body; of an `index`, whose body lists the
 * digests of the bundle's objects, it names the bundle that they make. `keyId` is empty while bodies are not sealed, and
 * names the project's key once they are.
 */
export interface BlobEnvelope {
  readonly version: 1;
  readonly kind: 'bundle' | 'index' | 'object' | 'manifest';
  readonly codec: 'none' | 'zstd' | 'gzip';
  readonly keyId: string;
  readonly project: ProjectId;
  readonly digest: Digest;
  /** Of the plain body, in bytes: a bound for the decompressor. */
  readonly size: number;
  readonly body: Uint8Array;
}

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
    body: field(7, bytes(0, MAX_BLOB_BYTES)),
  }),
);

export interface PlainBlob {
  readonly kind: BlobEnvelope['kind'];
  readonly project: ProjectId;
  readonly digest: Digest;
  readonly plain: Uint8Array;
}

/** The bytes to store. Compressed where that makes it smaller. */
export function packBlob({ kind, project, digest, plain }: PlainBlob, compressor: Compressor): Uint8Array {
  if (plain.length > MAX_BLOB_BYTES) {
    throw new RangeError(`a blob of ${plain.length} bytes is larger than ${MAX_BLOB_BYTES}: ${digest}`);
  }
  const packed = compressor.compress(plain);
  const smaller = packed.length < plain.length;
  return blobMessage.encode({
    version: 1,
    kind,
    codec: smaller ? compressor.codec : 'none',
    keyId: '',
    project,
    digest,
    size: plain.length,
    body: smaller ? packed : plain,
  });
}

type Wanted = Pick<BlobEnvelope, 'kind' | 'project' | 'digest'>;

/** The plain body of a blob that is what was asked for. The digest of an `index` is checked by who assembles it. */
export function openBlob(bytes: Uint8Array, wanted: Wanted, compressor: Compressor): Result<Uint8Array> {
  const decoded = blobMessage.decode(bytes);
  if (!decoded.ok) return decoded;
  const envelope = decoded.value;
  const { kind, project, digest } = envelope;
  if (kind !== wanted.kind || project !== wanted.project || digest !== wanted.digest) {
    return refused(wanted, `its envelope says ${kind} ${digest} of project ${project}`);
  }
  if (envelope.keyId !== '') {
    return refused(wanted, `it is sealed with key ${envelope.keyId}, which is not known here`, 'NOT_SUPPORTED');
  }
  const plain = plainOf(envelope, compressor);
  if (plain?.length !== envelope.size)
    return refused(wanted, `its body is not ${envelope.size} bytes of ${envelope.codec}`);
  return kind === 'index' || digestBytes(plain) === digest ? ok(plain) : refused(wanted, 'its body has another digest');
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
