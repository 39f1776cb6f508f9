import { type KustomizeOptions } from '@wheelhouse/core-domain';
import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import {
  canonicalBundle,
  directoryClosure,
  directoryObjects,
  editKustomization,
  kustomizeClosure,
  parseImage,
  type KnownTree,
  type TreeNode,
} from './index.ts';
import { joinPath, resolvePath } from './repository-path.ts';

const LONG = 600_000;
const ROUNDS = 50;

const kustomization = `resources: [../base, deployment.yaml]
components: [../component]
images: [{name: a, newTag: "1"}]
replicas: [{name: web, count: 2}]
patches: [{path: patch.yaml, target: {kind: Deployment}}]
patchesStrategicMerge: ["kind: Deployment"]
configMapGenerator: [{name: c, files: [k=data.txt], envs: [.env]}]
secretGenerator: [{name: s, files: [secret.txt]}]
generators: [gen.yaml]
openapi: {path: api.json}
`;
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\ndata: {a: "1"}\n';

const file = (text: string): TreeNode => ({
  kind: 'file',
  oid: `oid ${text.length}`,
  bytes: new TextEncoder().encode(text),
});
const folder = (...names: string[]): TreeNode => ({
  kind: 'directory',
  entries: names.map((name) => ({ name, kind: name.includes('.') ? ('file' as const) : ('directory' as const) })),
});

/** A repository whose kustomization and links are as bad as they come; everything else is there. */
const treeOf = (text: string, link: string, resource: string): KnownTree =>
  new Map<string, TreeNode>([
    ['.', folder('app', 'base', 'component')],
    ['app', folder('kustomization.yaml', 'deployment.yaml', 'patch.yaml', 'link')],
    ['app/kustomization.yaml', file(text)],
    ['app/deployment.yaml', file(resource)],
    ['app/patch.yaml', file(resource)],
    ['app/link', { kind: 'symlink', target: link }],
    ['base', folder('kustomization.yaml')],
    ['base/kustomization.yaml', file(`resources: [../app/link]\n`)],
    ['component', { kind: 'symlink', target: link }],
  ]);

function explored(tree: KnownTree, step: (known: KnownTree) => { need: readonly string[] }): number {
  const known = new Map<string, TreeNode>();
  for (let round = 0; round < ROUNDS; round++) {
    const { need } = step(known);
    if (need.length === 0) return round;
    for (const path of need) known.set(path, tree.get(path) ?? { kind: 'missing' });
  }
  return ROUNDS;
}

describe('bad input by the thousand', () => {
  it(
    'kustomizations: what they need, or what is wrong, after a few rounds',
    () => {
      const links = fc.oneof(mutatedTexts('../base', 'kustomization.yaml', 'link', '../component/../app'), sharpTexts);
      fuzz(fc.tuple(mutatedTexts(kustomization), links), ([text, link]) => {
        const tree = treeOf(text, link, configMap);
        let files: string[] = [];
        const rounds = explored(tree, (known) => {
          const closure = kustomizeClosure('app', known);
          files = [...closure.files.keys()];
          if (!closure.problems.every(({ message, where }) => message && where)) throw new Error('no place');
          return closure;
        });
        return rounds < ROUNDS && files.every((path) => tree.get(path)?.kind === 'file');
      });
    },
    LONG,
  );

  it(
    'files of a plain folder: objects with file and line, or errors with both',
    () => {
      fuzz(mutatedTexts(configMap), (text) => {
        const tree = treeOf('', 'x', text);
        const known = new Map(tree);
        const closure = directoryClosure('app', known);
        const { objects, problems } = directoryObjects(closure, known);
        return [...objects, ...problems].every(({ where }) => /^app\//.test(where ?? ''));
      });
    },
    LONG,
  );

  it(
    'rendered objects: a bundle, or errors',
    () => {
      const objects = [
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { a: 'b' } }, data: { a: 'b' } },
        {
          apiVersion: 'v1',
          kind: 'List',
          items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'b' } }],
        },
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'd', annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
          spec: { template: {} },
        },
      ];
      fuzz(fc.tuple(mutatedJson(...objects), mutatedJson(...objects)), (values) => {
        const bundle = canonicalBundle(
          values.map((object) => ({ object, where: 'f.yaml:1' })),
          { namespace: 'shop' },
        );
        if (!bundle.ok) return bundle.error.every(({ message }) => message !== '');
        return JSON.stringify(bundle.value.bundle.objects).length <= 2 * JSON.stringify(values).length + 1000;
      });
    },
    LONG,
  );

  it(
    'options of kustomize: an edited kustomization',
    () => {
      const given = {
        images: [{ name: 'a', newTag: '1' }],
        replicas: [{ name: 'web', count: 1 }],
        commonLabels: { a: 'b' },
      };
      const options: KustomizeOptions = {
        images: ['a=b:1@sha256:c', '*'],
        replicas: [{ name: 'web', count: 2 }],
        commonLabels: { x: 'y' },
        commonAnnotations: {},
        components: ['../c'],
        patches: [],
      } as never;
      fuzz(fc.tuple(mutatedJson(given), mutatedTexts('host:5000/a=b:1@sha256:c')), ([before, image]) => {
        if (typeof before !== 'object' || before === null || Array.isArray(before)) return true;
        editKustomization(before as never, { ...options, images: [...options.images, image] });
        return parseImage(image).name !== undefined;
      });
    },
    LONG,
  );

  it(
    'paths: inside the repository, or none',
    () => {
      const paths = fc.oneof(mutatedTexts('../a/./b/../c', 'app/link/x'), sharpTexts);
      fuzz(fc.tuple(paths, paths), ([dir, relative]) => {
        const joined = joinPath('a/b', relative);
        if (joined?.split('/').includes('..') || joined?.startsWith('/')) return false;
        const found = resolvePath(dir, treeOf('', relative, ''), new Map());
        return found.kind !== 'found' || !found.path.split('/').includes('..');
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  it('an API group that is called like a method is one like any other', () => {
    const object = { apiVersion: 'constructor/v1', kind: 'A', metadata: { name: 'a', namespace: 'b' } };
    expect(canonicalBundle([{ object }], { namespace: 'b' }).ok).toBe(true);
  });

  it('an image whose name is a map is kept for kustomize to refuse', () => {
    const images = [{ name: { toString: 1 }, newTag: '1' }];
    const options = {
      images: ['a:2'],
      replicas: [],
      commonLabels: {},
      commonAnnotations: {},
      components: [],
      patches: [],
    };
    expect(editKustomization({ images } as never, options as never)['images']).toContainEqual(images[0]);
  });
});
