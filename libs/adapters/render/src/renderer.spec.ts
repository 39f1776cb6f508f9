import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Commit, Digest, KubeObject, KustomizeOptions, Problem, Result, Source } from '@wheelhouse/core-domain';
import { binary } from '@wheelhouse/tools';
import { Renderer } from './renderer.ts';
import type { Rendered, RendererOptions } from './renderer-types.ts';
import { TestTree, type TestFile } from './testing/test-tree.ts';

let folder: string;
let tree: TestTree;
let kustomize: string;
let renderer: Renderer;

beforeAll(async () => {
  kustomize = await binary('kustomize');
}, 600_000);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-render-'));
  tree = new TestTree();
  renderer = withLimits({});
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const withLimits = (options: Partial<RendererOptions>): Renderer =>
  new Renderer({ kustomize, folder: path.join(folder, 'sandboxes'), ...options });

const commit = (files: Record<string, TestFile | null>): Commit => tree.commit(files);

const sourceAt = (at: string, more: Partial<Source> = {}): Source => ({
  repoURL: 'https://example.com/repo.git',
  targetRevision: 'HEAD',
  path: at,
  ...more,
});

const render = (at: Commit, source: Source, by = renderer): Promise<Result<Rendered>> =>
  by.render({
    mirrors: tree,
    url: 'https://example.com/repo.git',
    commit: at,
    source,
    appName: 'app',
    destinationNamespace: 'shop',
  });

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 2));
  return result.value;
};
const problems = (result: Result<unknown>): Problem[] => {
  if (result.ok) throw new Error('expected problems');
  return result.error;
};
const names = ({ bundle }: Rendered): string[] =>
  bundle.objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? '-'}/${metadata.name}`);

const configMap = (name: string, data: Record<string, string> = { a: 'b' }): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });

const deployment = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  creationTimestamp: null
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { creationTimestamp: null, labels: { app: web } }
    spec: { containers: [{ name: web, image: "${image}" }] }
status: {}
`;

const NO_OPTIONS: KustomizeOptions = {
  images: [],
  replicas: [],
  commonLabels: {},
  commonAnnotations: {},
  components: [],
  patches: [],
};

const layout: Record<string, TestFile> = {
  'apps/my-api/base/kustomization.yaml':
    'resources: [deployment.yaml, service.yaml]\nconfigMapGenerator:\n- name: settings\n  files: [settings.properties]\n  envs: [extra.env]\n',
  'apps/my-api/base/deployment.yaml': deployment('example.com/web:1.0'),
  'apps/my-api/base/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n',
  'apps/my-api/base/settings.properties': 'color=blue\n',
  'apps/my-api/base/extra.env': 'SIZE=3\n',
  'apps/my-api/components/tls/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [secret.yaml]\n',
  'apps/my-api/components/tls/secret.yaml':
    'apiVersion: v1\nkind: Secret\nmetadata: { name: tls }\nstringData: { key: hunter2hunter2 }\n',
  'apps/my-api/overlays/dev/kustomization.yaml':
    'resources: [../../base]\ncomponents: [../../components/tls]\nimages: [{ name: example.com/web, newTag: "2.0" }]\npatches:\n- path: patch.yaml\n',
  'apps/my-api/overlays/dev/patch.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: { replicas: 3 }\n',
};

