import { err, ok, type ChildGenerator, type MatrixGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import { needsOfChild, runChild } from './children.ts';
import { joinedTexts, overlaidSets } from './combine.ts';
import { isKnown, joinedNeeds, type FactsNeeds } from './facts.ts';
import { generatorProblem, NO_PARAMS, type Environment, type GeneratorKind, type ParamSet } from './generator.ts';

/** A matrix of matrices grows fast: more than this is a mistake. */
const MAX_SETS = 200_000;

/**
 * `matrix`: each combination of what its children make, those of the first child outermost. In Go templates parameters are joined
 * in depth, and the earlier child wins; in fasttemplate two values of one name are an error.
 */
export const matrix: GeneratorKind<MatrixGenerator> = {
  needs: (spec, environment) => {
    const needs: FactsNeeds[] = [];
    let before: readonly ParamSet[] = [NO_PARAMS];
    for (const [index, child] of spec.generators.entries()) {
      const own = (child.templated ? before : [NO_PARAMS]).map((one) => needsOfChild(child, index, one, environment));
      needs.push(...own);
      const rest = spec.generators.slice(index + 1);
      const open = rest.some((one) => one.templated && looksFurther(one));
      const more = open && own.every((one) => isKnown(one, environment.facts));
      const next = more ? combinations(child, index, before, environment) : undefined;
      if (!next?.ok) return joinedNeeds([...needs, ...fixedNeeds(spec, index + 1, environment)]);
      before = next.value;
    }
    return joinedNeeds(needs);
  },
  generate: (spec, environment) => {
    let before: readonly ParamSet[] = [NO_PARAMS];
    for (const [index, child] of spec.generators.entries()) {
      const next = combinations(child, index, before, environment);
      if (!next.ok) return next;
      before = next.value;
    }
    return ok([...before]);
  },
};

/** What children say that are the same whatever was made before them: so they need not wait for it. */
const fixedNeeds = ({ generators }: MatrixGenerator, from: number, environment: Environment): FactsNeeds[] =>
  generators.flatMap((child, index) =>
    index < from || child.templated ? [] : [needsOfChild(child, index, NO_PARAMS, environment)],
  );

/** Lists and clusters have all that they need. */
function looksFurther({ generator }: ChildGenerator): boolean {
  const children = (generator.matrix ?? generator.merge)?.generators;
  return children ? children.some(looksFurther) : !generator.list && !generator.clusters;
}

/** Everything so far with everything that the child makes for it. */
function combinations(
  child: ChildGenerator,
  index: number,
  before: readonly ParamSet[],
  environment: Environment,
): Result<ParamSet[], Problem[]> {
  const fixed = child.templated ? undefined : runChild(child, index, NO_PARAMS, environment);
  const result: ParamSet[] = [];
  for (const one of before) {
    const made = fixed ?? runChild(child, index, one, environment);
    if (!made.ok) return made;
    for (const set of made.value) {
      const both = index === 0 ? ok(set) : combined(one, set, environment);
      if (!both.ok) return both;
      result.push(both.value);
    }
    if (result.length > MAX_SETS)
      return err([generatorProblem(environment, `the matrix makes more than ${MAX_SETS} sets of parameters`)]);
  }
  return ok(result);
}

function combined(first: ParamSet, second: ParamSet, environment: Environment): Result<ParamSet, Problem[]> {
  if (environment.goTemplate) return ok(overlaidSets(second, first));
  const texts = joinedTexts(first.params, second.params, environment.settings.numberFormat);
  if (texts.ok) return ok({ params: texts.value, typed: {} });
  const message = `two children make the parameter ${JSON.stringify(texts.error)} with different values`;
  const hint = 'give one of them another name, or use goTemplate: true, where the first counts';
  return err([generatorProblem(environment, message, hint)]);
}
