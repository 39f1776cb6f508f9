import {
  err,
  isMap,
  ok,
  parseApplication,
  type Application,
  type ApplicationSet,
  type FieldPath,
  type Generator,
  type KubeObject,
  type Parsed,
  type Problem,
  type Result,
} from '@wheelhouse/core-domain';
import { TemplateRenderer, type Params } from '@wheelhouse/core-template';
import { applicationObject } from './application-object.ts';
import { joinedNeeds, unknownOf, type Facts, type FactsRequest, type GenerateSettings } from './facts.ts';
import { mergeTemplate } from './merge-template.ts';
import { paramsMatch } from './post-selector.ts';
import { NO_PARAMS, type Environment } from './generator.ts';
import { generatorsOf, type GeneratorName } from './registry.ts';
import { applyTemplatePatch } from './template-patch.ts';

/** Where an Application came from: which entry of `spec.generators`, which generator of it, with which parameters. */
export interface Origin {
  readonly generator: number;
  readonly kind: GeneratorName;
  readonly params: Params;
}

export interface Generated {
  readonly application: Application;
  /** The same as the manifest that a person would have written. */
  readonly object: KubeObject;
  readonly origin: Origin;
  /** What of it has no effect. */
  readonly warnings: readonly Problem[];
}

/** An Application that is left out, with the reasons; the rest of the set is made. */
export interface Rejected {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly origin: Origin;
}

export interface Expansion {
  /** Sorted by name; each name once. */
  readonly applications: readonly Generated[];
  /** Sorted by name. A live Application of such a name stays as it is: being rejected withdraws nothing. */
  readonly rejected: readonly Rejected[];
}

/**
 * What has to be gathered before this set can be expanded, beyond what is known. Ask again with what was gathered: children of
 * a matrix may need more once those before them have run (`isGathered` says when it ends).
 */
export function factsNeeded(
  set: ApplicationSet,
  known: Facts = NOTHING,
  settings: GenerateSettings = {},
): FactsRequest {
  const needs = set.spec.generators.flatMap((entry, index) =>
    generatorsOf(entry).map((generator) =>
      generator.needs(environmentOf(`spec.generators[${index}].${generator.name}`, { set, facts: known, settings })),
    ),
  );
  return unknownOf(joinedNeeds(needs), known);
}

const NOTHING: Facts = { clusters: [], directories: new Map() };

/**
 * The Applications of a set. Any failing generator or template is an error of the whole set, and there is no result at all,
 * so that nothing can be withdrawn by mistake; what is wrong with one rendered Application only leaves that one out.
 * Whether its project and destination exist is for the caller, who knows them.
 */
export function expand(
  set: ApplicationSet,
  facts: Facts,
  settings: GenerateSettings = {},
): Result<Expansion, Problem[]> {
  const left = { applications: settings.maxApplications ?? MAX_APPLICATIONS };
  const expanding = { set, facts, settings, renderer: rendererOf(set, settings, ['spec', 'template']), left };
  const problems: Problem[] = [];
  const candidates: Candidate[] = [];
  set.spec.generators.forEach((entry, index) => {
    const made = expandEntry(entry, index, expanding);
    if (made.ok) candidates.push(...made.value);
    else problems.push(...made.error);
  });
  return problems.length > 0 ? err(problems) : ok(sorted(candidates));
}

const rendererOf = (set: ApplicationSet, settings: GenerateSettings, path: FieldPath): TemplateRenderer =>
  new TemplateRenderer({
    goTemplate: set.spec.goTemplate,
    options: set.spec.goTemplateOptions,
    path,
    ...(settings.numberFormat && { numberFormat: settings.numberFormat }),
  });

interface Expanding {
  readonly set: ApplicationSet;
  readonly facts: Facts;
  readonly settings: GenerateSettings;
  readonly renderer: TemplateRenderer;
  /** Applications that may still be made. */
  readonly left: { applications: number };
}

/** Each is a row, a line of a manifest and a render: what gives more is a mistake far more often than a wish. */
const MAX_APPLICATIONS = 50_000;

const environmentOf = (path: string, { set, facts, settings }: Omit<Expanding, 'renderer' | 'left'>): Environment => ({
  facts,
  settings,
  goTemplate: set.spec.goTemplate,
  set: set.metadata,
  renderer: rendererOf(set, settings, []),
  path,
  outer: NO_PARAMS,
  bind: generatorsOf,
});

interface Candidate {
  readonly object: KubeObject;
  readonly origin: Origin;
}