describe('kustomize', () => {
  it('renders an overlay with its base, component, patch, image and generated files', async () => {
    const at = commit(layout);
    const rendered = value(await render(at, sourceAt('apps/my-api/overlays/dev')));
    expect(names(rendered)).toEqual([
      'Secret shop/tls',
      expect.stringMatching(/^ConfigMap shop\/settings-/),
      'Service shop/web',
      'Deployment shop/web',
    ]);
    const web = rendered.bundle.objects.find(({ kind }) => kind === 'Deployment') as KubeObject & {
      spec: Record<string, unknown>;
    };
    expect(web.spec).toMatchObject({
      replicas: 3,
      template: { spec: { containers: [{ image: 'example.com/web:2.0' }] } },
    });
    expect(JSON.stringify(web)).not.toMatch(/creationTimestamp|status/);
    expect(readdirSync(path.join(folder, 'sandboxes'))).toEqual([]);
  });

  it('gives equal bytes for equal inputs, and renders them once', async () => {
    const first = commit(layout);
    const one = value(await render(first, sourceAt('apps/my-api/overlays/dev')));
    const second = commit({ 'unrelated.txt': 'x' });
    const two = value(await render(second, sourceAt('apps/my-api/overlays/dev')));
    expect(two).toEqual(one);
    expect(renderer.renders).toBe(1);
    const again = withLimits({});
    expect(value(await render(first, sourceAt('apps/my-api/overlays/dev'), again)).bundle.digest).toBe(
      one.bundle.digest,
    );
    const third = commit({ 'apps/my-api/base/extra.env': 'SIZE=4\n' });
    expect(value(await render(third, sourceAt('apps/my-api/overlays/dev'))).bundle.digest).not.toBe(one.bundle.digest);
    expect(renderer.renders).toBe(2);
  });

  it('renders anew what it was told to forget, and only that', async () => {
    const at = commit({ 'a.yaml': configMap('a') });
    const source = sourceAt('.');
    const before = value(await render(at, source));
    await renderer.forget(['https://example.com/another.git']);
    value(await render(at, source));
    expect(renderer.renders).toBe(1);
    await renderer.forget(['https://example.com/repo.git']);
    expect(value(await render(at, source)).bundle.digest).toBe(before.bundle.digest);
    expect(renderer.renders).toBe(2);
    value(await render(at, source));
    expect(renderer.renders).toBe(2);
  });

  it('gives a render that is forgotten under way to those who wait, and does not keep it', async () => {
    const at = commit({ 'a.yaml': configMap('a') });
    const waiting = render(at, sourceAt('.'));
    const also = render(at, sourceAt('.'));
    while (renderer.renders === 0) await new Promise(setImmediate);
    await renderer.forget(['https://example.com/repo.git']);
    expect(value(await waiting).bundle.digest).toBe(value(await also).bundle.digest);
    value(await render(at, sourceAt('.')));
    expect(renderer.renders).toBe(2);
  });

  it('shares a render that is under way, and asks a cache before it works', async () => {
    const at = commit(layout);
    const stored = new Map<Digest, Rendered>();
    const cache = {
      get: async (key: Digest) => stored.get(key),
      put: async (key: Digest, one: Rendered) => void stored.set(key, one),
    };
    const first = withLimits({ cache });
    const many = await Promise.all(
      Array.from({ length: 20 }, () => render(at, sourceAt('apps/my-api/overlays/dev'), first)),
    );
    for (const one of many) expect(one).toEqual(many[0]);
    expect(first.renders).toBe(1);
    const second = withLimits({ cache });
    expect(await render(at, sourceAt('apps/my-api/overlays/dev'), second)).toEqual(many[0]);
    expect(second.renders).toBe(0);
  });

  it('follows links inside the repository, to files and to folders', async () => {
    const at = commit({
      ...layout,
      'shared/config.yaml': configMap('shared'),
      'apps/linked/base': { link: '../my-api/base' },
      'apps/linked/config.yaml': { link: '../../shared/config.yaml' },
      'apps/linked/kustomization.yaml': 'resources: [base, config.yaml]\n',
      current: { link: 'apps/linked' },
    });
    const rendered = value(await render(at, sourceAt('current')));
    expect(names(rendered)).toEqual(expect.arrayContaining(['ConfigMap shop/shared', 'Deployment shop/web']));
  });

  it('reads files of the same repository from outside the folder', async () => {
    const at = commit({
      'shared/config.yaml': configMap('shared'),
      'apps/one/kustomization.yaml': 'resources: [../../shared/config.yaml]\n',
    });
    expect(names(value(await render(at, sourceAt('apps/one'))))).toEqual(['ConfigMap shop/shared']);
  });
});

