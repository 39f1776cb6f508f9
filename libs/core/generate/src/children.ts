import {
  err,
  ok,
  parseGenerator,
  type ChildGenerator,
  type Generator,
  type Problem,
  type Result,
} from '@wheelhouse/core-domain';
import { overlaidSets } from './combine.ts';
import type { FactsNeeds } from './facts.ts';
import type { Environment, ParamSet } from './generator.ts';
import { paramsMatch } from './post-selector.ts';

/** The parameters of one child, which its own selector takes; `before`: what the children before it made. */
export function runChild(
  child: ChildGenerator,
  index: number,
  before: ParamSet,
  environment: Environment,
): Result<ParamSet[], Problem[]> {
  const place = placeOf(index, before, environment);
  const generator = renderedChild(child, place);
  if (!generator.ok) return generator;
  const [bound] = environment.bind(generator.value);
  if (!bound) return ok([]);
  const sets = bound.generate({ ...place, path: `${place.path}.${bound.name}` });
  const { selector } = child.generator;
  if (!sets.ok || !selector) return sets;
  return ok(sets.value.filter(({ params }) => paramsMatch(selector, params, environment.settings)));
}

/** What one child looks at; nothing where it cannot be rendered, which running it will tell. */
export function needsOfChild(
  child: ChildGenerator,
  index: number,
  before: ParamSet,
  environment: Environment,
): FactsNeeds {
  const place = placeOf(index, before, environment);
  const generator = renderedChild(child, place);
  const [bound] = generator.ok ? environment.bind(generator.value) : [];
  return bound ? bound.needs({ ...place, path: `${place.path}.${bound.name}` }) : {};
}

/** Where several made a parameter, the outermost counts, as it would if each were rendered after the other. */
const placeOf = (index: number, before: ParamSet, environment: Environment): Environment => ({
  ...environment,
  path: `${environment.path}.generators[${index}]`,
  outer: overlaidSets(before, environment.outer),
});

/**
 * A child with the parameters in its texts. Children of a child are rendered when it is their turn: they may name parameters of
 * their own siblings. Values are rendered later still, with the generator's own parameters.
 */
function renderedChild(child: ChildGenerator, { outer, renderer, path }: Environment): Result<Generator, Problem[]> {
  const { generator, raw, templated } = child;
  if (!templated || generator.matrix || generator.merge || Object.keys(outer.params).length === 0) return ok(generator);
  const rendered = renderer.render(raw, outer.params, outer.typed);
  if (!rendered.ok) return err(rendered.error.map((problem) => ({ ...problem, where: `${path}.${problem.where}` })));
  if (rendered.value === raw) return ok(generator);
  const parsed = parseGenerator(rendered.value);
  if (!parsed.ok) return err(parsed.error.map((problem) => ({ ...problem, where: path })));
  return ok(withValuesOf(generator, parsed.value.value));
}

function withValuesOf(written: Generator, rendered: Generator): Generator {
  const entries = Object.entries(rendered).map(([name, spec]) => {
    const { values } = (written[name as keyof Generator] ?? {}) as { readonly values?: unknown };
    return [name, values === undefined ? spec : { ...(spec as object), values }];
  });
  return Object.fromEntries(entries) as Generator;
}
