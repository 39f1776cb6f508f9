import type { Digest, ProjectId } from '@wheelhouse/core-domain';

/**
 * The envelope of a blob on `wh.v1.b.<project>.<digest>`. `digest` names the plain body; of an `index`, whose body lists the
 * digests of the bundle's objects, it names the bundle that they make. `keyId` names the project's key that the body is
 * sealed with; it is empty for what holds no objects (manifests), and for bundles from before there were keys.
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
  /** Compressed by `codec`, then sealed with `keyId`. */
  readonly body: Uint8Array;
}
