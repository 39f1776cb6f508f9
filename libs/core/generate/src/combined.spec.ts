import { describeProblem } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { expand, factsNeeded } from './expand.ts';
import { directoriesKey, filesKey, isGathered, withFacts, type Facts, type GenerateSettings } from './facts.ts';
import { applicationSet, cluster, facts } from './fixtures.ts';

const SPEC = { project: 'p', source: { repoURL: 'u', path: '.' }, destination: { name: 'd' } };

interface Given {
  readonly facts?: Partial<Facts>;
  readonly goTemplate?: boolean;
  readonly settings?: GenerateSettings;
}

/** The parameters that a generator makes, in its own order: all Applications have one name, and so are left out in order. */
function params(generator: object, { facts: known = {}, goTemplate = true, settings = {} }: Given = {}): unknown[] {
  const set = applicationSet([generator], { goTemplate, template: { metadata: { name: '' }, spec: SPEC } });
  const result = expand(set, facts(known), settings);
  if (!result.ok) throw new Error(result.error.map(describeProblem).join('\n'));
  return result.value.rejected.map(({ origin }) => origin.params);
}

const list = (...elements: object[]): object => ({ list: { elements } });
const matrix = (...generators: object[]): object => ({ matrix: { generators } });
const merge = (mergeKeys: string[], ...generators: object[]): object => ({ merge: { mergeKeys, generators } });
const clusters = [cluster('dev', { env: 'dev' }), cluster('prod', { env: 'prod' })];

describe('matrix', () => {
  it('combines each with each, the first child outermost', () => {
    expect(params(matrix(list({ a: 1 }, { a: 2 }), list({ b: 1 }, { b: 2 })))).toEqual([
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
      { a: 2, b: 2 },
    ]);
  });
  it('takes any number of children, at any depth', () => {
    const three = matrix(list({ a: 1 }), list({ b: 1 }, { b: 2 }), list({ c: 1 }));
    expect(params(three)).toEqual([
      { a: 1, b: 1, c: 1 },
      { a: 1, b: 2, c: 1 },
    ]);
    expect(params(matrix(list({ z: 0 }), matrix(list({ y: 0 }), matrix(list({ x: 0 }), three))))).toEqual([
      { z: 0, y: 0, x: 0, a: 1, b: 1, c: 1 },
      { z: 0, y: 0, x: 0, a: 1, b: 2, c: 1 },
    ]);
  });
  it('joins maps in depth in Go templates, and the first child counts, also with what is empty', () => {
    const first = list({ m: { a: 1, empty: '' }, n: 0 });
    expect(params(matrix(first, list({ m: { a: 2, b: 2, empty: 'x' }, n: 5 })))).toEqual([
      { m: { a: 1, b: 2, empty: '' }, n: 0 },
    ]);
  });
  it('refuses two values of one name in fasttemplate, not the same value twice', () => {
    const given = { goTemplate: false };
    expect(params(matrix(list({ a: 'x' }), list({ a: 'x', b: 'y' })), given)).toEqual([{ a: 'x', b: 'y' }]);
    expect(() => params(matrix(list({ a: 'x' }), list({ a: 'y' })), given)).toThrow(
      /^spec\.generators\[0\]\.matrix: two children make the parameter "a" with different values/,
    );
  });
  it('renders what a child says with the parameters of those before it', () => {
    const selector = { matchLabels: { env: '{{ .stage }}' } };
    const made = params(matrix(list({ stage: 'prod' }), { clusters: { selector } }), { facts: { clusters } });
    expect(made).toMatchObject([{ stage: 'prod', name: 'prod' }]);
    const fast = { clusters: { selector: { matchLabels: { env: '{{stage}}' } } } };
    expect(params(matrix(list({ stage: 'dev' }), fast), { facts: { clusters }, goTemplate: false })).toMatchObject([
      { stage: 'dev', name: 'dev' },
    ]);
  });
  it('renders children of children with their own siblings too', () => {
    const inner = matrix(list({ b: '{{ .a }}2' }), list({ c: '{{ .a }}-{{ .b }}' }));
    expect(params(matrix(list({ a: '1' }, { a: 'x' }), inner))).toEqual([
      { a: '1', b: '12', c: '1-12' },
      { a: 'x', b: 'x2', c: 'x-x2' },
    ]);
  });
  it('feeds elementsYaml', () => {
    const made = params(
      matrix(list({ apps: [{ app: 'a' }, { app: 'b' }] }), { list: { elementsYaml: '{{ .apps | toJson }}' } }),
    );
    expect(made).toMatchObject([{ app: 'a' }, { app: 'b' }]);
  });
  it('lets values name parameters of both children', () => {
    const child = { clusters: { selector: {}, values: { v: '{{ .stage }}-{{ .name }}' } } };
    expect(params(matrix(list({ stage: 's' }), child), { facts: { clusters: [clusters[0]!] } })[0]).toMatchObject({
      values: { v: 's-dev' },
    });
    const fast = { clusters: { selector: {}, values: { v: '{{stage}}-{{name}}' } } };
    const given = { facts: { clusters: [clusters[0]!] }, goTemplate: false };
    expect(params(matrix(list({ stage: 's' }), fast), given)[0]).toMatchObject({ 'values.v': 's-dev' });
  });
  it('obeys the selectors of children, which are no templates', () => {
    const child = { ...list({ b: 'x' }, { b: 'y' }), selector: { matchLabels: { b: 'y' } } };
    expect(params(matrix(list({ a: '1' }), child))).toEqual([{ a: '1', b: 'y' }]);
    const nested = matrix(list({ z: 1 }), {
      ...matrix(list({ a: '1' }), child),
      selector: { matchLabels: { b: 'x' } },
    });
    expect(params(nested)).toEqual([]);
  });
  it('leaves out the template of a child', () => {
    const child = { list: { elements: [{ b: 1 }], template: { metadata: { name: '{{ .nope }}' } } } };
    expect(params(matrix(list({ a: 1 }), child))).toEqual([{ a: 1, b: 1 }]);
  });
  it('makes nothing where a child makes nothing', () => {
    expect(params(matrix(list({ a: 1 }), list()))).toEqual([]);
    expect(params(matrix(list(), list({ a: 1 })))).toEqual([]);
  });

  it.each([
    [
      'a child that fails',
      matrix(list({ a: 1 }), { list: { elementsYaml: 'a: [' } }),
      /elementsYaml:1:\d+: broken YAML/,
    ],
    [
      'a template of a child that fails',
      matrix(list({ a: 1 }), list({ b: '{{ .nope }}' })),
      /^spec\.generators\[0\]\.matrix\.generators\[1\]\.list\.elements\[0\]\.b: the template fails at 1:4/,
    ],
    [
      'labels that are none once they are rendered',
      matrix(list({ a: 'https://x' }), { clusters: { selector: { matchLabels: { env: '{{ .a }}' } } } }),
      /generators\[1\].*is no label value/,
    ],
    [
      'too many of them',
      matrix(...[1, 2, 3].map(() => list(...Array.from({ length: 60 }, (_, a) => ({ a }))))),
      /makes more than 200000 sets/,
    ],
  ])('is an error of the set: %s', (_, generator, message) => expect(() => params(generator)).toThrow(message));
});

