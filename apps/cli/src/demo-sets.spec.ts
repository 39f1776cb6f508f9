/** The sets that `npm run up` rolls out, as a person tries them before a push: on their files, without any hub. */
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { main } from './main.ts';

const DEMO = path.resolve(import.meta.dirname, '../../../tools/demo');
const REPOSITORY = 'https://git.example.com/demo.git';
const PLACEMENT = 'applicationsets/canary-placement.yaml';

const SETS = {
  'add-ons': ['debug-tools-dev', 'debug-tools-staging', 'feature-flags-dev', 'feature-flags-staging'],
  baseline: ['baseline-dev', 'baseline-production', 'baseline-staging'],
  canary: ['canary-dev', 'canary-staging'],
  infrastructure: ['infrastructure-ingress', 'infrastructure-monitoring'],
  'log-levels': ['log-level-dev', 'log-level-production', 'log-level-staging'],
  'my-api': ['my-api-dev', 'my-api-production', 'my-api-staging'],
  tenants: ['tenant-blue', 'tenant-green'],
};

interface Ran {
  code: number;
  out: string;
  err: string;
}

interface Made {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly source: { readonly path: string } };
}

let demo: string;

beforeAll(async () => {
  demo = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-demo-sets-'));
  await cp(DEMO, demo, { recursive: true });
  for (const entry of await readdir(demo, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.yaml')) continue;
    const file = path.join(entry.parentPath, entry.name);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('${REPOSITORY}', REPOSITORY));
  }
});

afterAll(() => rm(demo, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<Ran> {
  const ran = { code: 0, out: '', err: '' };
  const streams = {
    out: (text: string) => void (ran.out += `${text}\n`),
    err: (text: string) => void (ran.err += `${text}\n`),
  };
  const kustomize = () => Promise.reject(new Error('nothing is rendered here'));
  ran.code = await main(argv, { streams, cwd: demo, env: {}, kustomize });
  return ran;
}

const given = (...files: readonly string[]): string[] => files.flatMap((file) => ['-f', path.join(demo, file)]);

/** The Applications; fails if the command did, or complained. */
async function generate(...files: readonly string[]): Promise<readonly Made[]> {
  const repository = ['--repo', `${REPOSITORY}=${demo}`];
  const { code, out, err } = await run(
    'appset',
    'generate',
    ...given('projects', ...files),
    ...repository,
    '-o',
    'json',
  );
  expect([err, code]).toEqual(['', 0]);
  return JSON.parse(out) as Made[];
}

const names = (made: readonly Made[]): string[] => made.map(({ metadata }) => metadata.name);

describe('the demo’s sets', () => {
  it('give all that is rolled out, from folders that are there', async () => {
    const made = await generate('clusters', 'applicationsets');
    expect(names(made)).toEqual(Object.values(SETS).flat().toSorted());
    const folders = await Promise.all(made.map(({ spec }) => stat(path.join(demo, spec.source.path))));
    expect(folders.every((one) => one.isDirectory())).toBe(true);
  });

  it.each(Object.entries(SETS))('give with %s what it alone makes', async (name, expected) => {
    expect(names(await generate('clusters', `applicationsets/${name}.yaml`, PLACEMENT))).toEqual(expected);
  });

  it.each(Object.entries(SETS).filter(([name]) => name !== 'my-api'))(
    'give with %s what is for dev if there is no other cluster',
    async (name, expected) => {
      const made = await generate('clusters/dev.yaml', `applicationsets/${name}.yaml`, PLACEMENT);
      expect(names(made)).toEqual(expected.filter((one) => !/-(staging|production)$/.test(one)));
    },
  );

  it('let the list have the last word in the merge, on dev alone', async () => {
    const made = await generate('clusters', 'applicationsets/log-levels.yaml');
    expect(made.map(({ metadata, spec }) => [metadata.labels['level'], spec.source.path])).toEqual([
      ['debug', 'log-levels/debug'],
      ['info', 'log-levels/info'],
      ['info', 'log-levels/info'],
    ]);
  });

  it('take from the files of tenants what they say', async () => {
    const made = await generate('clusters', 'applicationsets/tenants.yaml');
    expect(made.map(({ metadata }) => metadata.labels['plan'])).toEqual(['gold', 'silver']);
  });

  it('are valid, with projects and clusters, also strictly', async () => {
    const ran = await run('validate', '--strict', ...given('projects', 'clusters', 'applicationsets'));
    expect([ran.err, ran.code]).toEqual(['', 0]);
  });
});
