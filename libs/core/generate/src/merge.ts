import { canonicalJson, err, ok, type MergeGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import { needsOfChild, runChild } from './children.ts';
import { asTexts, overlaidSets } from './combine.ts';
import { generatorProblem, NO_PARAMS, type Environment, type GeneratorKind, type ParamSet } from './generator.ts';
import { joinedNeeds } from './facts.ts';

/**
 * `merge`: the sets of the first child, each with those of the other children laid over it that have equal values for the keys.
 * A key that is absent equals null; sets that no set of the first child equals are dropped.
 */
export const merge: GeneratorKind<MergeGenerator> = {
  needs: ({ generators }, environment) =>
    joinedNeeds(generators.map((child, index) => needsOfChild(child, index, NO_PARAMS, environment))),
  generate: (spec, environment) => {
    const keys = keysOf(spec, environment);
    if (!keys.ok) return keys;
    const layers: Map<string, ParamSet>[] = [];
    for (const [index, child] of spec.generators.entries()) {
      const made = runChild(child, index, NO_PARAMS, environment);
      if (!made.ok) return made;
      const layer = byKey(made.value, keys.value);
      if (typeof layer === 'string') return err([notUnique(layer, index, environment)]);
      layers.push(layer);
    }
    const [base = new Map<string, ParamSet>(), ...others] = layers;
    return ok(
      [...base].map(([key, set]) => others.reduce((so, other) => laidOver(so, other.get(key), environment), set)),
    );
  },
};

function keysOf({ mergeKeys }: MergeGenerator, { renderer, outer, path }: Environment): Result<string[], Problem[]> {
  const keys: string[] = [];
  for (const [index, key] of mergeKeys.entries()) {
    const rendered = renderer.renderText(key, outer.params, outer.typed);
    const where = { path: `${path}.mergeKeys[${index}]` };
    if (!rendered.ok) return err([generatorProblem(where, `the template fails at ${rendered.error}`)]);
    keys.push(rendered.value);
  }
  return ok(keys);
}

/** The values of the keys that two sets share is what it gives where they are not told apart. */
function byKey(sets: readonly ParamSet[], keys: readonly string[]): Map<string, ParamSet> | string {
  const result = new Map<string, ParamSet>();
  for (const set of sets) {
    const values = keys.map((key) => [key, Object.hasOwn(set.params, key) ? (set.params[key] ?? null) : null]);
    const key = canonicalJson(Object.fromEntries(values));
    if (result.has(key)) return key;
    result.set(key, set);
  }
  return result;
}

function laidOver(base: ParamSet, over: ParamSet | undefined, { goTemplate, settings }: Environment): ParamSet {
  if (!over) return base;
  if (goTemplate) return overlaidSets(base, over);
  const { numberFormat } = settings;
  return { params: { ...asTexts(base.params, numberFormat), ...asTexts(over.params, numberFormat) }, typed: {} };
}

const notUnique = (key: string, index: number, environment: Environment): Problem =>
  generatorProblem(
    { path: `${environment.path}.generators[${index}]` },
    `two sets of parameters of this child have the same values for the keys: ${key.slice(0, 200)}`,
    'add a key to mergeKeys that tells them apart',
  );
