import {
  digestOf,
  identityText,
  sameRung,
  type ApplicationIdentity,
  type Digest,
  type Problem,
} from '@wheelhouse/core-domain';
import type {
  Assignment,
  DesiredApplication,
  FailedApplication,
  Guardrail,
  Release,
  ReleaseDifference,
  ReleasePlan,
} from './release.ts';

export const DEFAULT_GUARDRAIL: Guardrail = { maxWithdrawnPercent: 10, maxWithdrawn: 3 };

export interface PlanReleaseOptions {
  /** Default: more than 10 % and more than 3, or all of them. */
  readonly guardrail?: Guardrail;
  /** The `difference.digest` that a person confirmed: it counts once, whoever acts on it forgets it. */
  readonly confirmed?: Digest;
  /** Names of Applications whose leaving was held before: growth of the others does not let them go. */
  readonly stillHeld?: ReadonlySet<string>;
}

/**
 * The Release that follows `previous` once `desired` is what a complete, successful generation gave. Two desired
 * Applications of one identity are both refused, and a live one of that identity stays as it is. Where the guardrail holds
 * what would leave, that stays as it was, and all else of the Release goes on.
 */
export function planRelease(
  previous: Release | undefined,
  desired: readonly DesiredApplication[],
  options: PlanReleaseOptions = {},
): ReleasePlan {
  const before = new Map((previous?.assignments ?? []).map((one) => [identityText(one.identity), one]));
  const wanted = byIdentity(desired);
  const assignments: Assignment[] = [];
  const failed: FailedApplication[] = [];
  const sorted: Sorted = { created: [], changed: [], moved: [], unchanged: [], kept: [] };
  for (const key of [...wanted.keys()].sort()) {
    const one = wanted.get(key)!;
    const from = before.get(key);
    if (isFailed(one)) {
      failed.push(one);
      if (!from) continue;
      sorted.kept.push(from);
      assignments.push(from);
    } else {
      assignments.push(sortIn(sorted, from, one));
    }
  }
  const withdrawn = [...before].filter(([key]) => !wanted.has(key)).map(([, one]) => one);
  const difference = { ...sorted, withdrawn, digest: withdrawalDigest(withdrawn, sorted.moved) };
  const held = guard(difference, before.size, options);
  const release = releaseOf(held ? staying(assignments, difference) : assignments);
  return { release, difference, failed, ...(held && { held }) };
}

/** What would leave is where it was; the rest is as wanted. */
function staying(wanted: readonly Assignment[], { withdrawn, moved }: ReleaseDifference): Assignment[] {
  const movedFrom = new Map(moved.map(({ from, to }) => [to, from]));
  return [...wanted.map((one) => movedFrom.get(one) ?? one), ...withdrawn];
}

/** A Release of these assignments, in order of identity. */
export function releaseOf(assignments: readonly Assignment[]): Release {
  const keyed = assignments.map((one): [string, Assignment] => [identityText(one.identity), one]);
  const sorted = keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
  return { assignments: sorted, digest: digestOf(sorted) };
}

export const isFailed = (one: DesiredApplication): one is FailedApplication => 'problems' in one;

type Sorted = {
  -readonly [K in 'created' | 'changed' | 'moved' | 'unchanged' | 'kept']: ReleaseDifference[K][number][];
};

/** The answer is what the Release says of it: what is unchanged keeps the commit that last changed it. */
function sortIn(sorted: Sorted, from: Assignment | undefined, to: Assignment): Assignment {
  if (from && from.cluster === to.cluster && sameRung(from, to)) {
    sorted.unchanged.push(from);
    return from;
  }
  if (!from) sorted.created.push(to);
  else if (from.cluster !== to.cluster) sorted.moved.push({ from, to });
  else sorted.changed.push({ from, to });
  return to;
}

function byIdentity(desired: readonly DesiredApplication[]): Map<string, DesiredApplication> {
  const wanted = new Map<string, DesiredApplication>();
  for (const one of desired) {
    const key = identityText(one.identity);
    wanted.set(key, wanted.has(key) ? duplicate(one.identity, wanted.get(key)!) : one);
  }
  return wanted;
}

function duplicate(identity: ApplicationIdentity, first: DesiredApplication): FailedApplication {
  const problem: Problem = {
    code: 'DUPLICATE_NAME',
    message: `Application "${identity.name}" is generated more than once`,
    where: identityText(identity),
    hint: 'give each a name of its own; until then none of them changes anything',
  };
  if (!isFailed(first)) return { identity, problems: [problem] };
  const known = first.problems.some((other) => other.code === problem.code);
  return { identity, problems: known ? first.problems : [...first.problems, problem] };
}

/** Of what leaves and where from; without what is created or changed, so that it stays good while others move on. */
function withdrawalDigest(withdrawn: readonly Assignment[], moved: ReleaseDifference['moved']): Digest {
  const place = (one: Assignment): string => `${identityText(one.identity)} @ ${one.cluster}`;
  return digestOf({
    withdrawn: withdrawn.map(place).sort(),
    moved: moved.map(({ from, to }) => `${place(from)} → ${to.cluster}`).sort(),
  });
}

function guard(difference: ReleaseDifference, total: number, options: PlanReleaseOptions): Problem | undefined {
  const { maxWithdrawn, maxWithdrawnPercent } = options.guardrail ?? DEFAULT_GUARDRAIL;
  const leaving = [...difference.withdrawn, ...difference.moved.map(({ from }) => from)];
  const many = leaving.length > maxWithdrawn && leaving.length * 100 > total * maxWithdrawnPercent;
  const all = total > 0 && difference.withdrawn.length === total;
  const before = leaving.some((one) => options.stillHeld?.has(one.identity.name));
  if ((!many && !all && !before) || options.confirmed === difference.digest) return undefined;
  return {
    code: 'GUARDRAIL',
    message: `${leaving.length} of ${total} Applications would leave their clusters: ${namesOf(leaving)}`,
    hint: `if that is meant, confirm ${difference.digest.slice(0, 12)}; else restore them in Git. Until then they stay, and all else goes on`,
  };
}

const NAMED = 10;

function namesOf(leaving: readonly Assignment[]): string {
  const names = leaving.map((one) => one.identity.name).sort();
  const rest = names.length - NAMED;
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
