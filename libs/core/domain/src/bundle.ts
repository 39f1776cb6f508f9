import type { Digest } from './ids.ts';
import type { KubeObject } from './kube-object.ts';

/**
 * The rendered, canonical, ordered, content-addressed objects of one Application. `digest` is the SHA-256 of
 * `canonicalJson(objects)`. Carries no marks of ours: equal manifests on two clusters are one bundle.
 */
export interface Bundle {
  readonly digest: Digest;
  readonly objects: readonly KubeObject[];
}
