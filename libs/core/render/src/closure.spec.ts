import fc from 'fast-check';
import type { KustomizeOptions, Problem } from '@wheelhouse/core-domain';
import {
  directoryClosure,
  directoryObjects,
  kustomizeClosure,
  type KnownTree,
  type SourceClosure,
  type TreeDirectoryEntry,
  type TreeNode,
} from './index.ts';

type Files = Readonly<Record<string, string | { readonly link: string } | { readonly submodule: true }>>;

/** A whole repository as a map from every path to what stands there. */
function repository(files: Files): Map<string, TreeNode> {
  const tree = new Map<string, TreeNode>();
  const folders = new Map<string, TreeDirectoryEntry[]>([['.', []]]);
  const enter = (path: string, kind: TreeDirectoryEntry['kind']): void => {
    const slash = path.lastIndexOf('/');
    const parent = slash < 0 ? '.' : path.slice(0, slash);
    if (!folders.has(parent)) {
      folders.set(parent, []);
      enter(parent, 'directory');
    }
    folders.get(parent)!.push({ name: path.slice(slash + 1), kind });
  };
  for (const [path, content] of Object.entries(files)) {
    const isText = typeof content === 'string';
    enter(path, isText ? 'file' : 'link' in content ? 'symlink' : 'submodule');
    if (isText) tree.set(path, { kind: 'file', oid: `oid of ${path}`, bytes: new TextEncoder().encode(content) });
    else tree.set(path, 'link' in content ? { kind: 'symlink', target: content.link } : { kind: 'submodule' });
  }
  for (const [path, entries] of folders) tree.set(path, { kind: 'directory', entries });
  return tree;
}

/** As an adapter answers: what stands there, or the link in the way. */
function lookUp(tree: KnownTree, path: string, known: Map<string, TreeNode>): void {
  const segments = path.split('/');
  for (let end = 1; end < segments.length; end++) {
    const prefix = segments.slice(0, end).join('/');
    const node = tree.get(prefix);
    if (node?.kind === 'symlink' || node?.kind === 'submodule') return void known.set(prefix, node);
  }
  known.set(path, tree.get(path) ?? { kind: 'missing' });
}

function explore(
  files: Files,
  step: (known: KnownTree) => SourceClosure,
): { closure: SourceClosure; known: KnownTree } {
  const tree = repository(files);
  const known = new Map<string, TreeNode>();
  for (let round = 0; round < 100; round++) {
    const closure = step(known);
    if (closure.need.length === 0) return { closure, known };
    expect(closure.need.filter((path) => known.has(path))).toEqual([]);
    for (const path of closure.need) lookUp(tree, path, known);
  }
  throw new Error('it never ends');
}

const kustomize = (files: Files, root = 'app', options?: KustomizeOptions) =>
  explore(files, (known) => kustomizeClosure(root, known, options)).closure;
const directory = (files: Files, options = {}, root = 'app') =>
  explore(files, (known) => directoryClosure(root, known, { recurse: false, ...options })).closure;
const K = 'app/kustomization.yaml';

