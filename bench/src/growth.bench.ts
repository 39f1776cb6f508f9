/**
 * What grows over thousands of commits: rows, streams, folders and memory, while each commit changes one application on two
 * clusters. Git, hub, Postgres and nats-server are real; the spokes say at once that all is well. What is collected after a day
 * is collected after 20 s here, so that the steady state is reached.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApps, createSupervisor, git } from '@wheelhouse/tools';
import { levelsOf } from './measure/levels.ts';
import { trendsOf, trendTable, type Sample } from './measure/trend.ts';
import { startCenter, type Center } from './parts/center.ts';
import { joinOnPaper, type PaperSpoke } from './parts/paper-spoke.ts';
import { answer, numbersOf, say } from './parts/services.ts';

const CLUSTERS = ['east', 'west'];
const APPLICATIONS = 10;
const SAMPLES = 40;
const HUB = {
  WHEELHOUSE_COLLECT_EVERY_SECONDS: '5',
  WHEELHOUSE_COLLECT_AFTER_SECONDS: '20',
  WHEELHOUSE_KEEP_EVENTS: '2000',
  WHEELHOUSE_POLL_SECONDS: '3600',
  WHEELHOUSE_LOG_LEVEL: process.env['WHEELHOUSE_BENCH_LOG'] ?? 'info',
};

const configMap = (name: string, value: string): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } }, null, 2);
const nameOf = (index: number): string => `app-${String(index).padStart(2, '0')}`;
const fileOf = (index: number): string => `apps/${nameOf(index)}/config.yaml`;

async function writeContent(clone: string): Promise<void> {
  const put = async (file: string, content: string): Promise<void> => {
    await mkdir(path.dirname(path.join(clone, file)), { recursive: true });
    await writeFile(path.join(clone, file), content);
  };
  for (let i = 0; i < APPLICATIONS; i++) await put(fileOf(i), configMap(nameOf(i), '0'));
  for (const name of CLUSTERS) {
    const cluster = { apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'Cluster', metadata: { name }, spec: {} };
    await put(`fleet/${name}.yaml`, JSON.stringify(cluster));
  }
}

const applicationSet = (repoURL: string): string =>
  JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'apps', namespace: 'argocd' },
    spec: {
      goTemplate: true,
      generators: CLUSTERS.map((cluster) => ({
        git: { repoURL, revision: 'main', directories: [{ path: 'apps/*' }], values: { cluster } },
      })),
      template: {
        metadata: { name: '{{.path.basename}}-{{.values.cluster}}' },
        spec: {
          project: 'default',
          source: { repoURL, targetRevision: 'main', path: '{{.path.path}}' },
          destination: { name: '{{.values.cluster}}', namespace: '{{.path.basename}}' },
          syncPolicy: { automated: { prune: true } },
        },
      },
    },
  });

/** Makes all commits at once, on a ref that nobody fetches. Answers with them, oldest first. */
async function makeCommits(bare: string, count: number): Promise<string[]> {
  const child = spawn('git', ['fast-import', '--quiet'], { cwd: bare, stdio: ['pipe', 2, 2] });
  const input = child.stdin!;
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => (code === 0 ? resolve() : reject(new Error('git fast-import'))));
  });
  for (let n = 1; n <= count; n++) {
    const content = configMap(nameOf(n % APPLICATIONS), String(n));
    const from = n === 1 ? 'from refs/heads/main\n' : '';
    const who = `committer Bench <bench@wheelhouse.invalid> ${1_790_000_000 + n} +0000\n`;
    const file = `M 100644 inline ${fileOf(n % APPLICATIONS)}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
    const written = input.write(`commit refs/steps/all\n${who}data 1\nx\n${from}${file}`);
    if (!written) await new Promise((resolve) => input.once('drain', resolve));
  }
  input.end();
  await ended;
  return (await git(bare, 'rev-list', '--reverse', 'refs/heads/main..refs/steps/all')).trim().split('\n');
}

async function step(center: Center, spokes: readonly PaperSpoke[], commit: string): Promise<void> {
  await git(center.repository.bare, 'update-ref', 'refs/heads/main', commit);
  await center.webhook();
  const all = Promise.all(spokes.map((spoke) => spoke.until(commit)));
  await all.catch(async (error: Error) => {
    const query = `{ applications(first: 50) { nodes { name stage revisions { desired published admitted } conditions { message } } } }`;
    throw new Error(`${error.message}; the hub says: ${JSON.stringify(await center.ask(query))}`, { cause: error });
  });
}

async function run(center: Center, commits: number): Promise<Sample[]> {
  const { clone, url } = center.repository;
  const spokes = await Promise.all(CLUSTERS.map((name) => joinOnPaper(center, name)));
  await writeFile(path.join(clone, 'fleet', 'apps.yaml'), applicationSet(url));
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '--message', 'Add the set');
  await git(clone, 'push', '--quiet', 'origin', 'main');
  await center.webhook();
  const first = (await git(clone, 'rev-parse', 'HEAD')).trim();
  await Promise.all(spokes.map((spoke) => spoke.until(first)));
  const made = await makeCommits(center.repository.bare, commits);
  const samples: Sample[] = [];
  const every = Math.max(1, Math.floor(made.length / SAMPLES));
  const started = performance.now();
  for (const [at, commit] of made.entries()) {
    await step(center, spokes, commit);
    if ((at + 1) % every !== 0) continue;
    const levels = await levelsOf(center.watched);
    samples.push({ at: at + 1, levels });
    const each = ((performance.now() - started) / (at + 1)).toFixed(0);
    const told = ['blob, rows', 'event, rows', 'WH_BLOBS, MB', 'postgres size, MB', 'mirrors, MB', 'hub memory, MB'];
    say(`${at + 1} commits, ${each} ms each: ${told.map((name) => `${name} ${levels[name]}`).join('; ')}`);
  }
  await Promise.all(spokes.map((spoke) => spoke.close()));
  return samples;
}

const { commits } = numbersOf({ commits: 10_000 });
await buildApps(['hub']);
const dir = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-bench-'));
const supervisor = createSupervisor(dir);
const started = performance.now();
try {
  const center = await startCenter({ dir, supervisor, localCluster: CLUSTERS[0]!, content: writeContent, env: HUB });
  const samples = await run(center, commits);
  const seconds = Math.round((performance.now() - started) / 1000);
  const trends = trendsOf(samples);
  say(trendTable(trends, { per: 1_000, unit: '1,000 commits' }));
  const grew = trends.filter((one) => one.grew).map((one) => one.name);
  say(grew.length === 0 ? 'everything is flat' : `grew: ${grew.join('; ')}`);
  answer({ bench: 'growth', commits, seconds, flat: grew.length === 0, grew, trends });
} finally {
  await supervisor.stop();
  if (process.env['WHEELHOUSE_BENCH_KEEP']) say(`kept: ${dir}`);
  else await rm(dir, { recursive: true, force: true });
}
