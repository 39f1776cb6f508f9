import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { git } from './git.ts';
import { installPushHook } from './push-hook.ts';
import { seedRepository } from './seed-repository.ts';

const THREE = ['dev', 'staging', 'production'];

describe('the demo repository', () => {
  let data: string;
  beforeEach(async () => (data = await mkdtemp(path.join(tmpdir(), 'wheelhouse-demo-data-'))));
  afterEach(() => rm(data, { recursive: true, force: true }));

  it('names itself in its manifests', async () => {
    const { path: bare, url } = await seedRepository(data, THREE);
    const set = parse(await show(bare, 'applicationsets/my-api.yaml'));
    expect(set.spec.template.spec.source.repoURL).toBe(url);
    expect(set.spec.generators[0].list.elements).toEqual(THREE.map((env) => ({ env })));
    expect(await git(bare, 'grep', '-c', '${REPOSITORY}', 'main').catch(() => 'none')).toBe('none');
  });

  it('has a set for each generator that asks nobody outside', async () => {
    const { path: bare, url } = await seedRepository(data, ['dev']);
    const files = (await git(bare, 'ls-tree', '--name-only', 'main', 'applicationsets/')).trim().split('\n');
    const texts = await Promise.all(files.map((file) => show(bare, file)));
    const documents = texts.flatMap((text) => parseAllDocuments(text).map((one) => one.toJS() as FleetDocument));
    const sets = documents.filter(({ kind }) => kind === 'ApplicationSet');
    const generators = sets.flatMap(({ spec }) => spec.generators.map(kindOfGenerator)).toSorted();
    const all = ['clusterDecisionResource', 'clusters', 'git directories', 'git files', 'list', 'matrix', 'merge'];
    expect(generators).toEqual(all);
    expect(await show(bare, 'README.md')).toContain(`--repo ${url}=`);
  });

  it('holds only what runs if there are fewer clusters', async () => {
    const { path: bare } = await seedRepository(data, ['dev']);
    expect(await git(bare, 'ls-tree', '--name-only', 'main', 'clusters/')).toBe('clusters/dev.yaml\n');
    const set = parse(await show(bare, 'applicationsets/my-api.yaml'));
    expect(set.spec.generators[0].list.elements).toEqual([{ env: 'dev' }]);
  });

  it('is left alone at the next start, apart from new clusters', async () => {
    const { path: bare } = await seedRepository(data, THREE);
    const before = await git(bare, 'rev-parse', 'main');
    await seedRepository(data, THREE);
    expect(await git(bare, 'rev-parse', 'main')).toBe(before);
    await seedRepository(data, [...THREE, 'cluster-4']);
    expect(await git(bare, 'rev-parse', 'main~1')).toBe(before);
    expect(parse(await show(bare, 'clusters/cluster-4.yaml')).metadata).toEqual({
      name: 'cluster-4',
      labels: { env: 'cluster-4' },
    });
  });

  it('calls the webhook, signed, when somebody pushes', async () => {
    const calls: { body: string; signature: unknown }[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      calls.push({ body, signature: request.headers['x-hub-signature-256'] });
      response.writeHead(202).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const repository = await seedRepository(data, THREE);
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhook`;
    await installPushHook(repository, { webhook, secret: 'of the test' });
    await push(repository.url, path.join(data, 'clone'));
    const body = JSON.stringify({ ref: 'refs/heads/main', repository: { clone_url: repository.url } });
    const signature = `sha256=${createHmac('sha256', 'of the test').update(body).digest('hex')}`;
    expect(calls).toEqual([{ body, signature }]);
    server.close();
  });

  it('takes a push also if nobody answers the webhook', async () => {
    const repository = await seedRepository(data, THREE);
    await installPushHook(repository, { webhook: 'http://127.0.0.1:9/api/webhook', secret: 'x' });
    await push(repository.url, path.join(data, 'clone'));
    expect(await show(repository.path, 'note')).toBe('changed\n');
  });
});

interface FleetDocument {
  readonly kind: string;
  readonly spec: { readonly generators: readonly Readonly<Record<string, object>>[] };
}

function kindOfGenerator(generator: Readonly<Record<string, object>>): string {
  const [[kind, fields] = ['none', {}]] = Object.entries(generator);
  return kind === 'git' ? `git ${'files' in fields ? 'files' : 'directories'}` : kind;
}

function show(bare: string, file: string): Promise<string> {
  return git(bare, 'show', `main:${file}`);
}

async function push(url: string, clone: string): Promise<void> {
  await git(path.dirname(clone), 'clone', '--quiet', url, clone);
  await writeFile(path.join(clone, 'note'), 'changed\n');
  await git(clone, 'add', '.');
  await git(clone, 'commit', '--quiet', '--message', 'Change');
  await git(clone, 'push', '--quiet');
  expect(await readFile(path.join(clone, 'note'), 'utf8')).toBe('changed\n');
}
