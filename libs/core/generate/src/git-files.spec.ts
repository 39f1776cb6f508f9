import { expand } from './expand.ts';
import type { Facts, GenerateSettings } from './facts.ts';
import { filesKey } from './facts.ts';
import { compileDoublestar, compilePathspec } from './file-patterns.ts';
import { applicationSet, facts } from './fixtures.ts';
import { chosenFiles } from './git-files.ts';

const PATTERNS = [{ path: '*', exclude: false }];
const withFiles = (files: Record<string, string>): Partial<Facts> => ({
  files: new Map([[filesKey({ repoURL: 'u', revision: 'HEAD', files: PATTERNS }), new Map(Object.entries(files))]]),
});

function params(
  files: Record<string, string>,
  {
    goTemplate = true,
    settings = {},
    git = {},
  }: { goTemplate?: boolean; settings?: GenerateSettings; git?: object } = {},
): unknown[] {
  const spec = { project: 'p', source: { repoURL: 'u', path: '.' }, destination: { name: 'd' } };
  const set = applicationSet([{ git: { repoURL: 'u', files: PATTERNS, ...git } }], {
    goTemplate,
    template: { metadata: { name: 'x' }, spec },
  });
  const result = expand(set, facts(withFiles(files)), settings);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return [...result.value.applications, ...result.value.rejected].map(({ origin }) => origin.params);
}

const PATH = {
  path: 'apps/One_x',
  basename: 'One_x',
  basenameNormalized: 'one-x',
  filename: 'Config.json',
  filenameNormalized: 'config.json',
  segments: ['apps', 'One_x'],
};

describe('what a file is called', () => {
  it('nested in Go templates', () => {
    expect(params({ 'apps/One_x/Config.json': '{"a": {"b": [1, true]}}' })).toEqual([
      { a: { b: [1, true] }, path: PATH },
    ]);
  });
  it('flat in fasttemplate', () => {
    expect(params({ 'apps/One_x/Config.json': '{"a": "x"}' }, { goTemplate: false })).toEqual([
      {
        a: 'x',
        path: 'apps/One_x',
        'path.basename': 'One_x',
        'path.basenameNormalized': 'one-x',
        'path.filename': 'Config.json',
        'path.filenameNormalized': 'config.json',
        'path[0]': 'apps',
        'path[1]': 'One_x',
      },
    ]);
  });
  it('below the prefix, and then a member path of the file stays', () => {
    const files = { 'apps/One_x/Config.json': '{"path": "mine"}' };
    expect(params(files, { git: { pathParamPrefix: 'my' } })).toEqual([{ path: 'mine', my: { path: PATH } }]);
    expect(params(files, { git: { pathParamPrefix: 'my' }, goTemplate: false })).toMatchObject([
      { path: 'mine', 'my.path': 'apps/One_x', 'my.path[1]': 'One_x' },
    ]);
    expect(params(files)).toEqual([{ path: PATH }]);
  });
  it('at the root, whose name is a dot and normalized nothing', () => {
    expect(params({ 'a.yaml': '' })).toEqual([
      {
        path: {
          path: '.',
          basename: '.',
          basenameNormalized: '',
          filename: 'a.yaml',
          filenameNormalized: 'a.yaml',
          segments: ['.'],
        },
      },
    ]);
  });
  it('and values are rendered against all of it', () => {
    const git = { values: { v: '{{ .a }}-{{ .path.basename }}' } };
    expect(params({ 'x/a.yaml': 'a: 1' }, { git })).toMatchObject([{ values: { v: '1-x' } }]);
  });
});

describe('what a file holds', () => {
  const contents = (text: string, goTemplate = true, settings: GenerateSettings = {}): unknown[] =>
    params({ 'x/f': text }, { goTemplate, settings }).map((one) =>
      Object.fromEntries(Object.entries(one as object).filter(([key]) => !key.startsWith('path'))),
    );

  it.each([
    ['a map in YAML', 'a: {b: 1}', [{ a: { b: 1 } }]],
    ['a map in JSON', '{"a": {"b": 1}}', [{ a: { b: 1 } }]],
    ['a list of maps: one set for each', '- {a: 1}\n- {b: 2}', [{ a: 1 }, { b: 2 }]],
    ['a list of maps in JSON', '[{"a": 1}, {"b": 2}]', [{ a: 1 }, { b: 2 }]],
    ['an empty list: nothing', '[]', []],
    ['a null in a list: an empty map', '[null, {"a": 1}]', [{}, { a: 1 }]],
    ['nothing: one set', '', [{}]],
    ['comments only', '# nothing\n', [{}]],
    ['null', 'null', [{}]],
    ['the first document only', 'a: 1\n---\nb: 2', [{ a: 1 }]],
    ['the first document after its marker', '# c\n---\na: 1\n---\n: : broken {', [{ a: 1 }]],
    ['an empty first document', '---\n---\na: 1', [{}]],
    ['the scalars of YAML 1.1', 'a: yes\nb: 0777\nc: 1_000', [{ a: true, b: 511, c: 1000 }]],
    ['a key twice: the last', 'a: 1\na: 2', [{ a: 2 }]],
    ['JSON with comments is YAML', '{"a": 1} # c', [{ a: 1 }]],
    ['a number beyond all is a text', '{"a": 1e999}', [{ a: '1e999' }]],
  ])('%s', (_, text, expected) => expect(contents(text)).toEqual(expected));

  it.each([
    ['dotted names', 'a: {b: {c: x}}\nl: [p, {q: r}]', { 'a.b.c': 'x', 'l.0': 'p', 'l.1.q': 'r' }],
    ['texts of numbers, booleans and nothing', 'a: 1.5\nb: true\nc: null', { a: '1.5', b: 'true', c: '<nil>' }],
    ['plain decimals', 'a: 1000000\nb: 1234567', { a: '1000000', b: '1234567' }],
    ['no empty maps and lists', 'a: {}\nb: []\nc: x', { c: 'x' }],
  ])('in fasttemplate: %s', (_, text, expected) => expect(contents(text, false)).toEqual([expected]));

  it("prints numbers as Argo CD does with numberFormat: 'go'", () => {
    expect(contents('a: 1000000\nb: 1234567\nc: 7', false, { numberFormat: 'go' })).toEqual([
      { a: '1e+06', b: '1.234567e+06', c: '7' },
    ]);
  });

  it.each([
    ['a text', 'just a text', /x\/f holds neither a map nor a list of maps/],
    ['a list of texts', '- a', /x\/f holds neither a map nor a list of maps/],
    ['broken YAML', 'a: [', /x\/f:1:\d+: broken YAML/],
    ['broken JSON', '{"a": ', /x\/f:1:\d+: broken YAML/],
  ])('refuses the whole set for %s', (_, text, message) => expect(() => contents(text)).toThrow(message));
});

