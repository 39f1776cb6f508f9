import type { Problem } from '@wheelhouse/core-domain';
import type { Candidate, Generated, Rejected } from './generated.ts';

export interface Expansion {
  /** Sorted by name; each name once. */
  readonly applications: readonly Generated[];
  /** Sorted by name. A live Application of such a name stays as it is: being rejected withdraws nothing. */
  readonly rejected: readonly Rejected[];
}

/** In order of their names; two of one name leave both out. */
export function judged(candidates: readonly Candidate[]): Expansion {
  const sorted = isSorted(candidates) ? candidates : candidates.toSorted(byName);
  const applications: Candidate[] = [];
  const rejected: Rejected[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const { name } = sorted[from]!;
    while (to < sorted.length && sorted[to]!.name === name) to += 1;
    const shared = name !== '' && to - from > 1 ? [duplicateProblem(name, to - from)] : undefined;
    for (let at = from; at < to; at++) {
      const one = sorted[at]!;
      const problems = shared ?? one.problems;
      if (problems.length === 0) applications.push(one);
      else rejected.push({ name, problems, origin: one.origin, object: one.object });
    }
  }
  return { applications, rejected };
}

const byName = (a: Candidate, b: Candidate): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** Most facts come in order, and then nothing is to be done. */
function isSorted(candidates: readonly Candidate[]): boolean {
  for (let at = 1; at < candidates.length; at++) if (candidates[at]!.name < candidates[at - 1]!.name) return false;
  return true;
}

const duplicateProblem = (name: string, count: number): Problem => ({
  code: 'DUPLICATE_NAME',
  message: `${count} Applications of this set are named ${name}; none of them is made`,
  where: 'spec.template.metadata.name',
  hint: 'put a parameter into the name that tells them apart',
});