describe('merge', () => {
  const base = list({ k: 'a', v: 1, m: { x: 1, y: 1 } }, { k: 'b', v: 2 });
  it('lays the sets of later children over those of equal keys, and drops the others', () => {
    const made = params(merge(['k'], base, list({ k: 'a', m: { x: 2 }, l: [1] }, { k: 'c', v: 3 })));
    expect(made).toEqual([
      { k: 'a', v: 1, m: { x: 2, y: 1 }, l: [1] },
      { k: 'b', v: 2 },
    ]);
  });
  it('goes on with a third', () => {
    expect(
      params(merge(['k'], base, list({ k: 'a', v: 5 }), list({ k: 'a', v: 6 }))).map((one) => (one as { v: 1 }).v),
    ).toEqual([6, 2]);
  });
  it('replaces also with what is empty, and lists as a whole', () => {
    const empty = list({ k: 'a', v: 0, s: '', l: [] });
    expect(params(merge(['k'], list({ k: 'a', v: 1, s: 'x', l: [1, 2] }), empty))).toEqual([
      { k: 'a', v: 0, s: '', l: [] },
    ]);
  });
  it.each([
    ['an absent key equals null and another absent one', [{ v: 1 }], [{ k: null, w: 1 }], [{ v: 1, k: null, w: 1 }]],
    ['a number is no text', [{ k: 1 }], [{ k: '1', w: 1 }], [{ k: 1 }]],
    [
      'maps compare as a whole, whatever their order',
      [{ k: { a: 1, b: 2 } }],
      [{ k: { b: 2, a: 1 }, w: 1 }],
      [{ k: { a: 1, b: 2 }, w: 1 }],
    ],
  ])('%s', (_, first, second, expected) =>
    expect(params(merge(['k'], list(...first), list(...second)))).toEqual(expected),
  );
  it('takes flat keys in fasttemplate', () => {
    const first = list({ name: 'a', values: { x: '1' } });
    const made = params(merge(['values.x'], first, list({ w: 'w', values: { x: '1' } })), { goTemplate: false });
    expect(made).toEqual([{ name: 'a', 'values.x': '1', w: 'w' }]);
  });
  it('refuses two sets of one child with the same keys', () => {
    expect(() => params(merge(['k'], list({ k: 1, a: 1 }, { k: 1, a: 2 })))).toThrow(
      /^spec\.generators\[0\]\.merge\.generators\[0\]: two sets .* the same values for the keys: \{"k":1\}/,
    );
  });
  it('may stand in a matrix, with keys that are rendered', () => {
    const inner = merge(['{{ .by }}'], list({ k: 1 }), list({ k: 1, w: '{{ .by }}' }));
    expect(params(matrix(list({ by: 'k' }), inner))).toEqual([{ by: 'k', k: 1, w: 'k' }]);
  });
  it('may hold a matrix', () => {
    const made = params(
      merge(['a', 'b'], matrix(list({ a: 1 }), list({ b: 1 }, { b: 2 })), list({ a: 1, b: 2, w: 1 })),
    );
    expect(made).toEqual([
      { a: 1, b: 1 },
      { a: 1, b: 2, w: 1 },
    ]);
  });
});