function expandEntry(entry: Generator, index: number, expanding: Expanding): Result<Candidate[], Problem[]> {
  const candidates: Candidate[] = [];
  for (const generator of generatorsOf(entry)) {
    const made = expandGenerator(generator, entry, index, expanding);
    if (!made.ok) return made;
    candidates.push(...made.value);
  }
  return ok(candidates);
}

function expandGenerator(
  generator: ReturnType<typeof generatorsOf>[number],
  entry: Generator,
  index: number,
  expanding: Expanding,
): Result<Candidate[], Problem[]> {
  const { set, settings, renderer, left } = expanding;
  const path = `spec.generators[${index}].${generator.name}`;
  const sets = generator.generate(environmentOf(path, expanding));
  if (!sets.ok) return sets;
  const template = mergeTemplate(generator.template, set.spec.template);
  const candidates: Candidate[] = [];
  for (const { params, typed } of sets.value) {
    if (entry.selector && !paramsMatch(entry.selector, params, settings)) continue;
    if (left.applications-- <= 0) return err([tooManyProblem(path, settings)]);
    const rendered = renderer.render(template, params, typed);
    if (!rendered.ok) return rendered;
    const object = patched(applicationObject(rendered.value, set, Object.keys(params).length > 0), set, () =>
      renderer.renderText(set.spec.templatePatch ?? '', params, typed),
    );
    if (!object.ok) return object;
    candidates.push({ object: object.value, origin: { generator: index, kind: generator.name, params } });
  }
  return ok(candidates);
}

const tooManyProblem = (where: string, { maxApplications = MAX_APPLICATIONS }: GenerateSettings): Problem => ({
  code: 'GENERATOR_ERROR',
  message: `the generators give more than ${maxApplications} Applications, which is all that one set may have`,
  where,
  hint: 'narrow the generators, or split the set; the hub has the setting WHEELHOUSE_MAX_APPLICATIONS_PER_SET',
});

/** With the set's `templatePatch`, if it has one; namespace and kind are not for it to change. */
function patched(
  object: KubeObject,
  set: ApplicationSet,
  render: () => Result<string, string>,
): Result<KubeObject, Problem[]> {
  if (set.spec.templatePatch === undefined) return ok(object);
  const text = render();
  if (!text.ok) {
    const message = `the template fails at ${text.error}`;
    return err([{ code: 'TEMPLATE_ERROR', message, where: 'spec.templatePatch' }]);
  }
  const merged = applyTemplatePatch(object, text.value);
  if (!merged.ok) return merged;
  const { apiVersion, kind } = object;
  const metadata = { ...(merged.value['metadata'] as KubeObject['metadata']), namespace: set.metadata.namespace };
  return ok({ ...merged.value, apiVersion, kind, metadata });
}

/** Judges each candidate by itself, and then for its name: two of one name leave both out. */
function sorted(candidates: readonly Candidate[]): Expansion {
  const counts = new Map<string, number>();
  for (const { object } of candidates) counts.set(nameOf(object), (counts.get(nameOf(object)) ?? 0) + 1);
  const applications: Generated[] = [];
  const rejected: Rejected[] = [];
  for (const { object, origin } of candidates) {
    const name = nameOf(object);
    const count = counts.get(name)!;
    const parsed = name !== '' && count > 1 ? err([duplicateProblem(name, count)]) : parseGenerated(object);
    if (parsed.ok) {
      const { value: application, warnings } = parsed.value;
      applications.push({ application, object, origin, warnings });
    } else rejected.push({ name, problems: parsed.error, origin });
  }
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return {
    applications: applications.sort((a, b) => byName(a.application.metadata, b.application.metadata)),
    rejected: rejected.sort(byName),
  };
}

function parseGenerated(object: KubeObject): Result<Parsed<Application>> {
  const spec = object['spec'];
  if (isMap(spec) && spec['project'] === '') {
    const hint = 'the project that everybody has is default';
    return err([{ code: 'MISSING_FIELD', message: 'spec.project is empty', where: 'spec.project', hint }]);
  }
  const name = nameOf(object);
  return parseApplication(object, { locate: (path) => (name ? `Application ${name}: ${path}` : path) });
}

const nameOf = (object: KubeObject): string => (typeof object.metadata.name === 'string' ? object.metadata.name : '');

const duplicateProblem = (name: string, count: number): Problem => ({
  code: 'DUPLICATE_NAME',
  message: `${count} Applications of this set are named ${name}; none of them is made`,
  where: 'spec.template.metadata.name',
  hint: 'put a parameter into the name that tells them apart',
});
