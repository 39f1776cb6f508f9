import { canonicalJson, type RawTemplate } from '@wheelhouse/core-domain';
import { TemplateRenderer } from '@wheelhouse/core-template';
import fc from 'fast-check';
import { applicationSet } from './fixtures.ts';
import type { Candidate } from './generated.ts';
import { compileCandidates, wholeCandidate } from './make-candidate.ts';

/** Every kind of text that an Application has, and some that it does not have. */
const PLACES = [
  'metadata.name',
  'metadata.namespace',
  'metadata.labels.l',
  'metadata.annotations.a',
  'metadata.finalizers.0',
  'spec.project',
  'spec.source.repoURL',
  'spec.source.targetRevision',
  'spec.source.path',
  'spec.source.ref',
  'spec.source.name',
  'spec.source.chart',
  'spec.source.directory.include',
  'spec.source.directory.exclude',
  'spec.source.kustomize.namePrefix',
  'spec.source.kustomize.nameSuffix',
  'spec.source.kustomize.namespace',
  'spec.source.kustomize.version',
  'spec.source.kustomize.images.0',
  'spec.source.kustomize.components.0',
  'spec.source.kustomize.commonLabels.x',
  'spec.source.kustomize.commonAnnotations.x',
  'spec.source.kustomize.replicas.0.count',
  'spec.source.kustomize.patches.0.patch',
  'spec.source.helm.releaseName',
  'spec.source.helm.values',
  'spec.source.helm.version',
  'spec.source.helm.namespace',
  'spec.source.helm.valueFiles.0',
  'spec.source.helm.parameters.0.name',
  'spec.source.helm.parameters.0.value',
  'spec.source.helm.valuesObject.x.y',
  'spec.sources.0.repoURL',
  'spec.sources.0.path',
  'spec.destination.name',
  'spec.destination.server',
  'spec.destination.namespace',
  'spec.syncPolicy.syncOptions.0',
  'spec.syncPolicy.retry.backoff.duration',
  'spec.syncPolicy.managedNamespaceMetadata.labels.l',
  'spec.syncPolicy.managedNamespaceMetadata.annotations.a',
  'spec.ignoreDifferences.0.kind',
  'spec.ignoreDifferences.0.group',
  'spec.ignoreDifferences.0.jsonPointers.0',
  'spec.ignoreDifferences.0.jqPathExpressions.0',
  'spec.info.0.name',
  'spec.info.0.value',
  'spec.unheardOf',
] as const;

const VALUES = [
  'a',
  'b-c',
  'b-c',
  '1',
  '',
  ' ',
  '.',
  '..',
  './a//b/',
  'a/../../b',
  '/a',
  'UPPER',
  '-',
  'x'.repeat(64),
  'x.y',
  '5m',
  '\0',
  'é',
  '\ud800',
];

const BASE: RawTemplate = {
  metadata: { name: 'x' },
  spec: { project: 'p', source: { repoURL: 'u', path: '.' }, destination: { name: 'd' } },
};

/** The template with a text at a place; numbers are places in lists. */
function put(value: unknown, [step, ...rest]: readonly string[], text: string): unknown {
  if (step === undefined) return text;
  if (/^\d+$/.test(step)) {
    const [first] = Array.isArray(value) ? (value as unknown[]) : [];
    return [put(first, rest, text)];
  }
  const map = (value ?? {}) as Readonly<Record<string, unknown>>;
  return { ...map, [step]: put(map[step], rest, text) };
}

const texts = (goTemplate: boolean): fc.Arbitrary<string> => {
  const tag = (name: string): string => (goTemplate ? `{{ .${name} }}` : `{{${name}}}`);
  const common = ['constant', tag('a'), tag('b'), `x-${tag('a')}`, `${tag('a')}-${tag('b')}`, `${tag('a')}/x`];
  const go = ['{{ if eq .a "a" }}{{ .b }}{{ end }}', '{{ .a | upper }}', '{{ .m.k }}', '{{ .toString }}', '{{ .n }}'];
  return fc.constantFrom(...common, ...(goTemplate ? go : [tag('missing'), tag('n')]));
};

const templates = (goTemplate: boolean): fc.Arbitrary<RawTemplate> =>
  fc
    .array(fc.tuple(fc.constantFrom(...PLACES), texts(goTemplate)), { maxLength: 5 })
    .map((all) => all.reduce((so, [place, text]) => put(so, place.split('.'), text) as RawTemplate, BASE));

const paramSets = fc.array(
  fc.record({
    a: fc.constantFrom(...VALUES),
    b: fc.constantFrom(...VALUES),
    n: fc.constantFrom(1, true, null, 'text'),
    m: fc.record({ k: fc.constantFrom(...VALUES) }),
  }),
  { minLength: 1, maxLength: 8 },
);

const place = { generator: 0, kind: 'list' } as const;
const settings = {};
const shown = (one: Candidate): unknown => {
  const { name, problems, origin } = one;
  if (problems.length > 0) return { name, problems, origin };
  return { name, origin, object: one.object, application: one.application, warnings: one.warnings };
};

describe('a stencil', () => {
  it.each([
    ['Go templates', true],
    ['fasttemplate', false],
  ])('gives what each Application rendered and parsed by itself gives: %s', (_, goTemplate) => {
    const cases = fc.tuple(templates(goTemplate), paramSets, fc.boolean());
    fc.assert(
      fc.property(cases, ([template, params, preserve]) => {
        const set = applicationSet([], {
          goTemplate,
          template: BASE,
          syncPolicy: { preserveResourcesOnDeletion: preserve },
        });
        const renderer = new TemplateRenderer({ goTemplate, path: ['spec', 'template'] });
        const making = { set, renderer, settings };
        const make = compileCandidates(template, making);
        const byDigest = new Map<string, string>();
        for (const one of params.map((given) => ({ params: given, typed: {} }))) {
          const [cast, whole] = [make(one, place), wholeCandidate(template, one, place, making)];
          if (!cast.ok || !whole.ok) {
            expect(cast).toEqual(whole);
            continue;
          }
          expect(shown(cast.value)).toEqual(shown(whole.value));
          expect(JSON.stringify(cast.value.object)).toBe(JSON.stringify(whole.value.object));
          const { digest } = cast.value;
          expect(byDigest.get(digest) ?? canonicalJson(whole.value.object)).toBe(canonicalJson(whole.value.object));
          byDigest.set(digest, canonicalJson(whole.value.object));
        }
        expect(new Set(byDigest.values()).size).toBe(byDigest.size);
      }),
      { numRuns: 1_000 },
    );
  });
});
