import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitMirrors } from '@wheelhouse/adapter-git';
import { Renderer } from '@wheelhouse/adapter-render';
import type { Problem, Source } from '@wheelhouse/core-domain';
import { binary } from '@wheelhouse/tools';

// The two adapters know each other only by a port; here the real mirror and the real kustomize meet.
let folder: string;
let repository: string;
let mirrors: GitMirrors;
let renderer: Renderer;

const git = (...args: string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=Test', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always', ...args],
    {
      cwd: repository,
      encoding: 'utf8',
      stdio: 'pipe',
    },
  );
const put = (name: string, text: string): void => {
  mkdirSync(path.dirname(path.join(repository, name)), { recursive: true });
  writeFileSync(path.join(repository, name), text);
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-render-git-'));
  repository = path.join(folder, 'repository');
  mkdirSync(repository);
  mirrors = new GitMirrors({ folder: path.join(folder, 'mirrors') });
  renderer = new Renderer({ kustomize: await binary('kustomize'), folder: path.join(folder, 'sandboxes') });
  git('init', '--quiet', '--initial-branch=main');
}, 600_000);
afterAll(async () => {
  await mirrors.close();
  rmSync(folder, { recursive: true, force: true });
});

async function render(at: string): Promise<{ names: string[]; problems: Problem[] }> {
  const url = `file://${repository}`;
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '-m', 'Change');
  await mirrors.fetch(url);
  const commit = await mirrors.resolve(url, 'main');
  if (!commit.ok) return { names: [], problems: commit.error };
  const source: Source = { repoURL: url, targetRevision: 'main', path: at };
  const request = { mirrors, url, commit: commit.value, source, appName: 'app', destinationNamespace: 'shop' };
  const result = await renderer.render(request);
  if (!result.ok) return { names: [], problems: result.error };
  return { names: result.value.bundle.objects.map((object) => object.metadata.name), problems: [] };
}

it('renders an overlay out of the mirror, through links, and only what changed', async () => {
  put('base/kustomization.yaml', 'resources: [config.yaml]\n');
  put('base/config.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\n');
  put('overlays/dev/kustomization.yaml', 'resources: [base]\nnamePrefix: dev-\n');
  symlinkSync('../../base', path.join(repository, 'overlays/dev/base'));
  expect(await render('overlays/dev')).toEqual({ names: ['dev-settings'], problems: [] });
  put('elsewhere.yaml', 'x: 1\n');
  expect(await render('overlays/dev')).toEqual({ names: ['dev-settings'], problems: [] });
  expect(renderer.renders).toBe(1);
  put('base/config.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: changed }\n');
  expect(await render('overlays/dev')).toEqual({ names: ['dev-changed'], problems: [] });
  expect(renderer.renders).toBe(2);
});

it('refuses what a link or a submodule brings from outside', async () => {
  put('linked/kustomization.yaml', 'resources: [host.yaml]\n');
  symlinkSync('/etc/hostname', path.join(repository, 'linked/host.yaml'));
  expect((await render('linked')).problems).toMatchObject([
    { code: 'PATH_OUTSIDE_REPOSITORY', where: 'linked/kustomization.yaml:1' },
  ]);
  git('submodule', '--quiet', 'add', `file://${repository}`, 'module');
  expect((await render('module/base')).problems).toMatchObject([{ code: 'NOT_SUPPORTED' }]);
});
