import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from '../run/root.ts';
import { runIn } from './run-in.ts';

// The lint that keeps the rings apart is worth what it catches. So it runs here as `npm run check` runs it, through Nx,
// over a copy of this workspace's projects that holds nothing but the files below.

const BOUNDARY = '@nx/enforce-module-boundaries';
const FROM_ONE = "export { one } from './one.ts';\n";

const REFUSED: readonly [why: string, file: string, text: string, rule: string][] = [
  ['the domain imports a core library', 'libs/core/domain/src/up.ts', use('core-sync'), BOUNDARY],
  ['a core library imports another', 'libs/core/diff/src/beside.ts', use('core-health'), BOUNDARY],
  [
    'a core library other than generate imports template',
    'libs/core/diff/src/template.ts',
    use('core-template'),
    BOUNDARY,
  ],
  ['core imports the contract', 'libs/core/diff/src/contract.ts', use('contract'), BOUNDARY],
  ['core imports the tools outside a spec', 'libs/core/diff/src/tools.ts', use('tools'), BOUNDARY],
  ['contract imports an adapter', 'libs/contract/src/adapter.ts', use('adapter-nats'), BOUNDARY],
  ['an adapter imports an adapter', 'libs/adapters/git/src/adapter.ts', use('adapter-nats'), BOUNDARY],
  ['an adapter imports an app', 'libs/adapters/git/src/app.ts', use('hub'), BOUNDARY],
  ['the dashboard imports what runs on Node', 'apps/dashboard/src/node.ts', use('runtime'), BOUNDARY],
  ['the spoke imports what only the hub may', 'apps/spoke/src/hub.ts', use('adapter-postgres'), BOUNDARY],
  [
    'a project is imported by path',
    'libs/core/diff/src/path.ts',
    "export * from '../../domain/src/index.ts';\n",
    BOUNDARY,
  ],
  [
    'core imports a Node built-in',
    'libs/core/diff/src/node.ts',
    "export { join } from 'node:path';\n",
    'no-restricted-imports',
  ],
  [
    'core imports a built-in without its prefix',
    'libs/core/diff/src/fs.ts',
    "export { stat } from 'fs';\n",
    'no-restricted-imports',
  ],
  ['core reads process', 'libs/core/diff/src/process.ts', 'export const a = process.env;\n', 'no-restricted-globals'],
  [
    'core sets a timer',
    'libs/core/diff/src/timer.ts',
    'export const a = setTimeout(() => {}, 1);\n',
    'no-restricted-globals',
  ],
  ['core uses Buffer', 'libs/core/diff/src/bytes.ts', "export const a = Buffer.from('');\n", 'no-restricted-globals'],
  [
    'core writes to the console',
    'libs/core/diff/src/log.ts',
    "console.log('');\nexport {};\n",
    'no-restricted-globals',
  ],
  ['core asks for the time', 'libs/core/diff/src/now.ts', 'export const a = Date.now();\n', 'no-restricted-properties'],
  ['core asks for the date', 'libs/core/diff/src/date.ts', 'export const a = new Date();\n', 'no-restricted-syntax'],
  ['core throws dice', 'libs/core/diff/src/dice.ts', 'export const a = Math.random();\n', 'no-restricted-properties'],
  [
    'contract asks for the time',
    'libs/contract/src/now.ts',
    'export const a = Date.now();\n',
    'no-restricted-properties',
  ],
  [
    'contract imports a Node built-in',
    'libs/contract/src/node.ts',
    "export { join } from 'node:path';\n",
    'no-restricted-imports',
  ],
  ['a file name says nothing', 'libs/core/diff/src/object-utils.ts', FROM_ONE, 'wheelhouse/file-names'],
  ['a file name is not kebab-case', 'libs/core/diff/src/objectKey.ts', FROM_ONE, 'wheelhouse/file-names'],
];

const ACCEPTED: readonly [why: string, file: string, text: string][] = [
  ['core imports the domain', 'libs/core/diff/src/fine.ts', use('core-domain')],
  ['generate imports template', 'libs/core/generate/src/fine.ts', use('core-template')],
  [
    'a date of a given instant is no clock',
    'libs/core/diff/src/given.ts',
    'export const a = (at: string) => new Date(at);\n',
  ],
  ['a core spec reads its fixtures', 'libs/core/diff/src/one.spec.ts', "import 'node:fs';\n"],
  ['an adapter spec starts real servers', 'libs/adapters/git/src/one.spec.ts', use('tools')],
  ['an adapter imports the contract', 'libs/adapters/git/src/fine.ts', use('contract')],
  ['the dashboard imports core', 'apps/dashboard/src/fine.ts', use('core-health')],
];