describe('the closure of a kustomization', () => {
  it.each<[string, string, string[]]>([
    ['resources', 'resources: [a.yaml, sub]', ['a.yaml', 'sub/kustomization.yaml']],
    ['bases', 'bases: [sub]', ['sub/kustomization.yaml']],
    ['components', 'components: [sub]', ['sub/kustomization.yaml']],
    ['patches with a path, not inline ones', 'patches: [{ path: a.yaml }, { patch: "x: y" }]', ['a.yaml']],
    ['strategic merge patches', 'patchesStrategicMerge:\n- a.yaml\n- |-\n  kind: X\n', ['a.yaml']],
    ['JSON patches', 'patchesJson6902: [{ path: a.yaml, target: { kind: X } }]', ['a.yaml']],
    [
      'files of a configMapGenerator',
      'configMapGenerator: [{ name: x, files: [a.yaml, key=b.txt], envs: [c.env] }]',
      ['a.yaml', 'b.txt', 'c.env'],
    ],
    ['files of a secretGenerator', 'secretGenerator: [{ name: x, files: [b.txt], env: c.env }]', ['b.txt', 'c.env']],
    ['configurations', 'configurations: [a.yaml]', ['a.yaml']],
    ['crds', 'crds: [a.yaml]', ['a.yaml']],
    ['replacements', 'replacements: [{ path: a.yaml }, { source: { kind: X } }]', ['a.yaml']],
    ['openapi', 'openapi: { path: a.yaml }', ['a.yaml']],
    ['transformers, and what they read', 'transformers: [t.yaml]', ['a.yaml', 't.yaml']],
    ['generators, and what they read', 'generators: [g.yaml]', ['b.txt', 'g.yaml']],
    [
      'inline transformers',
      'transformers:\n- |-\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: { name: x }\n  path: a.yaml\n',
      ['a.yaml'],
    ],
    ['a folder of transformers', 'transformers: [ts]', ['a.yaml', 'ts/kustomization.yaml', 'ts/t.yaml']],
  ])('has %s', (_, text, expected) => {
    const files: Files = {
      [K]: text,
      'app/a.yaml': 'kind: A',
      'app/b.txt': 'b',
      'app/c.env': 'C=1',
      'app/sub/kustomization.yaml': '{}',
      'app/t.yaml': 'apiVersion: builtin\nkind: PatchTransformer\nmetadata: { name: x }\npath: a.yaml\n',
      'app/g.yaml': 'apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: { name: x }\nfiles: [b.txt]\n',
      'app/ts/kustomization.yaml': 'resources: [t.yaml]',
      'app/ts/t.yaml': 'apiVersion: builtin\nkind: PatchTransformer\nmetadata: { name: x }\npath: a.yaml\n',
      'app/unused.yaml': 'kind: Unused',
    };
    const closure = kustomize(files);
    expect(closure.problems).toEqual([]);
    expect([...closure.files.keys()].map((path) => path.slice(4))).toEqual(['kustomization.yaml', ...expected].sort());
    expect(closure.files.get(K)).toBe(`oid of ${K}`);
  });

  it.each<[string, Files, boolean]>([
    [
      'stays inside its folders',
      { [K]: 'resources: [../base]', 'base/kustomization.yaml': 'resources: [a.yaml]', 'base/a.yaml': '' },
      false,
    ],
    ['reads a file above its folder', { [K]: 'resources: [../a.yaml]', 'a.yaml': '' }, true],
    [
      'reads a file above through a link',
      { [K]: 'resources: [a.yaml]', 'app/a.yaml': { link: '../a.yaml' }, 'a.yaml': '' },
      true,
    ],
  ])('knows whether a kustomization %s', (_, files, escapes) => {
    const closure = kustomize(files);
    expect(closure.problems).toEqual([]);
    expect(closure.escapes).toBe(escapes);
  });

  it('has components and patches that the Application adds', () => {
    const options = {
      images: [],
      replicas: [],
      commonLabels: {},
      commonAnnotations: {},
      components: ['c'],
      patches: [{ path: 'p.yaml' }],
    };
    const closure = kustomize(
      { [K]: 'resources: []', 'app/c/kustomization.yaml': '{}', 'app/p.yaml': '' },
      'app',
      options,
    );
    expect([...closure.files.keys()]).toEqual(['app/c/kustomization.yaml', K, 'app/p.yaml']);
    expect(JSON.parse(closure.rewritten.get(K)!)).toEqual({
      resources: [],
      components: ['c'],
      patches: [{ path: 'p.yaml' }],
    });
  });

  it('ends where kustomizations go round in a circle; kustomize says what is wrong with that', () => {
    const closure = kustomize({ [K]: 'resources: [../b]', 'b/kustomization.yaml': 'resources: [../app]' });
    expect([...closure.files.keys()]).toEqual([K, 'b/kustomization.yaml']);
  });

  it.each<[string, Files, Partial<Problem>]>([
    [
      'two kustomization files',
      { [K]: '{}', 'app/Kustomization': '{}' },
      { code: 'INVALID_FIELD', message: expect.stringContaining('kustomization.yaml and Kustomization') },
    ],
    ['a list as a kustomization', { [K]: '- a' }, { code: 'INVALID_YAML', where: K }],
    [
      'a folder where a file is wanted',
      { [K]: 'crds: [sub]', 'app/sub/a.yaml': '' },
      { code: 'PATH_NOT_FOUND', where: `${K}:1` },
    ],
    [
      'links round in a circle',
      { [K]: 'resources: [a]', 'app/a': { link: 'b' }, 'app/b': { link: 'a' } },
      { code: 'PATH_NOT_FOUND', message: expect.stringContaining('circle') },
    ],
    [
      'a submodule',
      { [K]: 'resources: [../m/x]', m: { submodule: true } },
      { code: 'NOT_SUPPORTED', message: expect.stringContaining('"m" is a submodule') },
    ],
    ['an absolute link', { [K]: 'resources: [a]', 'app/a': { link: '/app/b' } }, { code: 'PATH_OUTSIDE_REPOSITORY' }],
    ['a link up and out', { [K]: 'resources: [a/b]', 'app/a': { link: '../..' } }, { code: 'PATH_OUTSIDE_REPOSITORY' }],
    [
      'Helm charts',
      { [K]: 'helmCharts: [{ name: x }]' },
      { code: 'NOT_SUPPORTED', message: 'helmCharts: charts are not supported yet' },
    ],
    [
      'a field in another spelling, which kustomize would take',
      { [K]: 'resources: []\nconfigmapGenerator: [{ files: [/etc/passwd] }]' },
      { code: 'NOT_SUPPORTED', where: `${K}:2`, message: 'configmapGenerator: write it as "configMapGenerator"' },
    ],
    [
      'a spelling with a long s',
      { [K]: 'patches: [{ path: a.yaml }]\nreſources: [/etc/passwd]', 'app/a.yaml': '' },
      { code: 'NOT_SUPPORTED', where: `${K}:2` },
    ],
    [
      'a Path in a patch',
      { [K]: 'patches: [{ Path: /etc/passwd }]' },
      { code: 'NOT_SUPPORTED', message: expect.stringContaining('"path"') },
    ],
    [
      'a file that pretends to be a document',
      { [K]: 'patchesStrategicMerge: ["{/../../../etc/passwd"]' },
      { code: 'PATH_OUTSIDE_REPOSITORY', where: `${K}:1` },
    ],
    [
      'a plugin',
      { [K]: 'generators: [g.yaml]', 'app/g.yaml': 'apiVersion: some/v1\nkind: Gen' },
      { code: 'NOT_SUPPORTED', where: 'app/g.yaml:1' },
    ],
    [
      'a chart as an inline generator',
      { [K]: 'generators:\n- "{apiVersion: builtin, kind: HelmChartInflationGenerator}"' },
      { code: 'NOT_SUPPORTED', where: `${K}:2` },
    ],
  ])('refuses %s', (_, files, expected) => {
    expect(kustomize(files).problems).toEqual([expect.objectContaining(expected)]);
  });

  it('never leaves the repository and always ends, whatever is written', () => {
    const segment = fc.constantFrom('..', '.', 'app', 'b', 'l', 'm', 'a.yaml', '', '/etc');
    const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join('/'));
    const text = fc.array(path, { maxLength: 4 }).map((paths) => JSON.stringify({ resources: paths }));
    fc.assert(
      fc.property(text, text, path, path, (one, two, l, m) => {
        const { closure, known } = explore(
          {
            [K]: one,
            'app/a.yaml': '',
            'b/kustomization.yaml': two,
            'b/a.yaml': '',
            'app/l': { link: l },
            l: { link: l },
            'b/m': { link: m },
            m: { link: m },
          },
          (tree) => kustomizeClosure('app', tree),
        );
        for (const file of closure.files.keys()) {
          expect(file).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)/);
          expect(known.get(file)?.kind).toBe('file');
        }
        for (const target of closure.links.values()) expect(target).not.toMatch(/^\//);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the closure of a plain folder', () => {
  const files: Files = {
    'app/a.yaml': '',
    'app/b.yml': '',
    'app/c.json': '',
    'app/d.txt': '',
    'app/sub/e.yaml': '',
    'app/sub/deep/f.yaml': '',
    'other/g.yaml': '',
  };

  it.each<[string, object, string[]]>([
    ['takes manifests of the folder', {}, ['a.yaml', 'b.yml', 'c.json']],
    ['takes those below, if asked', { recurse: true }, ['a.yaml', 'b.yml', 'c.json', 'sub/deep/f.yaml', 'sub/e.yaml']],
    [
      'takes what is included',
      { recurse: true, include: '{a,sub/*}.yaml' },
      ['a.yaml', 'sub/deep/f.yaml', 'sub/e.yaml'],
    ],
    ['leaves what is excluded, even if it is included', { include: '*', exclude: '*.yaml' }, ['b.yml', 'c.json']],
  ])('%s', (_, options, expected) => {
    const closure = directory(files, options);
    expect(closure.problems).toEqual([]);
    expect([...closure.files.keys()]).toEqual(expected.map((name) => `app/${name}`));
  });

  it('follows links to files, leaves links to folders, and refuses links out', () => {
    const linked = directory(
      { 'app/a.yaml': { link: '../x/a.yaml' }, 'x/a.yaml': '', 'app/folder': { link: '../x' } },
      { recurse: true },
    );
    expect([...linked.files.keys()]).toEqual(['x/a.yaml']);
    expect(directory({ 'app/a.yaml': { link: '../../a.yaml' } }).problems).toMatchObject([
      { code: 'PATH_OUTSIDE_REPOSITORY', where: 'app/a.yaml' },
    ]);
  });

  it('reads files with their lines, skips marked ones, and reports all that are broken', () => {
    const { closure, known } = explore(
      {
        'app/a.yaml': '# first\n---\nkind: A\napiVersion: v1\nmetadata: { name: a }\n---\n# nothing\n',
        'app/b.yaml': '# +argocd:skip-file-rendering\n{{ broken',
        'app/c.yaml': 'a: [',
        'app/d.yaml': '- 1',
      },
      (tree) => directoryClosure('app', tree),
    );
    const { objects, problems } = directoryObjects(closure, known);
    expect(objects).toMatchObject([{ where: 'app/a.yaml:3', object: { kind: 'A' } }]);
    expect(problems.map(({ where }) => where?.split(':')[0])).toEqual(['app/c.yaml', 'app/d.yaml']);
  });
});
