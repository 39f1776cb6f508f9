import { err, ok, type Problem, type Result } from '@wheelhouse/core-domain';
import { compileExpression } from '@wheelhouse/core-template';
import { generatorProblem, type Environment } from './generator.ts';

export type Matches = (text: string) => boolean;

/** The expressions of a filter by name; without one everything matches. A broken one is an error that names its field. */
export function compileFilter<T extends string>(
  filter: { readonly [K in T]?: string },
  names: readonly T[],
  environment: Pick<Environment, 'path'>,
): Result<{ readonly [K in T]?: Matches }, Problem[]> {
  const compiled: [T, Matches][] = [];
  for (const name of names) {
    const pattern = filter[name];
    if (pattern === undefined) continue;
    const one = compileExpression(pattern);
    if (!one.ok)
      return err([generatorProblem({ path: `${environment.path}.${name}` }, `broken expression: ${one.error}`)]);
    compiled.push([name, one.value]);
  }
  return ok(Object.fromEntries(compiled) as { readonly [K in T]?: Matches });
}

/** Every filter of a list, or the first that is broken. */
export function compileFilters<F, C>(
  filters: readonly F[],
  compile: (filter: F, path: string) => Result<C, Problem[]>,
  { path }: Pick<Environment, 'path'>,
): Result<C[], Problem[]> {
  const compiled: C[] = [];
  for (const [index, filter] of filters.entries()) {
    const one = compile(filter, `${path}.filters[${index}]`);
    if (!one.ok) return one;
    compiled.push(one.value);
  }
  return ok(compiled);
}