describe('which files are chosen', () => {
  const TREE = [
    'a.json',
    'apps/a.json',
    'apps/b/c.json',
    'apps/b/d.yaml',
    'apps/.h/e.json',
    'apps/[x].json',
    'other/a.json',
  ];
  const choose = (newGitFileGlobbing: boolean, ...files: (string | { exclude: string })[]): string[] => {
    const patterns = files.map((one) =>
      typeof one === 'string' ? { path: one, exclude: false } : { path: one.exclude, exclude: true },
    );
    const chosen = chosenFiles(TREE, { files: patterns }, { newGitFileGlobbing });
    if (!chosen.ok) throw new Error(chosen.error[0]!.message);
    return chosen.value;
  };

  it.each([
    ['a star crosses slashes', ['apps/*.json'], ['apps/.h/e.json', 'apps/[x].json', 'apps/a.json', 'apps/b/c.json']],
    ['two stars need a folder before', ['**/a.json'], ['apps/a.json', 'other/a.json']],
    ['a folder means all below', ['apps/b'], ['apps/b/c.json', 'apps/b/d.yaml']],
    ['a folder with its slash too', ['apps/b/'], ['apps/b/c.json', 'apps/b/d.yaml']],
    ['a question mark is any character', ['apps?b?c.json'], ['apps/b/c.json']],
    ['a class', ['[a-n].json'], ['a.json']],
    ['a class turned round takes slashes', ['apps[!x]a.json'], ['apps/a.json']],
    ['a named class', ['apps/[[:alpha:]].json'], ['apps/a.json']],
    ['a name as it is', ['apps/[x].json'], ['apps/[x].json']],
    ['an escape', ['apps/\\[x\\].json'], ['apps/[x].json']],
    ['a class that is not closed takes itself only', ['apps/[x.json'], []],
    ['dots are gone', ['./apps/../a.json'], ['a.json']],
    ['everything', ['.'], TREE.toSorted()],
    ['an exclude wins, whatever the order', [{ exclude: '*/b/*' }, 'apps/b', 'a.json'], ['a.json']],
    ['includes are joined', ['a.json', 'other/*'], ['a.json', 'other/a.json']],
    ['excludes alone give nothing', [{ exclude: 'a' }], []],
  ])('pathspec: %s', (_, files, expected) => expect(choose(false, ...files)).toEqual(expected));

  it.each([
    ['a star stops at slashes', ['apps/*.json'], ['apps/[x].json', 'apps/a.json']],
    ['two stars take any folders, none too', ['**/a.json'], ['a.json', 'apps/a.json', 'other/a.json']],
    ['between slashes too', ['apps/**/c.json'], ['apps/b/c.json']],
    ['at the end', ['apps/b/**'], ['apps/b/c.json', 'apps/b/d.yaml']],
    ['alone', ['**'], TREE.toSorted()],
    ['two stars within a segment are one', ['apps/**.json'], ['apps/[x].json', 'apps/a.json']],
    ['a leading slash is the root', ['/a.json'], ['a.json']],
    ['alternatives', ['{apps,other}/{a,b/c}.json'], ['apps/a.json', 'apps/b/c.json', 'other/a.json']],
    ['a class', ['apps/b/[!c].yaml'], ['apps/b/d.yaml']],
    ['an escape', ['apps/\\[x\\].json'], ['apps/[x].json']],
    ['a folder is no file', ['apps/b'], []],
    ['an exclude', ['apps/**/*.json', { exclude: 'apps/.*/**' }], ['apps/[x].json', 'apps/a.json', 'apps/b/c.json']],
  ])('doublestar: %s', (_, files, expected) => expect(choose(true, ...files)).toEqual(expected));

  it.each([
    ['an absolute path', false, '/a.json', /leads out of the repository/],
    ['a way out', false, 'a/../../b', /leads out of the repository/],
    ['magic', false, ':(glob)a', /pathspec magic is not there/],
    ['a brace that is not closed', true, '{a', /has a brace that is not closed/],
    ['a brace that is not opened', true, 'a}', /has a brace that is not opened/],
    ['a class that is not closed', true, '[a', /is malformed/],
    ['too many alternatives', true, '{a,b}'.repeat(9), /more than 256 alternatives/],
  ])('refused: %s', (_, globbing, pattern, message) => expect(() => choose(globbing, pattern)).toThrow(message));

  it('hostile patterns end in time', () => {
    const path = `${'a/'.repeat(5_000)}b`;
    for (const compile of [compilePathspec, compileDoublestar]) {
      const compiled = compile(`${'*a**/'.repeat(60)}*c`);
      expect(compiled.ok && compiled.value.matches(path)).toBe(false);
    }
  });
});
