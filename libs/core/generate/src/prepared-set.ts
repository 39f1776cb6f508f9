import type { ApplicationSet, FieldPath, Generator, LabelSelector } from '@wheelhouse/core-domain';
import { TemplateRenderer } from '@wheelhouse/core-template';
import type { Facts, GenerateSettings } from './facts.ts';
import type { Place } from './generated.ts';
import { NO_PARAMS, type BoundGenerator, type Environment } from './generator.ts';
import { compileCandidates, type MakeCandidate } from './make-candidate.ts';
import { mergeTemplate } from './merge-template.ts';
import { generatorsOf } from './registry.ts';

/** One generator of a set, with the template that its parameters go into. */
export interface PreparedGenerator {
  readonly generator: BoundGenerator;
  /** In the set's document, for problems. */
  readonly path: string;
  readonly place: Place;
  /** Of the entry: which parameters count. */
  readonly selector: LabelSelector | undefined;
  readonly make: MakeCandidate;
}

/** A set whose templates are compiled; it does not know the facts. */
export interface PreparedSet {
  readonly set: ApplicationSet;
  readonly settings: GenerateSettings;
  /** By entry of `spec.generators`. */
  readonly entries: readonly (readonly PreparedGenerator[])[];
  /** Of the generators' own texts. */
  readonly renderer: TemplateRenderer;
}

const PREPARED = new WeakMap<ApplicationSet, PreparedSet>();

/** Once for a set and its settings, as long as somebody has the set. */
export function preparedSet(set: ApplicationSet, settings: GenerateSettings): PreparedSet {
  const known = PREPARED.get(set);
  if (known?.settings === settings) return known;
  const prepared = prepare(set, settings);
  PREPARED.set(set, prepared);
  return prepared;
}

function prepare(set: ApplicationSet, settings: GenerateSettings): PreparedSet {
  const renderer = rendererOf(set, settings, ['spec', 'template']);
  const entries = set.spec.generators.map((entry, index) => prepareEntry(entry, index, { set, settings, renderer }));
  return { set, settings, entries, renderer: rendererOf(set, settings, []) };
}

const prepareEntry = (
  entry: Generator,
  index: number,
  making: Parameters<typeof compileCandidates>[1],
): PreparedGenerator[] =>
  generatorsOf(entry).map((generator) => ({
    generator,
    path: `spec.generators[${index}].${generator.name}`,
    place: { generator: index, kind: generator.name },
    selector: entry.selector,
    make: compileCandidates(mergeTemplate(generator.template, making.set.spec.template), making),
  }));

const rendererOf = (set: ApplicationSet, settings: GenerateSettings, path: FieldPath): TemplateRenderer =>
  new TemplateRenderer({
    goTemplate: set.spec.goTemplate,
    options: set.spec.goTemplateOptions,
    path,
    ...(settings.numberFormat && { numberFormat: settings.numberFormat }),
    ...(settings.capabilities && { capabilities: settings.capabilities }),
  });

/** What one generator of a set sees. */
export const environmentOf = ({ set, settings, renderer }: PreparedSet, path: string, facts: Facts): Environment => ({
  facts,
  settings,
  goTemplate: set.spec.goTemplate,
  set: set.metadata,
  renderer,
  path,
  outer: NO_PARAMS,
  bind: generatorsOf,
});