describe('options of the Application', () => {
  const base = {
    'app/kustomization.yaml':
      'resources: [web.yaml, more.yaml]\nnamePrefix: old-\nimages:\n- { name: example.com/web, newName: mirror.local/web, newTag: "1" }\n- { name: other, newTag: "9" }\nreplicas: [{ name: web, count: 7 }]\ncommonLabels: { team: a }\n',
    'app/web.yaml': deployment('example.com/web:0'),
    'app/more.yaml': configMap('more'),
    'app/extra/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [extra.yaml]\n',
    'app/extra/extra.yaml': configMap('extra'),
  };

  /** What the real `kustomize edit` makes of it. */
  const editedBy = (kustomization: string, edits: readonly string[][]): string => {
    const cwd = path.join(folder, 'edited');
    mkdirSync(path.join(cwd, 'extra'), { recursive: true });
    const file = path.join(cwd, 'kustomization.yaml');
    writeFileSync(file, kustomization);
    for (const edit of edits) execFileSync(kustomize, ['edit', ...edit], { cwd, stdio: 'pipe' });
    return readFileSync(file, 'utf8');
  };

  it.each<[string, Partial<KustomizeOptions>, string[][]]>([
    ['namePrefix', { namePrefix: 'new-' }, [['set', 'nameprefix', '--', 'new-']]],
    ['nameSuffix', { nameSuffix: '-x' }, [['set', 'namesuffix', '--', '-x']]],
    ['namespace', { namespace: 'elsewhere' }, [['set', 'namespace', '--', 'elsewhere']]],
    ['an image with a tag', { images: ['example.com/web:2'] }, [['set', 'image', 'example.com/web:2']]],
    [
      'an image with a name and a tag',
      { images: ['example.com/web=host:5000/web:2'] },
      [['set', 'image', 'example.com/web=host:5000/web:2']],
    ],
    [
      'an image that keeps its new name',
      { images: ['example.com/web=*:2'] },
      [['set', 'image', 'example.com/web=*:2']],
    ],
    [
      'an image with a digest',
      { images: [`example.com/web@sha256:${'a'.repeat(64)}`] },
      [['set', 'image', `example.com/web@sha256:${'a'.repeat(64)}`]],
    ],
    [
      'an image with tag and digest',
      { images: [`example.com/web=w:3@sha256:${'a'.repeat(64)}`] },
      [['set', 'image', `example.com/web=w:3@sha256:${'a'.repeat(64)}`]],
    ],
    ['an image that is not there', { images: ['nothing:2'] }, [['set', 'image', 'nothing:2']]],
    ['replicas', { replicas: [{ name: 'web', count: '4' }] }, [['set', 'replicas', 'web=4']]],
    ['labels', { commonLabels: { team: 'b', 'a.b/c': 'd' } }, [['add', 'label', '--force', 'team:b', 'a.b/c:d']]],
    ['annotations', { commonAnnotations: { note: 'x y' } }, [['add', 'annotation', '--force', 'note:x y']]],
    ['a component', { components: ['extra'] }, [['add', 'component', 'extra']]],
  ])('%s gives what "kustomize edit" gives', async (_, options, edits) => {
    const at = commit(base);
    const rendered = value(await render(at, sourceAt('app', { kustomize: { ...NO_OPTIONS, ...options } })));
    const edited = commit({ 'app/kustomization.yaml': editedBy(base['app/kustomization.yaml'], edits) });
    expect(rendered.bundle).toEqual(value(await render(edited, sourceAt('app'))).bundle);
    expect(renderer.renders).toBe(2);
  });

  it('a patch, inline and from a file', async () => {
    const at = commit({
      ...base,
      'app/p.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: more }\ndata: { from: file }\n',
    });
    const patches = [
      { path: 'p.yaml' },
      { target: { kind: 'Deployment' }, patch: '[{"op":"replace","path":"/spec/replicas","value":5}]' },
    ];
    const { bundle } = value(await render(at, sourceAt('app', { kustomize: { ...NO_OPTIONS, patches } })));
    expect(JSON.stringify(bundle)).toContain('"from":"file"');
  });
});

