import type {
  ClustersGenerator,
  Generator,
  GitGenerator,
  ListGenerator,
  Problem,
  RawTemplate,
  Result,
} from '@wheelhouse/core-domain';
import { clusters } from './clusters.ts';
import type { FactsRequest } from './facts.ts';
import type { Environment, GeneratorKind, ParamSet } from './generator.ts';
import { git } from './git.ts';
import { list } from './list.ts';

export interface GeneratorSpecs {
  readonly list: ListGenerator;
  readonly clusters: ClustersGenerator;
  readonly git: GitGenerator;
}

export type GeneratorName = keyof GeneratorSpecs;

/** A new generator is one file and one line here. */
const registry: { readonly [K in GeneratorName]: GeneratorKind<GeneratorSpecs[K]> } = { list, clusters, git };

/** One generator of an entry, ready to run. */
export interface BoundGenerator {
  readonly name: GeneratorName;
  readonly template: RawTemplate | undefined;
  readonly needs: () => Partial<FactsRequest>;
  readonly generate: (environment: Environment) => Result<ParamSet[], Problem[]>;
}

/** Every generator that an entry names: all of them run. */
export const generatorsOf = (entry: Generator): BoundGenerator[] =>
  (Object.keys(registry) as GeneratorName[]).flatMap((name) => bind(name, entry[name]));

function bind<K extends GeneratorName>(name: K, spec: GeneratorSpecs[K] | undefined): BoundGenerator[] {
  if (spec === undefined) return [];
  const kind = registry[name];
  return [
    {
      name,
      template: spec.template,
      needs: () => kind.needs(spec),
      generate: (environment) => kind.generate(spec, environment),
    },
  ];
}
