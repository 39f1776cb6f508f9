import { err, ok, type ApplicationSet, type Problem, type Result } from '@wheelhouse/core-domain';
import { expandChanged } from './expand-changed.ts';
import { joinedNeeds, unknownOf, type Facts, type FactsRequest, type GenerateSettings } from './facts.ts';
import type { Candidate } from './generated.ts';
import { judged, type Expansion } from './judged.ts';
import { paramsInWords } from './params-in-words.ts';
import { paramsMatch } from './post-selector.ts';
import { environmentOf, preparedSet, type PreparedGenerator, type PreparedSet } from './prepared-set.ts';

/**
 * What has to be gathered before this set can be expanded, beyond what is known. Ask again with what was gathered: children of
 * a matrix may need more once those before them have run (`isGathered` says when it ends).
 */
export function factsNeeded(
  set: ApplicationSet,
  known: Facts = NOTHING,
  settings: GenerateSettings = NO_SETTINGS,
): FactsRequest {
  const prepared = preparedSet(set, settings);
  const needs = prepared.entries
    .flat()
    .map(({ generator, path }) => generator.needs(environmentOf(prepared, path, known)));
  return unknownOf(joinedNeeds(needs), known);
}

const NOTHING: Facts = { clusters: [], directories: new Map() };
/** One object for all: what is prepared for a set is kept for its settings. */
const NO_SETTINGS: GenerateSettings = {};

/** Each is a row, a line of a manifest and a render: what gives more is a mistake far more often than a wish. */
export const MAX_APPLICATIONS = 50_000;

/**
 * The Applications of a set. Any failing generator or template is an error of the whole set, and there is no result at all,
 * so that nothing can be withdrawn by mistake; what is wrong with one rendered Application only leaves that one out.
 * Whether its project and destination exist is for the caller, who knows them.
 *
 * `before`: what this gave the last time for the same set and settings (the same objects). Where only clusters are others since
 * then, only their Applications are made anew; clusters that are the same object are unchanged. The same expansion comes
 * back where nothing of it is affected.
 */
export function expand(
  set: ApplicationSet,
  facts: Facts,
  settings: GenerateSettings = NO_SETTINGS,
  before?: Expansion,
): Result<Expansion, Problem[]> {
  const prepared = preparedSet(set, settings);
  const again = before && expandAgain(prepared, before, facts);
  const expansion: Result<Expansion, Problem[]> = again ? ok(again) : expandWhole(prepared, facts);
  if (expansion.ok) WORLDS.set(expansion.value, { prepared, facts });
  return expansion;
}

function expandAgain(prepared: PreparedSet, before: Expansion, facts: Facts): Expansion | undefined {
  const world = WORLDS.get(before);
  return world?.prepared === prepared ? expandChanged(prepared, { before, was: world.facts, facts }) : undefined;
}

/** What an expansion was made from. */
const WORLDS = new WeakMap<Expansion, { readonly prepared: PreparedSet; readonly facts: Facts }>();

function expandWhole(prepared: PreparedSet, facts: Facts): Result<Expansion, Problem[]> {
  const expanding = { prepared, facts, left: prepared.settings.maxApplications ?? MAX_APPLICATIONS, candidates: [] };
  const problems = prepared.entries.flatMap((entry) => expandEntry(entry, expanding));
  return problems.length > 0 ? err(problems) : ok(judged(expanding.candidates));
}

interface Expanding {
  readonly prepared: PreparedSet;
  readonly facts: Facts;
  /** Applications that may still be made. */
  left: number;
  readonly candidates: Candidate[];
}

/** Problems of the first generator that has any. */
function expandEntry(entry: readonly PreparedGenerator[], expanding: Expanding): readonly Problem[] {
  for (const generator of entry) {
    const problems = expandGenerator(generator, expanding);
    if (problems.length > 0) return problems;
  }
  return NO_PROBLEMS;
}

function expandGenerator(
  { generator, path, place, selector, make }: PreparedGenerator,
  expanding: Expanding,
): readonly Problem[] {
  const { prepared, facts, candidates } = expanding;
  const { settings } = prepared;
  const sets = generator.generate(environmentOf(prepared, path, facts));
  if (!sets.ok) return sets.error;
  for (const one of sets.value) {
    if (selector && !paramsMatch(selector, one.params, settings)) continue;
    if (expanding.left-- <= 0) return [tooManyProblem(path, settings)];
    const made = make(one, place);
    if (!made.ok)
      return made.error.map((problem) => ({ hint: paramsInWords(one.params, problem.message), ...problem }));
    candidates.push(made.value);
  }
  return NO_PROBLEMS;
}

const NO_PROBLEMS: readonly Problem[] = [];

const tooManyProblem = (where: string, { maxApplications = MAX_APPLICATIONS }: GenerateSettings): Problem => ({
  code: 'GENERATOR_ERROR',
  message: `the generators give more than ${maxApplications} Applications, which is all that one set may have`,
  where,
  hint: 'narrow the generators, or split the set; the hub has the setting WHEELHOUSE_MAX_APPLICATIONS_PER_SET',
});