describe('lint', () => {
  let output = '';
  let workspace = '';

  beforeAll(async () => {
    workspace = await copyOfWorkspace();
    const files = [...REFUSED, ...ACCEPTED].map(([, file, text]) => [file, text] as const);
    for (const [file, text] of files) await put(workspace, file, text);
    const projects = 'core-domain,core-diff,core-generate,contract,adapter-git,dashboard,spoke';
    const names = projects.split(',').map((name) => `@wheelhouse/${name}`);
    const nx = inRoot('node_modules/nx/dist/bin/nx.js');
    const args = ['run-many', '-t', 'lint', '-p', names.join(','), '--skip-nx-cache', '--output-style=static'];
    const env = {
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NX_WORKSPACE_DATA_DIRECTORY: path.join(workspace, '.nx'),
    };
    output = await runIn(workspace, process.execPath, [nx, ...args], env);
  }, 180_000);

  afterAll(() => rm(workspace, { recursive: true, force: true }));

  it.each(REFUSED)('reports that %s', (_why, file, _text, rule) => {
    expect(rulesOf(file)).toContain(rule);
  });

  it.each(ACCEPTED)('accepts that %s', (_why, file) => {
    expect(rulesOf(file)).toEqual([]);
  });

  /** From ESLint's usual format: a line with the file, then one line per problem that ends with the rule. */
  function rulesOf(file: string): string[] {
    const lines = output.split('\n');
    const start = lines.findIndex((line) => line.trim().endsWith(`/${file}`));
    if (start < 0) return [];
    const end = lines.findIndex((line, index) => index > start && line.trim() === '');
    return lines.slice(start + 1, end).map((line) => line.trim().split(/\s+/).at(-1) ?? '');
  }
});

it('is a target of every project', async () => {
  const missing: string[] = [];
  for (const folder of await projectFolders()) {
    const manifest = JSON.parse(await readFile(inRoot(folder, 'package.json'), 'utf8')) as {
      nx?: { tags?: string[]; targets?: { lint?: object } };
    };
    const tags = manifest.nx?.tags ?? [];
    const tagged = tags.some((tag) => tag.startsWith('type:')) && tags.some((tag) => tag.startsWith('scope:'));
    if (!manifest.nx?.targets?.lint || !tagged) missing.push(folder);
  }
  expect(missing).toEqual([]);
});

function use(project: string): string {
  return `import * as other from '@wheelhouse/${project}';\nexport const used = other;\n`;
}

async function projectFolders(): Promise<string[]> {
  const below = async (folder: string): Promise<string[]> =>
    (await readdir(inRoot(folder), { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${folder}/${name}`);
  const nested = [...(await below('apps')), ...(await below('libs/core')), ...(await below('libs/adapters'))];
  return [...nested, 'libs/contract', 'libs/runtime', 'tools', 'e2e', 'bench'];
}

async function copyOfWorkspace(): Promise<string> {
  const to = await mkdtemp(path.join(tmpdir(), 'wheelhouse-lint-'));
  const folders = await projectFolders();
  const files = [
    'package.json',
    'package-lock.json',
    'nx.json',
    'eslint.config.mjs',
    'tsconfig.base.json',
    'tools/eslint',
  ];
  for (const each of [...files, ...folders.map((folder) => `${folder}/package.json`)]) {
    await cp(inRoot(each), path.join(to, each), { recursive: true });
  }
  for (const folder of folders) await put(to, `${folder}/src/index.ts`, 'export const one = 1;\n');
  await linkPackages(to, folders);
  return to;
}

/** The installed packages as they are, but our own names lead into the copy, or Nx would take them for packages. */
async function linkPackages(to: string, folders: readonly string[]): Promise<void> {
  const modules = path.join(to, 'node_modules');
  await mkdir(path.join(modules, '@wheelhouse'), { recursive: true });
  const installed = (await readdir(inRoot('node_modules'))).filter((name) => name !== '@wheelhouse');
  for (const name of installed) await symlink(inRoot('node_modules', name), path.join(modules, name));
  for (const folder of folders) {
    const { name } = JSON.parse(await readFile(inRoot(folder, 'package.json'), 'utf8')) as { name: string };
    await symlink(path.join(to, folder), path.join(modules, name));
  }
}

async function put(folder: string, file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text);
}
