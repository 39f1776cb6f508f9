import type { Digest, ProjectId } from '@wheelhouse/core-domain';

/**
 * The envelope of a blob on `wh.v1.b.<project>.<digest>`. `digest` names the plain body; `keyId` is empty while bodies are
 * not sealed, and names the project's key once they are.
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
