import type { Cluster, Generator, GENERATORS, Problem, RawTemplate, Result } from '@wheelhouse/core-domain';
import type { Params, TemplateRenderer, TypedPaths } from '@wheelhouse/core-template';
import type { Facts, FactsNeeds, GenerateSettings } from './facts.ts';

export type GeneratorName = (typeof GENERATORS)[number];

/** One set of parameters: what one Application is rendered from. */
export interface ParamSet {
  readonly params: Params;
  /** Which of them Go would hold as maps and lists of strings. */
  readonly typed: TypedPaths;
}

export const NO_PARAMS: ParamSet = { params: {}, typed: {} };

/** What a generator sees while it makes parameters. */
export interface Environment {
  readonly facts: Facts;
  readonly settings: GenerateSettings;
  readonly goTemplate: boolean;
  /** Of the set. */
  readonly set: { readonly name: string; readonly namespace: string };
  /** Renders the set's texts by the set's engine; paths in its problems begin with what is rendered. */
  readonly renderer: TemplateRenderer;
  /** The generator's path in its document, for problems. */
  readonly path: string;
  /** What the generators around this one made: within a matrix, the children before it. */
  readonly outer: ParamSet;
  /** The generators of an entry, ready to run. */
  readonly bind: (entry: Generator) => readonly BoundGenerator[];
}

/** One kind of generator: pure, order of its result not significant. */
export interface GeneratorKind<Spec extends { readonly template?: RawTemplate }> {
  /** All that it looks at, as far as that can be said with the facts that are there. */
  readonly needs: (spec: Spec, environment: Environment) => FactsNeeds;
  readonly generate: (spec: Spec, environment: Environment) => Result<ParamSet[], Problem[]>;
  /** What `generate` makes of one cluster. Only for kinds whose result is that of each cluster, and what no cluster changes. */
  readonly ofCluster?: (spec: Spec, cluster: Cluster, environment: Environment) => Result<ParamSet[], Problem[]>;
  /** Whether this spec is such a one; default: no. */
  readonly isByCluster?: (spec: Spec) => boolean;
}

/** One generator of an entry, ready to run. */
export interface BoundGenerator {
  readonly name: GeneratorName;
  readonly template: RawTemplate | undefined;
  readonly needs: (environment: Environment) => FactsNeeds;
  readonly generate: (environment: Environment) => Result<ParamSet[], Problem[]>;
  /** Where the result is made cluster by cluster. */
  readonly ofCluster: ((cluster: Cluster, environment: Environment) => Result<ParamSet[], Problem[]>) | undefined;
}

export const generatorProblem = (environment: Pick<Environment, 'path'>, message: string, hint?: string): Problem => ({
  code: 'GENERATOR_ERROR',
  message,
  where: environment.path,
  ...(hint && { hint }),
});
