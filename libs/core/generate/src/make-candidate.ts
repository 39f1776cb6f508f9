import {
  canonicalJson,
  digestText,
  err,
  ok,
  type ApplicationSet,
  type KubeObject,
  type Problem,
  type RawTemplate,
  type Result,
} from '@wheelhouse/core-domain';
import type { TemplateRenderer } from '@wheelhouse/core-template';
import { applicationObject } from './application-object.ts';
import type { GenerateSettings } from './facts.ts';
import type { Candidate, Place } from './generated.ts';
import type { ParamSet } from './generator.ts';
import { plainCandidate } from './plain-candidate.ts';
import { Stencil } from './stencil.ts';
import { applyTemplatePatch } from './template-patch.ts';

/** What one set of parameters gives; an error is one of the whole set. */
export type MakeCandidate = (params: ParamSet, place: Place) => Result<Candidate, Problem[]>;

interface Making {
  readonly set: ApplicationSet;
  readonly renderer: TemplateRenderer;
  readonly settings: GenerateSettings;
}

/** By a stencil where Applications differ in texts only; without parameters nothing is rendered. */
export function compileCandidates(template: RawTemplate, making: Making): MakeCandidate {
  const stencil = Stencil.of(template, making.set, making.renderer, making.settings);
  return (one, place) =>
    stencil && hasMembers(one.params) ? stencil.candidate(one, place) : wholeCandidate(template, one, place, making);
}

/** Rendered, patched and parsed by itself: what a stencil's candidates are equal to. */
export function wholeCandidate(
  template: RawTemplate,
  from: ParamSet,
  place: Place,
  { set, renderer, settings }: Making,
): Result<Candidate, Problem[]> {
  const { params, typed } = from;
  const rendered = renderer.render(template, params, typed);
  if (!rendered.ok) return rendered;
  const object = patched(applicationObject(rendered.value, set, hasMembers(params)), set, () =>
    renderer.renderText(set.spec.templatePatch ?? '', params, typed),
  );
  if (!object.ok) return object;
  const hash = settings.digestText ?? digestText;
  return ok(plainCandidate(object.value, from, place, (whole) => hash(canonicalJson(whole))));
}

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

function hasMembers(params: object): boolean {
  for (const key in params) if (Object.hasOwn(params, key)) return true;
  return false;
}
