import type { Problem, RawTemplate, Result } from '@wheelhouse/core-domain';
import type { Params, TemplateRenderer, TypedPaths } from '@wheelhouse/core-template';
import type { Facts, FactsRequest, GenerateSettings } from './facts.ts';

/** One set of parameters: what one Application is rendered from. */
export interface ParamSet {
  readonly params: Params;
  /** Which of them Go would hold as maps and lists of strings. */
  readonly typed: TypedPaths;
}

/** What a generator sees while it makes parameters. */
export interface Environment {
  readonly facts: Facts;
  readonly settings: GenerateSettings;
  readonly goTemplate: boolean;
  /** Renders the set's texts by the set's engine. */
  readonly renderer: TemplateRenderer;
  /** The generator's path in its document, for problems. */
  readonly path: string;
}

/** One kind of generator: pure, order of its result not significant. */
export interface GeneratorKind<Spec extends { readonly template?: RawTemplate }> {
  readonly needs: (spec: Spec) => Partial<FactsRequest>;
  readonly generate: (spec: Spec, environment: Environment) => Result<ParamSet[], Problem[]>;
}

export const generatorProblem = (environment: Environment, message: string, hint?: string): Problem => ({
  code: 'GENERATOR_ERROR',
  message,
  where: environment.path,
  ...(hint && { hint }),
});
