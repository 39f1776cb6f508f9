import type { ClusterManifest, ManifestHeaders, RefusalKind } from '@wheelhouse/contract';
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
  /** `because`: it came with a delta that begins elsewhere, so the delta is of no use here. */
  | { readonly kind: 'whole'; readonly because?: string }
  /** The same generation and digest: nothing new. */
  | { readonly kind: 'known' }
  | { readonly kind: 'refused'; readonly as: RefusalKind; readonly reason: string };

/**
 * What to do about a manifest, judged by what its headers state; the signature is checked when it is opened. Pure.
 * Generations never go back (architecture §4), and one generation never says two things.
 */
export function judgeManifest({ statement, delta }: ManifestHeaders, held: Held): Verdict {
  if (statement.cluster !== held.cluster) {
    return refused('identity', `it is for cluster ${statement.cluster}, and this is ${held.cluster}`);
  }
  if (statement.hub !== held.hub)
    return refused('identity', `it comes from hub ${statement.hub}, and this spoke joined ${held.hub}`);
  const known = held.manifest?.generation ?? 0;
  if (statement.generation < known) {
    return refused('older', `generation ${statement.generation} is older than ${known}`);
  }
  if (statement.generation === known) {
    return statement.digest === held.digest
      ? { kind: 'known' }
      : refused('conflict', `there are two of generation ${known}`);
  }
  if (!delta) return { kind: 'whole' };
  if (delta.base !== known) {
    return { kind: 'whole', because: `the delta begins at generation ${delta.base}, and ${known} is held` };
  }
  if (delta.baseDigest === held.digest) return { kind: 'delta' };
  return { kind: 'whole', because: `the delta begins at another manifest of generation ${known} than the one held` };
}

const refused = (as: RefusalKind, reason: string): Verdict => ({ kind: 'refused', as, reason });
