import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument, type YAMLSeq } from 'yaml';
import { inRoot } from '../run/root.ts';
import { git } from './git.ts';

export interface DemoRepository {
  /** Of the bare repository; Git clones it and pushes to it. */
  readonly path: string;
  readonly url: string;
}

const CONTENT = inRoot('tools', 'demo');

/**
 * The demo's bare repository, made at the first start and left alone later, apart from clusters that were not there yet:
 * each gets its file in a commit of its own.
 */
export async function seedRepository(data: string, clusters: readonly string[]): Promise<DemoRepository> {
  const bare = path.join(data, 'repositories', 'demo.git');
  const repository = { path: bare, url: pathToFileURL(bare).href };
  if (!(await stat(path.join(bare, 'HEAD')).catch(() => undefined))) await create(repository, clusters);
  await addClusters(bare, clusters);
  return repository;
}

async function create({ path: bare, url }: DemoRepository, clusters: readonly string[]): Promise<void> {
  const draft = `${bare}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.dirname(bare), { recursive: true });
  await git(path.dirname(bare), 'init', '--quiet', '--bare', '--initial-branch=main', draft);
  await inClone(draft, async (clone) => {
    await cp(CONTENT, clone, { recursive: true });
    await fillIn(clone, url);
    await keepOnly(clone, clusters);
    await commit(clone, 'Start with a set for each generator');
  });
  await rename(draft, bare);
}

async function addClusters(bare: string, clusters: readonly string[]): Promise<void> {
  const known = new Set((await git(bare, 'ls-tree', '--name-only', 'main', 'clusters/')).split('\n'));
  const added = clusters.filter((name) => !known.has(`clusters/${name}.yaml`));
  if (added.length === 0) return;
  await inClone(bare, async (clone) => {
    await mkdir(path.join(clone, 'clusters'), { recursive: true });
    for (const name of added) await writeFile(path.join(clone, 'clusters', `${name}.yaml`), clusterText(name));
    await commit(clone, `Register ${added.join(', ')}`);
  });
}

function clusterText(name: string): string {
  const lines = ['apiVersion: wheelhouse.dev/v1alpha1', 'kind: Cluster', 'metadata:', `  name: ${name}`, '  labels:'];
  return [...lines, `    env: ${name}`, 'spec:', '  timeZone: Etc/UTC', ''].join('\n');
}

async function inClone(bare: string, work: (clone: string) => Promise<void>): Promise<void> {
  const clone = await mkdtemp(path.join(tmpdir(), 'wheelhouse-demo-'));
  try {
    await git(clone, 'clone', '--quiet', bare, '.');
    await git(clone, 'symbolic-ref', 'HEAD', 'refs/heads/main');
    await work(clone);
    await git(clone, 'push', '--quiet', 'origin', 'main');
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

async function commit(clone: string, message: string): Promise<void> {
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '--message', message);
}

/** Manifests and README name the repository that they are in, and only now it is known where that is. */
async function fillIn(clone: string, url: string): Promise<void> {
  for (const entry of await readdir(clone, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(yaml|md)$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    const text = await readFile(file, 'utf8');
    if (text.includes('${REPOSITORY}')) await writeFile(file, text.replaceAll('${REPOSITORY}', url));
  }
}

/** With fewer than three clusters: the files and list entries of those that do not run would be errors. */
async function keepOnly(clone: string, clusters: readonly string[]): Promise<void> {
  const folder = path.join(clone, 'clusters');
  for (const file of await readdir(folder)) {
    if (!clusters.includes(path.basename(file, '.yaml'))) await rm(path.join(folder, file));
  }
  const file = path.join(clone, 'applicationsets', 'my-api.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  const elements = document.getIn(['spec', 'generators', 0, 'list', 'elements']) as YAMLSeq<{
    get(key: string): string;
  }>;
  elements.items = elements.items.filter((element) => clusters.includes(element.get('env')));
  await writeFile(file, document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}
