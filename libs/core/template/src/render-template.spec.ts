import fc from 'fast-check';
import { renderTemplate, TemplateRenderer } from './render-template.ts';

const fast = (template: unknown, params: Record<string, unknown>): unknown =>
  renderTemplate(template, params, { goTemplate: false });
const go = (template: unknown, params: Record<string, unknown>, options: string[] = []): unknown =>
  renderTemplate(template, params, { goTemplate: true, options, path: ['spec', 'template'] });

describe('renderTemplate', () => {
  it('renders every text and key, and leaves numbers and booleans', () => {
    const template = { '{{k}}': ['{{v}}', 1, true, null, { x: '{{v}}-{{w}}' }] };
    expect(fast(template, { k: 'key', v: 'value' })).toEqual({
      ok: true,
      value: { key: ['value', 1, true, null, { x: 'value-{{w}}' }] },
    });
  });
  it('keeps the last of keys that become one', () => {
    expect(fast({ a: 1, '{{k}}': 2 }, { k: 'a' })).toEqual({ ok: true, value: { a: 2 } });
  });
  it('renders nothing without parameters', () => {
    expect(go({ a: '{{ .broken' }, {})).toEqual({ ok: true, value: { a: '{{ .broken' } });
  });
  it('names each field that fails', () => {
    const template = { metadata: { labels: { 'a.b/c': '{{ .nope }}' } }, list: ['{{ .ok }}', '{{ foo }}'] };
    expect(go(template, { ok: 'x' })).toEqual({
      ok: false,
      error: [
        expect.objectContaining({
          code: 'TEMPLATE_ERROR',
          where: 'spec.template.metadata.labels["a.b/c"]',
          message: 'the template fails at 1:4: map has no entry for key "nope"',
        }),
        expect.objectContaining({
          where: 'spec.template.list[1]',
          message: expect.stringContaining('function "foo" not defined'),
        }),
      ],
    });
  });
  it('prints no value where the set asks for it', () => {
    expect(go('{{ .nope }}', { a: 1 }, ['missingkey=default'])).toEqual({ ok: true, value: '<no value>' });
  });
  it('knows which maps hold texts only', () => {
    const renderer = new TemplateRenderer({ goTemplate: true, options: ['missingkey=zero'] });
    const params = { labels: { a: 'b' }, other: { a: 'b' } };
    const result = renderer.render('[{{ .labels.x }}][{{ .other.x }}]', params, { stringMaps: ['labels'] });
    expect(result).toEqual({ ok: true, value: '[][<no value>]' });
  });
  it('treats __proto__ as a key', () => {
    const template = JSON.parse('{"__proto__": "{{ v }}"}');
    const result = fast(template, { v: 'x' }) as { value: object };
    expect(JSON.stringify(result.value)).toBe('{"__proto__":"x"}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('law', () => {
  const names = fc.constantFrom('a', 'b', 'length', 'constructor', 'toString');
  const values = fc.jsonValue({ maxDepth: 1 });
  const params = fc.dictionary(
    names,
    fc.oneof(fc.string(), values, fc.dictionary(names, fc.oneof(fc.string(), values))),
  );
  const parts = fc.oneof(
    fc.constantFrom('', 'x', '-', '\n'),
    fc.array(names, { minLength: 1, maxLength: 3 }).map((path) => `{{ .${path.join('.')} }}`),
    fc.constantFrom('{{- .a -}}', '{{/* c */}}', '{{ .a | upper }}', '{{ $ }}'),
  );
  const options = fc.constantFrom([], ['missingkey=zero'], ['missingkey=default']);

  it('texts of fields alone are read as all others, also where a field is no text', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 5 }), params, options, (all, given, goTemplateOptions) => {
        const text = all.join('');
        const quick = new TemplateRenderer({ goTemplate: true, options: goTemplateOptions });
        // Who sets limits has every text go through the engine.
        const plain = new TemplateRenderer({ goTemplate: true, options: goTemplateOptions, limits: {} });
        expect(quick.renderText(text, given)).toEqual(plain.renderText(text, given));
        const [one, other] = [quick, plain].map((renderer) =>
          renderer.holes({ text, more: [text] })!.render(given, {}),
        );
        expect(one).toEqual(other);
      }),
      { numRuns: 2_000 },
    );
  });
});