describe('a plain folder', () => {
  it('takes its manifests, fills in the namespace, and leaves the rest', async () => {
    const at = commit({
      'plain/b.yaml': `${configMap('b')}\n---\n---\n${configMap('c')}\n`,
      'plain/a.json': `{\n\t"apiVersion": "v1",\n\t"kind": "List",\n\t"items": [${configMap('a')}]\n}\n`,
      'plain/ns.yml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
      'plain/README.md': '# no manifest',
      'plain/skip.yaml': '# +argocd:skip-file-rendering\nnot: {{ a manifest }}\n',
      'plain/deep/d.yaml': configMap('d'),
    });
    expect(names(value(await render(at, sourceAt('plain'))))).toEqual([
      'Namespace -/shop',
      'ConfigMap shop/a',
      'ConfigMap shop/b',
      'ConfigMap shop/c',
    ]);
    const recursive = sourceAt('plain', { directory: { recurse: true, exclude: '{b,ns}.y*ml' } });
    expect(names(value(await render(at, recursive)))).toEqual(['ConfigMap shop/a', 'ConfigMap shop/d']);
  });

  it('gives an empty bundle where there is nothing', async () => {
    const at = commit({ 'empty/README.md': 'nothing' });
    expect(value(await render(at, sourceAt('empty'))).bundle.objects).toEqual([]);
  });
});

describe('several sources', () => {
  it('joins them; of an object in two the last one counts, with a warning', async () => {
    const at = commit({
      'one/a.yaml': configMap('a', { from: 'one' }),
      'two/a.yaml': configMap('a', { from: 'two' }),
      'two/b.yaml': configMap('b'),
    });
    const sources = ['one', 'two'].map((name) => ({
      url: 'https://example.com/repo.git',
      commit: at,
      source: sourceAt(name),
    }));
    const rendered = value(
      await renderer.renderAll({ mirrors: tree, sources, appName: 'app', destinationNamespace: 'shop' }),
    );
    expect(rendered.bundle.objects.map((object) => object['data'])).toEqual([{ from: 'two' }, { a: 'b' }]);
    expect(rendered.warnings).toMatchObject([{ code: 'DUPLICATE_OBJECT', where: 'two/a.yaml:1' }]);
  });
});

