/**
 * A git generator over 5,000 folders, and one over 5,000 files, from a bare mirror on the disk: resolving the revision, listing
 * or reading what the generator asks for, and 5,000 validated Applications with their digests. Each round opens the mirror
 * anew, with nothing remembered and no git running. Then a commit changes one folder, and the same is done again.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { GitMirrors } from '@wheelhouse/adapter-git';
import type { ApplicationSet, Commit, Result } from '@wheelhouse/core-domain';
import {
  compileDirectoryChoice,
  compileFileChoice,
  directoriesKey,
  expand,
  factsNeeded,
  filesKey,
  type Facts,
} from '@wheelhouse/core-generate';
import { distributionOf } from './measure/distribution.ts';
import { applicationSet, SETTINGS } from './parts/fleet-of-sets.ts';

const FOLDERS = 5000;
const TEAMS = 50;
const ROUNDS = 7;
const root = mkdtempSync(path.join(tmpdir(), 'wheelhouse-bench-'));
const work = path.join(root, 'work');
const url = pathToFileURL(work).href;
const folderOf = (index: number): string => `apps/team-${index % TEAMS}/app-${String(index).padStart(4, '0')}`;

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', '-c', 'gc.auto=0'];
  execFileSync('git', [...identity, ...args], { cwd: work, stdio: 'pipe' });
}

function write(index: number, replicas: number): void {
  const folder = path.join(work, folderOf(index));
  mkdirSync(folder, { recursive: true });
  const name = `app-${String(index).padStart(4, '0')}`;
  writeFileSync(
    path.join(folder, 'config.yaml'),
    `app:\n  name: ${name}\n  tier: t${index % 7}\nreplicas: ${replicas}\n`,
  );
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ app: { name, tier: `t${index % 7}` }, replicas }));
  writeFileSync(path.join(folder, 'kustomization.yaml'), `resources: [../../../base]\nnamePrefix: ${name}-\n`);
}

function commit(message: string): void {
  git('add', '--all');
  git('commit', '--quiet', '-m', message);
}

const template = (name: string, label: string): object => ({
  metadata: { name, labels: { tier: label } },
  spec: {
    project: 'default',
    source: { repoURL: url, targetRevision: 'HEAD', path: '{{ .path.path }}' },
    destination: { name: 'production', namespace: '{{ .path.basenameNormalized }}' },
  },
});
const repository = { repoURL: url, revision: 'HEAD' };
const files = (name: string): ApplicationSet =>
  applicationSet(
    name,
    'goTemplate',
    { git: { ...repository, files: [{ path: `apps/**/${name}` }] } },
    template('{{ .app.name }}', '{{ .app.tier }}'),
  );
const SETS = {
  directories: applicationSet(
    'directories',
    'goTemplate',
    { git: { ...repository, directories: [{ path: 'apps/*/*' }] } },
    template('{{ .path.basename }}', '{{ index .path.segments 1 }}'),
  ),
  'files, YAML': files('config.yaml'),
  'files, JSON': files('config.json'),
};

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

async function gather(set: ApplicationSet, mirrors: GitMirrors): Promise<Facts> {
  const commit: Commit = value(await mirrors.resolve(url, 'HEAD'));
  const request = factsNeeded(set);
  const facts = {
    clusters: [],
    directories: new Map<string, string[]>(),
    files: new Map<string, Map<string, string>>(),
  };
  for (const one of request.directories) {
    const { reaches } = compileDirectoryChoice(one);
    facts.directories.set(directoriesKey(one), value(await mirrors.directories(url, commit, reaches)));
  }
  const decoder = new TextDecoder();
  for (const one of request.files) {
    const read = value(await mirrors.filesLike(url, commit, value(compileFileChoice(one))));
    facts.files.set(filesKey(one), new Map([...read].map(([file, bytes]) => [file, decoder.decode(bytes)])));
  }
  return facts;
}

interface Times {
  readonly gatherMs: number;
  readonly expandMs: number;
}

async function once(set: ApplicationSet, mirrors: GitMirrors): Promise<Times> {
  const started = performance.now();
  const facts = await gather(set, mirrors);
  const gathered = performance.now();
  const { applications } = value(expand(set, facts, SETTINGS));
  const digests = new Set(applications.map(({ digest }) => digest));
  if (digests.size !== FOLDERS) throw new Error(`${digests.size} Applications instead of ${FOLDERS}`);
  return { gatherMs: gathered - started, expandMs: performance.now() - gathered };
}

let changes = 1;

const medians = (times: readonly Times[]): Times => ({
  gatherMs: distributionOf(times.map((one) => one.gatherMs))!.p50,
  expandMs: distributionOf(times.map((one) => one.expandMs))!.p50,
});

async function measure(set: ApplicationSet): Promise<{ readonly anew: Times; readonly again: Times }> {
  const [anew, again]: [Times[], Times[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const mirrors = new GitMirrors({ folder: path.join(root, 'mirrors') });
    anew.push(await once(set, mirrors));
    write(round, ++changes);
    commit(`Change ${changes}`);
    value(await mirrors.fetch(url));
    again.push(await once(set, mirrors));
    await mirrors.close();
  }
  return { anew: medians(anew), again: medians(again) };
}

try {
  mkdirSync(work);
  git('init', '--quiet', '--initial-branch=main');
  for (let index = 0; index < FOLDERS; index++) write(index, 1);
  commit('Begin');
  const first = new GitMirrors({ folder: path.join(root, 'mirrors') });
  value(await first.fetch(url));
  await first.close();
  const figures: Record<string, Awaited<ReturnType<typeof measure>>> = {};
  for (const [name, set] of Object.entries(SETS)) figures[name] = await measure(set);
  const cells = ({ anew, again }: { anew: Times; again: Times }): string =>
    [anew, again]
      .flatMap((one) => [one.gatherMs, one.expandMs, one.gatherMs + one.expandMs])
      .map((ms) => ms.toFixed(0))
      .join(' | ');
  process.stderr.write(
    [
      `${FOLDERS} folders, medians of ${ROUNDS} rounds in ms; goals: directories 60, files 250`,
      '| generator | gather | expand | together | one folder changed: gather | expand | together |',
      '|---|---|---|---|---|---|---|',
      ...Object.entries(figures).map(([name, one]) => `| ${name} | ${cells(one)} |`),
      '',
    ].join('\n'),
  );
  process.stdout.write(`${JSON.stringify({ bench: 'expand-git', folders: FOLDERS, ...figures })}\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
