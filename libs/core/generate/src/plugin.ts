import { err, isMap, ok, type PluginGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import { pluginKey, type PluginRequest } from './facts.ts';
import { flatten } from './flatten.ts';
import { generatorProblem, type Environment, type GeneratorKind, type ParamSet } from './generator.ts';
import { allWithValues } from './values.ts';

/** `plugin`: each map of the answer, with what was asked below `generator.input.parameters`. */
export const plugin: GeneratorKind<PluginGenerator> = {
  needs: (spec, environment) => ({ plugins: [requestOf(spec, environment)] }),
  generate: (spec, environment) => {
    const answer = environment.facts.plugins?.get(pluginKey(requestOf(spec, environment)));
    if (!answer)
      return err([generatorProblem(environment, `what the plugin of ${spec.configMapRef} answers is not known`)]);
    const sets = setsOf(answer, spec, environment);
    return sets.ok ? allWithValues(sets.value, spec.values, environment) : sets;
  },
};

const requestOf = (
  { configMapRef, parameters, requeueAfterSeconds }: PluginGenerator,
  { set }: Environment,
): PluginRequest => ({
  configMapRef,
  parameters,
  applicationSetName: set.name,
  ...(requeueAfterSeconds !== undefined && { requeueAfterSeconds }),
});

function setsOf(
  answer: readonly unknown[],
  { configMapRef, parameters }: PluginGenerator,
  environment: Environment,
): Result<ParamSet[], Problem[]> {
  const generator = { input: { parameters } };
  const sets: ParamSet[] = [];
  for (const [index, one] of answer.entries()) {
    if (!isMap(one))
      return err([
        generatorProblem(environment, `the plugin of ${configMapRef}: output.parameters[${index}] is no map`),
      ]);
    const params = environment.goTemplate ? one : flatten(one, environment.settings.numberFormat);
    sets.push({ params: { ...params, generator }, typed: {} });
  }
  return ok(sets);
}
