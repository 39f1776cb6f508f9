import type { Source } from '@wheelhouse/core-domain';
import { detectTool } from './detect-tool.ts';

const source = (more: Partial<Source> = {}): Source => ({ repoURL: 'u', targetRevision: 'HEAD', path: 'app', ...more });
const kustomize = { images: [], replicas: [], commonLabels: {}, commonAnnotations: {}, components: [], patches: [] };

it.each<[string, string[], Partial<Source>, string, number]>([
  ['options for another Application do not matter', ['.argocd-source-other.yaml'], {}, 'directory', 0],
  ['an empty folder is a plain one', [], {}, 'directory', 0],
  ['kustomization.yaml', ['kustomization.yaml', 'a.yaml'], {}, 'kustomize', 0],
  ['kustomization.yml', ['kustomization.yml'], {}, 'kustomize', 0],
  ['Kustomization', ['Kustomization'], {}, 'kustomize', 0],
  ['other case is no kustomization', ['KUSTOMIZATION.yaml'], {}, 'directory', 0],
  [
    'a directory block wins over a kustomization',
    ['kustomization.yaml'],
    { directory: { recurse: false } },
    'directory',
    0,
  ],
  ['a directory block wins over a chart', ['Chart.yaml'], { directory: { recurse: false } }, 'directory', 0],
  ['a kustomize block wins', ['a.yaml'], { kustomize }, 'kustomize', 0],
  ['a chart beside a kustomization is a warning', ['Chart.yaml', 'kustomization.yaml'], {}, 'kustomize', 1],
  ['a kustomize block says that it is meant', ['Chart.yaml', 'kustomization.yaml'], { kustomize }, 'kustomize', 0],
])('%s', (_, names, more, tool, warnings) => {
  const result = detectTool(names, source(more));
  expect(result).toMatchObject({ ok: true, value: { tool } });
  expect(result.ok && result.value.warnings).toHaveLength(warnings);
});

it.each<[string, string[], object, string, RegExp]>([
  ['a helm block', [], { helm: { releaseName: 'x' } }, 'NOT_SUPPORTED', /Helm/],
  ['a chart', ['Chart.yaml'], {}, 'NOT_SUPPORTED', /Chart\.yaml.*Helm/],
  ['a plugin', [], { plugin: {} }, 'NOT_SUPPORTED', /plugin/],
  ['two blocks', [], { kustomize, directory: { recurse: false } }, 'INVALID_FIELD', /both/],
  ['options for this Application in the repository', ['.argocd-source-shop.yaml'], {}, 'NOT_SUPPORTED', /source-shop/],
  ['options in the repository', ['.argocd-source.yaml'], {}, 'NOT_SUPPORTED', /\.argocd-source\.yaml/],
])('refuses %s by name', (_, names, more, code, words) => {
  const result = detectTool(names, source(more), 'shop');
  expect(result).toMatchObject({ ok: false, error: [{ code, where: 'app', message: expect.stringMatching(words) }] });
});