describe('bad input says what, where and what to do', () => {
  const outside = 'leads out of the repository';
  it.each<[string, Record<string, TestFile>, string, Partial<Problem>]>([
    ['a path that is not there', { 'a.yaml': configMap('a') }, 'nowhere', { code: 'PATH_NOT_FOUND', where: 'nowhere' }],
    ['a path that is a file', { 'a.yaml': configMap('a') }, 'a.yaml', { code: 'PATH_NOT_FOUND', where: 'a.yaml' }],
    [
      'a path through a link that leaves',
      { app: { link: '/etc' } },
      'app',
      { code: 'PATH_OUTSIDE_REPOSITORY', message: `"app → /etc" ${outside}` },
    ],
    [
      'a manifest that is a link out',
      { 'app/a.yaml': { link: '../../../etc/passwd' } },
      'app',
      { code: 'PATH_OUTSIDE_REPOSITORY', where: 'app/a.yaml' },
    ],
    [
      'a resource outside',
      { 'app/kustomization.yaml': '# first\nresources:\n- ../../../etc/hostname\n' },
      'app',
      {
        code: 'PATH_OUTSIDE_REPOSITORY',
        where: 'app/kustomization.yaml:3',
        message: `"../../../etc/hostname" ${outside}`,
      },
    ],
    [
      'an absolute resource',
      { 'app/kustomization.yaml': 'resources: [/etc/hostname]\n' },
      'app',
      { code: 'PATH_OUTSIDE_REPOSITORY' },
    ],
    [
      'a generator that reads outside',
      { 'app/kustomization.yaml': 'configMapGenerator:\n- name: x\n  files:\n  - passwd=/etc/passwd\n' },
      'app',
      { code: 'PATH_OUTSIDE_REPOSITORY', where: 'app/kustomization.yaml:4' },
    ],
    [
      'a link that goes up from where another link leads',
      {
        here: { link: '.' },
        'app/kustomization.yaml': 'resources: [evil.yaml]\n',
        'app/evil.yaml': { link: '../here/here/here/../../../etc/hostname' },
      },
      'app',
      { code: 'PATH_OUTSIDE_REPOSITORY', where: 'app/kustomization.yaml:1' },
    ],
    [
      'a remote base',
      { 'app/kustomization.yaml': 'resources:\n- https://user:hunter2@example.com/base?ref=v1\n' },
      'app',
      {
        code: 'REMOTE_REFERENCE',
        where: 'app/kustomization.yaml:2',
        message:
          '"https://example.com/base?ref=v1" is outside this repository; the network is never read while rendering',
      },
    ],
    [
      'a remote base without a scheme',
      { 'app/kustomization.yaml': 'resources: [github.com/org/repo//base]\n' },
      'app',
      { code: 'REMOTE_REFERENCE' },
    ],
    [
      'a remote base over ssh',
      { 'app/kustomization.yaml': 'resources: ["git@github.com:org/repo"]\n' },
      'app',
      { code: 'REMOTE_REFERENCE' },
    ],
    [
      'a remote patch',
      { 'app/kustomization.yaml': 'patches: [{ path: "http://example.com/p.yaml" }]\n' },
      'app',
      { code: 'REMOTE_REFERENCE' },
    ],
    [
      'a chart in a kustomization',
      { 'app/kustomization.yaml': 'helmCharts:\n- name: x\n' },
      'app',
      { code: 'NOT_SUPPORTED', where: 'app/kustomization.yaml:1' },
    ],
    [
      'a program as a generator',
      {
        'app/kustomization.yaml': 'generators: [gen.yaml]\n',
        'app/gen.yaml':
          'apiVersion: x/v1\nkind: Run\nmetadata:\n  name: x\n  annotations:\n    config.kubernetes.io/function: "exec: { path: ./run }"\n',
      },
      'app',
      { code: 'NOT_SUPPORTED', where: 'app/gen.yaml:1' },
    ],
    [
      'a chart',
      { 'app/Chart.yaml': 'name: x\n' },
      'app',
      { code: 'NOT_SUPPORTED', message: expect.stringContaining('Helm') },
    ],
    [
      'a file that a kustomization lacks',
      { 'app/kustomization.yaml': 'resources:\n  - gone.yaml\n' },
      'app',
      { code: 'PATH_NOT_FOUND', where: 'app/kustomization.yaml:2' },
    ],
    [
      'a base without a kustomization',
      { 'app/kustomization.yaml': 'resources: [base]\n', 'app/base/a.yaml': configMap('a') },
      'app',
      { code: 'PATH_NOT_FOUND', where: 'app/kustomization.yaml:1' },
    ],
    [
      'a broken kustomization',
      { 'app/kustomization.yaml': 'resources:\n- a.yaml\n  b: [\n' },
      'app',
      { code: 'INVALID_YAML', where: expect.stringMatching(/^app\/kustomization\.yaml:\d/) },
    ],
    [
      'a broken manifest of a kustomization',
      {
        'app/kustomization.yaml': 'resources: [a.yaml]\n',
        'app/a.yaml': 'kind: ConfigMap\nmetadata:\n  name: a\n   bad: b\n',
      },
      'app',
      { code: 'INVALID_YAML', where: expect.stringMatching(/^app\/a\.yaml:[34]/) },
    ],
    [
      'a broken manifest of a folder',
      { 'app/a.yaml': 'a: b\n  c: d\n' },
      'app',
      { code: 'INVALID_YAML', where: expect.stringMatching(/^app\/a\.yaml:\d/) },
    ],
    [
      'an unknown field of a kustomization',
      { 'app/kustomization.yaml': 'resources: []\nnonsense: 1\n' },
      'app',
      { code: 'RENDER_FAILED', message: expect.stringContaining('nonsense') },
    ],
    [
      'a folder that is its own base',
      { 'app/kustomization.yaml': 'resources: [../other]\n', 'other/kustomization.yaml': 'resources: [../app]\n' },
      'app',
      { code: 'RENDER_FAILED', message: expect.stringContaining('cycle') },
    ],
    [
      'an object of 2 MB',
      { 'app/a.yaml': configMap('large', { a: 'x'.repeat(2_000_000) }) },
      'app',
      { code: 'OBJECT_TOO_LARGE', where: 'app/a.yaml:1' },
    ],
    [
      'one object in two files',
      { 'app/a.yaml': configMap('a'), 'app/b.yaml': `# other\n${configMap('a')}` },
      'app',
      { code: 'DUPLICATE_OBJECT', message: expect.stringContaining('in app/a.yaml:1 and in app/b.yaml:2') },
    ],
    [
      'a name that Kubernetes refuses',
      { 'app/a.yaml': configMap('Not_A_Name') },
      'app',
      { code: 'INVALID_NAME', where: 'app/a.yaml:1' },
    ],
    ['jsonnet', { 'app/a.jsonnet': '{}' }, 'app', { code: 'NOT_SUPPORTED', where: 'app/a.jsonnet' }],
  ])('%s', async (_, files, at, expected) => {
    const found = problems(await render(commit(files), sourceAt(at)));
    expect(found).toEqual([expect.objectContaining(expected)]);
    if (expected.code !== 'INVALID_YAML') expect(found[0]!.hint).toBeTruthy();
    expect(JSON.stringify(found)).not.toMatch(/hunter2|wheelhouse-render/);
  });

  it('a submodule in the way', async () => {
    const at = commit({ module: { submodule: true }, 'app/kustomization.yaml': 'resources: [../module]\n' });
    expect(problems(await render(at, sourceAt('app')))).toMatchObject([
      { code: 'NOT_SUPPORTED', where: 'app/kustomization.yaml:1' },
    ]);
  });

  it('takes values of Secrets out of what kustomize says', async () => {
    const at = commit({
      'app/kustomization.yaml': 'resources: [s.yaml]\npatches:\n- patch: "{ nonsense"\n- path: broken.yaml\n',
      'app/s.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { key: hunter2hunter2 }\n',
      'app/broken.yaml': 'kind: Secret\nstringData:\n  key: hunter2hunter2\n bad\n',
    });
    const found = problems(await render(at, sourceAt('app')));
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('bounds', () => {
  /** Each layer takes the one below twice under other names: 2^n objects out of almost nothing. */
  const doubling = (layers: number): Record<string, string> => {
    const files: Record<string, string> = {
      'l0/kustomization.yaml': 'resources: [a.yaml]\n',
      'l0/a.yaml': configMap('a'),
    };
    for (let layer = 1; layer <= layers; layer++) {
      files[`l${layer}/kustomization.yaml`] = 'resources: [left, right]\n';
      for (const side of ['left', 'right'])
        files[`l${layer}/${side}/kustomization.yaml`] = `namePrefix: ${side}-\nresources: [../../l${layer - 1}]\n`;
    }
    return files;
  };

  it('ends a kustomization that would take for ever, with all that it started', async () => {
    const at = commit(doubling(24));
    const found = problems(await render(at, sourceAt('l24'), withLimits({ timeoutMs: 700 })));
    expect(found).toMatchObject([
      { code: 'RENDER_LIMIT', message: 'kustomize did not end within 0.7 s', where: 'l24' },
    ]);
    expect(readdirSync(path.join(folder, 'sandboxes'))).toEqual([]);
  });

  it('ends one that needs too much memory', async () => {
    const data = Object.fromEntries(Array.from({ length: 400_000 }, (_, i) => [`key${i}`, 'value']));
    const at = commit({ 'app/kustomization.yaml': 'resources: [a.yaml]\n', 'app/a.yaml': configMap('a', data) });
    const found = problems(await render(at, sourceAt('app'), withLimits({ maxMemoryMiB: 50 })));
    expect(found).toMatchObject([{ code: 'RENDER_LIMIT', message: 'kustomize needed more than 50 MiB of memory' }]);
  });

  it('ends one that writes too much', async () => {
    const at = commit(doubling(5));
    const found = problems(await render(at, sourceAt('l5'), withLimits({ maxOutputBytes: 1_000 })));
    expect(found).toMatchObject([{ code: 'RENDER_LIMIT', message: 'kustomize wrote more than 1000 bytes' }]);
  });

  it('refuses too many objects, too many files, and too many bytes', async () => {
    const at = commit({ ...doubling(3), 'plain/a.yaml': configMap('a'), 'plain/b.yaml': configMap('b') });
    for (const [source, limits, words] of [
      ['l3', { maxObjects: 4 }, 'renders to 8 objects; 4 are allowed'],
      ['plain', { maxFiles: 1 }, 'needs 2 files; 1 are allowed'],
      ['plain', { maxSourceBytes: 50 }, 'bytes together; 50 are allowed'],
    ] as const) {
      const found = problems(await render(at, sourceAt(source), withLimits(limits)));
      expect(found).toMatchObject([{ code: 'RENDER_LIMIT', message: expect.stringContaining(words) }]);
    }
  });

  it.each<[string, Record<string, TestFile>, RegExp]>([
    ['in a plain folder', {}, /aliases/],
    [
      'in what a kustomization reads',
      { 'app/kustomization.yaml': 'resources: [a.yaml]\n' },
      /kustomize (?:needed more than|did not end|wrote more than)|aliases|excessive aliasing/,
    ],
  ])('refuses aliases that multiply %s', async (_, more, words) => {
    const lines = Array.from(
      { length: 11 },
      (_, i) => `  l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`,
    );
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  l0: &l0 x\n${lines.join('\n')}\n`;
    const at = commit({ ...more, 'app/a.yaml': text });
    const found = problems(await render(at, sourceAt('app')));
    expect(found).toMatchObject([{ message: expect.stringMatching(words), where: expect.stringMatching(/^app/) }]);
  });

  it('does not hold the files of a source that are too large together', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 3 }, (_, i) => [`app/${i}.yaml`, `# ${'x'.repeat(30 * 1024 * 1024)}\n`]),
    );
    const found = problems(await render(commit(files), sourceAt('app')));
    expect(found).toMatchObject([{ code: 'RENDER_LIMIT', message: expect.stringContaining('bytes together') }]);
  });

  it('does not remember a failure: the next try may have more time', async () => {
    const at = commit(doubling(4));
    const slow = withLimits({ timeoutMs: 1 });
    expect((await render(at, sourceAt('l4'), slow)).ok).toBe(false);
    expect((await render(at, sourceAt('l4'), slow)).ok).toBe(false);
    expect(slow.renders).toBe(2);
  });

  it('runs no more at a time than it may, and all get their own', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`a${i}/kustomization.yaml`, `configMapGenerator: [{ name: c${i} }]\n`]),
    );
    const at = commit(files);
    const all = await Promise.all(Object.keys(files).map((file) => render(at, sourceAt(path.dirname(file)))));
    all.forEach((one, index) => expect(names(value(one))[0]).toContain(`c${index}-`));
    expect(renderer.renders).toBe(12);
  });

  it('removes what a killed process left', async () => {
    const at = commit({ 'app/a.yaml': configMap('a') });
    mkdirSync(path.join(folder, 'sandboxes/render-99999999-abc/source'), { recursive: true });
    value(await render(at, sourceAt('app')));
    expect(existsSync(path.join(folder, 'sandboxes/render-99999999-abc'))).toBe(false);
  });

  it('throws where there is no kustomize: that is no fault of the input', async () => {
    const at = commit({ 'app/a.yaml': configMap('a') });
    await expect(render(at, sourceAt('app'), withLimits({ kustomize: '/nowhere/kustomize' }))).rejects.toThrow(
      'cannot run kustomize',
    );
  });
});
