import { applicationSet, TEMPLATE } from './fixtures.ts';
import { templateProblems } from './template-problems.ts';

const go = (spec: Record<string, unknown>) => applicationSet([], { goTemplate: true, ...spec });
const named = (name: string) => ({ ...TEMPLATE, metadata: { name } });

describe('templates that cannot be read are found without parameters', () => {
  it.each([
    ['none in a good set', go({ template: named('{{ .a | upper }}') }), []],
    ['in the template', go({ template: named('{{ .a') }), ['spec.template.metadata.name']],
    ['an unknown function', go({ template: named('{{ nope .a }}') }), ['spec.template.metadata.name']],
    [
      'in a name of a map',
      go({ template: { ...TEMPLATE, metadata: { name: 'a', labels: { '{{': 'x' } } } }),
      ['spec.template.metadata.labels["{{"]'],
    ],
    ['in the patch', go({ template: named('x'), templatePatch: 'spec:\n  {{ if .a }}\n' }), ['spec.templatePatch']],
    [
      'in a generator',
      applicationSet([{ clusters: { values: { a: '{{ .b' } } }, { list: { template: named('{{ end }}') } }], {
        goTemplate: true,
        template: named('x'),
      }),
      ['spec.generators[0].clusters.values.a', 'spec.generators[1].list.template.metadata.name'],
    ],
    ['in a flat template', applicationSet([], { template: named('{{a}}-{{b') }), ['spec.template.metadata.name']],
    ['what a flat template takes as it is', applicationSet([], { template: named('{{a | upper}}-{{.b}}') }), []],
  ])('%s', (_, set, expected) => {
    expect(templateProblems(set).map(({ where }) => where)).toEqual(expected);
  });

  it('each says line, column and what is wrong', () => {
    expect(templateProblems(go({ template: named('a\n{{ .b | nope }}') }))).toEqual([
      expect.objectContaining({
        code: 'TEMPLATE_ERROR',
        message: expect.stringMatching(/^the template fails at 2:\d+.*nope/) as string,
      }),
    ]);
  });
});
