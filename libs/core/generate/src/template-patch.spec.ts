import { applyTemplatePatch } from './template-patch.ts';

const TEMPLATE = {
  metadata: { name: 'a', labels: { x: '1', y: '2' }, finalizers: ['f1', 'f2'] },
  spec: {
    project: 'p',
    source: { path: 'q', helm: { valueFiles: ['v'], valuesObject: { a: 1, m: { b: 2 } } } },
    sources: [{ path: '1' }, { path: '2' }],
  },
};
const { metadata, spec } = TEMPLATE;
const helm = (values: object): object => ({ ...TEMPLATE, spec: { ...spec, source: { path: 'q', helm: values } } });

// What the real strategicpatch of k8s.io/apimachinery 0.37 makes of an Application's fields, run on 2026-11-21.
describe('a template patch', () => {
  it.each([
    [
      'null takes away, a value is added',
      'metadata: {labels: {x: null, z: "3"}}',
      { ...TEMPLATE, metadata: { ...metadata, labels: { y: '2', z: '3' } } },
    ],
    [
      'finalizers are joined, the new ones first',
      'metadata: {finalizers: [f3, f1]}',
      { ...TEMPLATE, metadata: { ...metadata, finalizers: ['f3', 'f1', 'f2'] } },
    ],
    ['no finalizers are no change', 'metadata: {finalizers: []}', TEMPLATE],
    [
      'null finalizers are none',
      'metadata: {finalizers: null}',
      { ...TEMPLATE, metadata: { name: 'a', labels: metadata.labels } },
    ],
    [
      'a finalizer is taken out',
      'metadata: {$deleteFromPrimitiveList/finalizers: [f1]}',
      { ...TEMPLATE, metadata: { ...metadata, finalizers: ['f2'] } },
    ],
    [
      'finalizers are put in order',
      'metadata: {$setElementOrder/finalizers: [f2, f1]}',
      { ...TEMPLATE, metadata: { ...metadata, finalizers: ['f2', 'f1'] } },
    ],
    [
      'a map is replaced',
      'metadata: {labels: {$patch: replace, z: "3"}}',
      { ...TEMPLATE, metadata: { ...metadata, labels: { z: '3' } } },
    ],
    [
      'a map is emptied',
      'metadata: {labels: {$patch: delete}}',
      { ...TEMPLATE, metadata: { ...metadata, labels: {} } },
    ],
    [
      'nulls of a map that was not there go',
      'metadata: {annotations: {a: null, b: "1"}}',
      { ...TEMPLATE, metadata: { ...metadata, annotations: { b: '1' } } },
    ],
    [
      'lists are replaced',
      'spec: {sources: [{path: "3"}]}',
      { ...TEMPLATE, spec: { ...spec, sources: [{ path: '3' }] } },
    ],
    ['an empty list too', 'spec: {sources: []}', { ...TEMPLATE, spec: { ...spec, sources: [] } }],
    ['null takes a map away', 'spec: {source: null}', { ...TEMPLATE, spec: { project: 'p', sources: spec.sources } }],
    [
      'values are merged',
      'spec: {source: {helm: {valuesObject: {a: 5}}}}',
      helm({ valueFiles: ['v'], valuesObject: { a: 5, m: { b: 2 } } }),
    ],
    [
      'values in depth too, unlike there',
      'spec: {source: {helm: {valuesObject: {m: {c: 3}}}}}',
      helm({ valueFiles: ['v'], valuesObject: { a: 1, m: { b: 2, c: 3 } } }),
    ],
    [
      'only some keys stay',
      'metadata: {labels: {$retainKeys: [x], x: "9"}}',
      { ...TEMPLATE, metadata: { ...metadata, labels: { x: '9' } } },
    ],
    [
      'the project stays',
      'spec: {project: other, sources: null}',
      { ...TEMPLATE, spec: { project: 'p', source: spec.source } },
    ],
    ['nothing is no patch', '\n# only a comment\n', TEMPLATE],
    ['an empty map is no change', '{}', TEMPLATE],
    ['a name may change', 'metadata: {name: b}', { ...TEMPLATE, metadata: { ...metadata, name: 'b' } }],
  ])('%s', (_, patch, expected) => {
    expect(applyTemplatePatch(TEMPLATE, patch)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['a list', '- 1', /the patch is no map/],
    ['a text', 'x', /the patch is no map/],
    [
      'a directive that does not exist',
      'metadata: {labels: {$patch: merge, z: "4"}}',
      /unknown \$patch "merge" at metadata.labels/,
    ],
    [
      'keys to retain that leave out one of the patch',
      'spec: {$retainKeys: [source], sources: []}',
      /at spec does not name every key/,
    ],
    ['an order for another list', 'spec: {$setElementOrder/sources: [1]}', /not for spec.sources/],
    ['what is no YAML', 'a: [', /./],
  ])('refuses %s', (_, patch, message) => {
    const result = applyTemplatePatch(TEMPLATE, patch);
    expect(result).toEqual({
      ok: false,
      error: [expect.objectContaining({ message: expect.stringMatching(message) })],
    });
  });

  it('treats __proto__ as a key', () => {
    const result = applyTemplatePatch(
      TEMPLATE,
      '{"__proto__": {"polluted": "x"}, "metadata": {"labels": {"__proto__": "y"}}}',
    );
    expect(result.ok && JSON.stringify(result.value)).toContain('"__proto__":"y"');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
