import { spawn } from 'node:child_process';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from '../generate/generate.ts';
import { Failure } from '../run/exit.ts';
import { inRoot } from '../run/root.ts';
import { bundle, type BundleOptions } from './bundle.ts';
import { inputHash } from './input-hash.ts';

interface App {
  readonly name: string;
  /** Without this file there is nothing to build. */
  readonly entry: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly build: () => Promise<void>;
}

const SHARED = ['libs', 'package-lock.json', 'tsconfig.base.json', 'tools/src/build'];

const APPS: readonly App[] = [
  program('hub', { decorators: true }),
  program('spoke', { split: true }),
  program('cli', { split: true, inputs: true }),
  dashboard(),
];

export interface Built {
  readonly name: string;
  readonly state: 'built' | 'unchanged' | 'absent';
  readonly seconds: number;
}

/** Builds what changed since the last build into `dist/<app>`; all apps unless some are named. */
export async function buildApps(names: readonly string[] = APPS.map(({ name }) => name)): Promise<Built[]> {
  await generate(['prisma']);
  return Promise.all(APPS.filter(({ name }) => names.includes(name)).map(buildIfChanged));
}

export function appNames(): string[] {
  return APPS.map(({ name }) => name);
}

async function buildIfChanged(app: App): Promise<Built> {
  const started = Date.now();
  const done = (state: Built['state']): Built => ({ name: app.name, state, seconds: (Date.now() - started) / 1000 });
  if (!(await exists(inRoot(app.entry)))) return done('absent');
  const stamp = inRoot('dist', `${app.name}.inputs`);
  const hash = await inputHash([...app.inputs, ...SHARED]);
  const before = await readFile(stamp, 'utf8').catch(() => '');
  if (before === hash && (await exists(inRoot(app.output)))) return done('unchanged');
  await rm(stamp, { force: true });
  await app.build();
  await mkdir(path.dirname(stamp), { recursive: true });
  await writeFile(stamp, hash);
  return done('built');
}

function program(name: string, options: Omit<BundleOptions, 'entry' | 'outfile'> = {}): App {
  const entry = `apps/${name}/src/main.ts`;
  const output = `dist/${name}/main.mjs`;
  return { name, entry, inputs: [`apps/${name}`], output, build: () => bundle({ entry, outfile: output, ...options }) };
}

function dashboard(): App {
  const inputs = ['apps/dashboard', 'apps/hub/schema.graphql'];
  return {
    name: 'dashboard',
    entry: 'apps/dashboard/vite.config.ts',
    inputs,
    output: 'dist/dashboard/index.html',
    build: viteBuild,
  };
}

/** A process of its own: Vite changes settings of the process that it runs in. */
function viteBuild(): Promise<void> {
  const args = [
    inRoot('node_modules/vite/bin/vite.js'),
    'build',
    '--outDir',
    inRoot('dist/dashboard'),
    '--emptyOutDir',
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args, '--logLevel', 'warn'], {
      cwd: inRoot('apps/dashboard'),
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Failure(`the dashboard does not build:\n${output}`)),
    );
  });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
