import { err, ok, type Problem, type Result } from '@wheelhouse/core-domain';
import type { Params } from '@wheelhouse/core-template';
import { generatorProblem, type Environment, type ParamSet } from './generator.ts';

/**
 * Adds a generator's `values` to a set: each rendered against the generator's own parameters only, so that they cannot feed
 * one another and grow. `.values` is a map in Go templates; fasttemplate has flat keys `values.<k>`.
 */
export function withValues(
  set: ParamSet,
  values: Readonly<Record<string, string>>,
  environment: Environment,
): Result<ParamSet, Problem[]> {
  const entries = Object.entries(values);
  if (entries.length === 0) return ok(set);
  const rendered: [string, string][] = [];
  for (const [key, value] of entries) {
    const result = environment.renderer.renderText(value, set.params, set.typed);
    if (!result.ok)
      return err([generatorProblem(environment, `the template of values.${key} fails at ${result.error}`)]);
    rendered.push([key, result.value]);
  }
  if (!environment.goTemplate) {
    return ok({
      ...set,
      params: joined(
        set.params,
        rendered.map(([key, value]) => [`values.${key}`, value]),
      ),
    });
  }
  const params = joined(set.params, [['values', Object.fromEntries(rendered)]]);
  return ok({ params, typed: { ...set.typed, stringMaps: [...(set.typed.stringMaps ?? []), 'values'] } });
}

const joined = (params: Params, entries: readonly [string, unknown][]): Params =>
  Object.fromEntries([...Object.entries(params), ...entries]);

/** The same for many sets; the first that fails fails all. */
export function allWithValues(
  sets: readonly ParamSet[],
  values: Readonly<Record<string, string>>,
  environment: Environment,
): Result<ParamSet[], Problem[]> {
  const result: ParamSet[] = [];
  for (const set of sets) {
    const added = withValues(set, values, environment);
    if (!added.ok) return added;
    result.push(added.value);
  }
  return ok(result);
}
