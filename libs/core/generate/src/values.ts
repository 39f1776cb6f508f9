import { err, ok, type Problem, type Result } from '@wheelhouse/core-domain';
import type { Params, TypedPaths } from '@wheelhouse/core-template';
import { overlaidSets, typedOfBoth } from './combine.ts';
import { generatorProblem, type Environment, type ParamSet } from './generator.ts';
import { paramsInWords } from './params-in-words.ts';

/**
 * Adds a generator's `values` to a set: each rendered against the generator's own parameters, and within a matrix those of the
 * children before it, so that values cannot feed one another and grow. `.values` is a map in Go templates; fasttemplate has
 * flat keys `values.<k>`.
 */
export function withValues(
  set: ParamSet,
  values: Readonly<Record<string, string>>,
  environment: Environment,
): Result<ParamSet, Problem[]> {
  const entries = Object.entries(values);
  if (entries.length === 0) return ok(set);
  const { outer, renderer } = environment;
  const seen = Object.keys(outer.params).length === 0 ? set : overlaidSets(set, outer);
  const rendered: [string, string][] = [];
  for (const [key, value] of entries) {
    const result = renderer.renderText(value, seen.params, seen.typed);
    if (!result.ok)
      return err([
        generatorProblem(
          environment,
          `the template of values.${key} fails at ${result.error}`,
          paramsInWords(seen.params, result.error),
        ),
      ]);
    rendered.push([key, result.value]);
  }
  return ok(withRendered(set, rendered, environment));
}

/** With values as they are. */
export function withRendered(
  set: ParamSet,
  values: readonly (readonly [string, string])[],
  { goTemplate }: Pick<Environment, 'goTemplate'>,
): ParamSet {
  if (values.length === 0) return set;
  if (goTemplate)
    return {
      params: { ...set.params, values: Object.fromEntries(values) },
      typed: typedOfBoth(set.typed, VALUES),
    };
  const flat = values.map(([key, value]) => [`values.${key}`, value]);
  return { ...set, params: { ...set.params, ...(Object.fromEntries(flat) as Params) } };
}

const VALUES: TypedPaths = { stringMaps: ['values'] };

/** The same for many sets; the first that fails fails all. */
export function allWithValues(
  sets: ParamSet[],
  values: Readonly<Record<string, string>>,
  environment: Environment,
): Result<ParamSet[], Problem[]> {
  if (Object.keys(values).length === 0) return ok(sets);
  const result: ParamSet[] = [];
  for (const set of sets) {
    const added = withValues(set, values, environment);
    if (!added.ok) return added;
    result.push(added.value);
  }
  return ok(result);
}
