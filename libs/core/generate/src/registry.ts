import { GENERATORS, type Generator } from '@wheelhouse/core-domain';
import { clusterDecisionResource } from './cluster-decisions.ts';
import { clusters } from './clusters.ts';
import type { BoundGenerator, GeneratorKind, GeneratorName } from './generator.ts';
import { git } from './git.ts';
import { list } from './list.ts';
import { matrix } from './matrix.ts';
import { merge } from './merge.ts';
import { plugin } from './plugin.ts';
import { pullRequest } from './pull-requests.ts';
import { scmProvider } from './scm-provider.ts';

type Registry = { readonly [K in GeneratorName]: GeneratorKind<NonNullable<Generator[K]>> };

/** A new generator is one file and one line here. */
const registry: Registry = {
  list,
  clusters,
  git,
  matrix,
  merge,
  clusterDecisionResource,
  plugin,
  scmProvider,
  pullRequest,
};

/** Every generator that an entry names: all of them run. */
export const generatorsOf = (entry: Generator): readonly BoundGenerator[] =>
  GENERATORS.flatMap((name) => bind(name, entry[name]));

function bind<K extends GeneratorName>(name: K, spec: Generator[K]): readonly BoundGenerator[] {
  if (spec === undefined) return [];
  const kind = registry[name];
  const given = spec as NonNullable<Generator[K]>;
  return [
    {
      name,
      template: given.template,
      needs: (environment) => kind.needs(given, environment),
      generate: (environment) => kind.generate(given, environment),
      ofCluster: kind.isByCluster?.(given)
        ? (cluster, environment) => kind.ofCluster!(given, cluster, environment)
        : undefined,
    },
  ];
}
