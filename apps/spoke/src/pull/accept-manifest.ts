import type { ClusterManifest, ManifestHeaders } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';

/** What the spoke holds, as far as the next manifest must fit it. */
export interface Held {
  readonly hub: string;
  readonly cluster: ClusterId;
  readonly manifest?: ClusterManifest;
  /** Of the held manifest. */
  readonly digest?: string;
}

export type Verdict =
  | { readonly kind: 'delta' }
  | { readonly kind: 'whole' }
  /** The same generation and digest: nothing new. */
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * What to do about a manifest, judged by what its headers state; the signature is checked when it is opened. Pure.
 * Generations never go back (architecture §4), and one generation never says two things.
 */
export function judgeManifest({ statement, delta }: ManifestHeaders, held: Held): Verdict {
  if (statement.cluster !== held.cluster) {
    return refused(`it is for cluster ${statement.cluster}, and this is ${held.cluster}`);
  }
  if (statement.hub !== held.hub)
    return refused(`it comes from hub ${statement.hub}, and this spoke joined ${held.hub}`);
  const known = held.manifest?.generation ?? 0;
  if (statement.generation < known) return refused(`generation ${statement.generation} is older than ${known}`);
  if (statement.generation === known) {
    return statement.digest === held.digest ? { kind: 'known' } : refused(`there are two of generation ${known}`);
  }
  const atBase = delta !== undefined && delta.base === known && delta.baseDigest === held.digest;
  return { kind: atBase ? 'delta' : 'whole' };
}

const refused = (reason: string): Verdict => ({ kind: 'refused', reason });
