import type { Cluster } from '@wheelhouse/core-domain';
import type { Facts } from './facts.ts';
import type { Candidate, Generated } from './generated.ts';
import type { Expansion } from './judged.ts';
import { paramsMatch } from './post-selector.ts';
import { environmentOf, type PreparedGenerator, type PreparedSet } from './prepared-set.ts';

interface Change {
  readonly before: Expansion;
  /** What `before` was made from. */
  readonly was: Facts;
  readonly facts: Facts;
}

/** More of them than this are looked at with all others. */
const MAX_CHANGED = 100;

/**
 * The expansion for facts of which only some clusters are others: their Applications as they were are taken out, and put in as
 * they are. Undefined wherever that might not be what expanding the whole set gives, and for what only that can tell.
 */
export function expandChanged(prepared: PreparedSet, { before, was, facts }: Change): Expansion | undefined {
  const pairs = changedClusters(was, facts);
  if (!pairs) return undefined;
  const gone: Candidate[] = [];
  const come: Candidate[] = [];
  for (const one of prepared.entries.flat()) {
    if (!one.generator.ofCluster) {
      if (one.generator.needs(environmentOf(prepared, one.path, facts)).clusters) return undefined;
      continue;
    }
    for (const [old, now] of pairs) {
      const [out, into] = [candidatesOf(one, old, prepared, was), candidatesOf(one, now, prepared, facts)];
      if (!out || !into) return undefined;
      gone.push(...out);
      come.push(...into);
    }
  }
  return gone.length + come.length === 0 ? before : exchanged(before, gone, come);
}

type Pair = readonly [old: Cluster, now: Cluster];

/** Undefined where anything else is another thing, or clusters came, went or moved. */
function changedClusters(was: Facts, facts: Facts): readonly Pair[] | undefined {
  for (const name of FACTS) if (!isSame(was[name], facts[name])) return undefined;
  const known = PAIRS.get(facts.clusters);
  if (known?.old === was.clusters) return known.pairs;
  const pairs = pairsOf(was.clusters, facts.clusters);
  PAIRS.set(facts.clusters, { old: was.clusters, pairs });
  return pairs;
}

const OTHERS: Readonly<Record<Exclude<keyof Facts, 'clusters'>, true>> = {
  directories: true,
  files: true,
  decisions: true,
  plugins: true,
  repositories: true,
  pullRequests: true,
  localCluster: true,
};
const FACTS = Object.keys(OTHERS) as (keyof typeof OTHERS)[];

/** All sets of a fleet see the same clusters change. */
const PAIRS = new WeakMap<
  readonly Cluster[],
  { readonly old: readonly Cluster[]; readonly pairs: readonly Pair[] | undefined }
>();

function pairsOf(old: readonly Cluster[], now: readonly Cluster[]): Pair[] | undefined {
  if (old.length !== now.length) return undefined;
  const pairs: Pair[] = [];
  for (const [index, one] of now.entries()) {
    const other = old[index]!;
    if (one === other) continue;
    const moved = one.metadata.name !== other.metadata.name || one.spec.server !== other.spec.server;
    if (moved || pairs.length === MAX_CHANGED || !isAlone(one, now)) return undefined;
    pairs.push([other, one]);
  }
  return pairs;
}

/** Of two clusters of one name only one counts. */
const isAlone = ({ metadata: { name } }: Cluster, all: readonly Cluster[]): boolean =>
  all.filter(({ metadata }) => metadata.name === name).length === 1;

/** Maps are the same that hold the same things. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!(a instanceof Map) || !(b instanceof Map) || a.size !== b.size) return false;
  return [...a].every(([key, value]) => b.get(key) === value);
}

/** Undefined where a template or a rule fails, which fails the whole set. */
function candidatesOf(
  { generator, path, place, selector, make }: PreparedGenerator,
  cluster: Cluster,
  prepared: PreparedSet,
  facts: Facts,
): Candidate[] | undefined {
  const made = generator.ofCluster!(cluster, environmentOf(prepared, path, facts));
  if (!made.ok) return undefined;
  const candidates: Candidate[] = [];
  for (const one of made.value) {
    if (selector && !paramsMatch(selector, one.params, prepared.settings)) continue;
    const candidate = make(one, place);
    // Who is left out, and why, depends on the others.
    if (!candidate.ok || candidate.value.problems.length > 0 || candidate.value.name === '') return undefined;
    candidates.push(candidate.value);
  }
  return candidates;
}

function exchanged(before: Expansion, gone: readonly Candidate[], come: readonly Candidate[]): Expansion | undefined {
  const isTouched = (name: string): boolean => [...gone, ...come].some((one) => one.name === name);
  if (before.rejected.some(({ name }) => isTouched(name))) return undefined;
  const applications = [...before.applications];
  for (const { name } of gone) {
    const at = placeOf(name, applications);
    if (applications[at]?.name !== name) return undefined;
    applications.splice(at, 1);
  }
  for (const one of come) {
    const at = placeOf(one.name, applications);
    if (applications[at]?.name === one.name) return undefined;
    applications.splice(at, 0, one);
  }
  return { applications, rejected: before.rejected };
}

/** Where a name is, or would be. */
function placeOf(name: string, applications: readonly Generated[]): number {
  let [low, high] = [0, applications.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (applications[middle]!.name < name) low = middle + 1;
    else high = middle;
  }
  return low;
}
