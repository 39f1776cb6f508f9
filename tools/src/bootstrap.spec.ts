import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot } from './run/root.ts';
import { waitUntil } from './processes/wait-until.ts';

// A checkout in miniature: the real bootstrap, packages "installed" by a link, and commands that say how they were called.
const COMMAND = `
import { appendFileSync } from 'node:fs';
const [how, ...args] = process.argv.slice(2);
if (how === 'wait') {
  process.on('SIGTERM', () => { appendFileSync(process.env.SAID!, 'told'); process.exit(5); });
  setInterval(() => {}, 1000);
}
console.log(JSON.stringify({ args, node: process.versions.node, cwd: process.cwd() }));
if (how === 'exit') process.exit(7);
if (how === 'kill') process.kill(process.pid, 'SIGKILL');
`;

const NPM = `if (process.argv[2] === '--version') console.log('11.0.0'); else process.exit(9);`;
const LOCKED = { 'node_modules/a': { version: '1.0.0' } };

describe('bootstrap', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'wheelhouse-bootstrap-'));
    await mkdir(path.join(root, 'tools', 'src'), { recursive: true });
    await mkdir(path.join(root, 'node_modules'));
    await cp(inRoot('tools', 'bootstrap.mjs'), path.join(root, 'tools', 'bootstrap.mjs'));
    await writeFile(path.join(root, 'tools', 'src', 'check.ts'), COMMAND);
    await writeFile(path.join(root, 'package.json'), '{ "type": "module" }');
    await writeFile(path.join(root, 'npm.js'), NPM);
    await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: LOCKED }));
    await symlink(inRoot('node_modules', 'node'), path.join(root, 'node_modules', 'node'));
    await writeFile(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: LOCKED }));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('runs the command on Node 24 with the arguments as they are', async () => {
    const { stdout, code } = await run(['check', 'as', '--it is', '', '*']);
    expect(JSON.parse(stdout)).toMatchObject({
      args: ['--it is', '', '*'],
      node: expect.stringMatching(/^24\./) as string,
    });
    expect(code).toBe(0);
  });

  it('has the exit code of the command', async () => {
    expect((await run(['check', 'exit'])).code).toBe(7);
  });

  it('ends by the signal that ended the command', async () => {
    expect((await run(['check', 'kill'])).signal).toBe('SIGKILL');
  });

  it('passes a signal on and waits for the command', async () => {
    const said = path.join(root, 'said');
    const child = start(['check', 'wait'], { SAID: said });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(5);
    await waitUntil(async () => (await readFile(said, 'utf8')) === 'told', { what: 'the command', timeoutMs: 2_000 });
  });

  it('refuses a command that it does not know', async () => {
    const { stderr, code } = await run(['deploy']);
    expect(stderr).toContain('usage: node tools/bootstrap.mjs up|down|test');
    expect(code).toBe(2);
  });

  it('leaves packages alone that are as the lockfile says, however they came', async () => {
    await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: LOCKED, other: 'order' }));
    expect((await run(['check', 'as'])).stderr).toBe('');
  });

  it.each([
    ['another version is locked', { 'node_modules/a': { version: '2.0.0' } }],
    ['a package is missing', { ...LOCKED, 'node_modules/b': { version: '1.0.0' } }],
    ['a package is not locked any more', {}],
  ])('installs if %s, and says so if that fails', async (_, packages) => {
    await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages }));
    const { stderr, code } = await run(['check', 'as']);
    expect(stderr).toContain('Installing packages');
    expect(stderr).toContain('npm ci ended with exit code 9');
    expect(code).toBe(2);
  });

  function start(args: readonly string[], env: Record<string, string> = {}) {
    const npm = path.join(root, 'npm.js'); // As npm names itself to the scripts that it runs.
    const environment = { ...process.env, NODE_OPTIONS: '', npm_execpath: npm, ...env };
    return spawn(process.execPath, [path.join(root, 'tools', 'bootstrap.mjs'), ...args], {
      cwd: root,
      env: environment,
    });
  }

  async function run(args: readonly string[]) {
    const child = start(args);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    return new Promise<{ stdout: string; stderr: string; code: number | null; signal: NodeJS.Signals | null }>(
      (resolve) => child.on('close', (code, signal) => resolve({ stdout, stderr, code, signal })),
    );
  }
});