describe('what a matrix has to know', () => {
  const git = (path: string, repoURL = 'u'): object => ({ git: { repoURL, directories: [{ path }] } });
  const rounds = (generator: object, trees: Record<string, string[]>): string[][] => {
    const set = applicationSet([generator], { goTemplate: true, template: { metadata: { name: 'x' }, spec: SPEC } });
    const asked: string[][] = [];
    for (let known = facts(); ;) {
      const request = factsNeeded(set, known);
      if (isGathered(request)) return asked;
      asked.push(request.directories.map(({ repoURL }) => repoURL));
      known = withFacts(known, {
        directories: new Map(request.directories.map((one) => [directoriesKey(one), trees[one.repoURL] ?? []])),
      });
    }
  };
  it('is asked at once where no child depends on another', () => {
    expect(rounds(matrix(git('*', 'a'), git('*', 'b')), {})).toEqual([['a', 'b']]);
  });
  it('is asked in one round more for each child that does, each tree once', () => {
    const made = rounds(matrix(git('*', 'a'), git('*', 'repo-{{ .path.path }}'), git('*', 'c')), { a: ['x', 'y'] });
    expect(made).toEqual([
      ['a', 'c'],
      ['repo-x', 'repo-y'],
    ]);
  });
  it('needs one round where only patterns depend', () => {
    expect(rounds(matrix(list({ d: 'x' }, { d: 'y' }, { d: 'x' }), git('{{ .d }}/*')), {})).toEqual([['u', 'u']]);
  });
  it('asks for the files that each pattern takes', () => {
    const files = matrix(list({ d: 'x' }, { d: 'y' }), { git: { repoURL: 'u', files: [{ path: '{{ .d }}/*.json' }] } });
    const set = applicationSet([files], { goTemplate: true, template: { metadata: { name: 'n' }, spec: SPEC } });
    const request = factsNeeded(set, facts());
    expect(request.files.map((one) => one.files[0]!.path)).toEqual(['x/*.json', 'y/*.json']);
    const known = new Map(request.files.map((one, index) => [filesKey(one), new Map([['f', `v: ${index}`]])]));
    expect(params(files, { facts: { files: known } })).toMatchObject([
      { d: 'x', v: 0 },
      { d: 'y', v: 1 },
    ]);
  });
});

describe('laws', () => {
  const texts = fc.constantFrom('', 'a', 'b', '0');
  const element = fc.dictionary(fc.constantFrom('k', 'l', 'm', '__proto__'), fc.oneof(texts, fc.constant({ a: 1 })), {
    maxKeys: 3,
  });
  const elements = fc.array(element, { maxLength: 5 });

  it('a matrix of one child is that child', () => {
    fc.assert(
      fc.property(elements, (given) => {
        expect(params(matrix(list(...given)))).toEqual(params(list(...given)));
      }),
    );
  });
  it('a matrix with one empty set of parameters changes nothing', () => {
    fc.assert(
      fc.property(elements, (given) => {
        expect(params(matrix(list(...given), list({})))).toEqual(params(list(...given)));
        expect(params(matrix(list({}), list(...given)))).toEqual(params(list(...given)));
      }),
    );
  });
  it('matrices may be nested either way', () => {
    fc.assert(
      fc.property(elements, elements, elements, (a, b, c) => {
        const flat = params(matrix(list(...a), list(...b), list(...c)));
        expect(params(matrix(matrix(list(...a), list(...b)), list(...c)))).toEqual(flat);
        expect(params(matrix(list(...a), matrix(list(...b), list(...c))))).toEqual(flat);
      }),
    );
  });
  it('merging the same twice is merging it once', () => {
    const unique = fc.uniqueArray(element, { maxLength: 5, selector: (one) => JSON.stringify(one['k'] ?? null) });
    fc.assert(
      fc.property(unique, unique, (base, over) => {
        const once = params(merge(['k'], list(...base), list(...over)));
        expect(params(merge(['k'], list(...base), list(...over), list(...over)))).toEqual(once);
        expect(params(merge(['k'], list(...base), list(...base)))).toEqual(params(list(...base)));
      }),
    );
  });
});
