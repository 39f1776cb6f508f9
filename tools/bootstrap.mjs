// What `npm run up`, `npm test` and the others call. Plain JavaScript for the Node that is there (20.19 or later): it
// installs the packages if they are not as package-lock.json says, among them Node 24, and runs the command on that.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = join(ROOT, 'package-lock.json');
const MODULES = join(ROOT, 'node_modules');
const STAMP = join(MODULES, '.wheelhouse-lock');
const COMMANDS = ['up', 'down', 'test', 'faults', 'check', 'gen', 'build', 'bench'];
const INSTALL_USUALLY_SECONDS = 60;

const [command = '', ...args] = process.argv.slice(2);
if (!COMMANDS.includes(command)) fail(`usage: node tools/bootstrap.mjs ${COMMANDS.join('|')} [arguments]`);
demand('Node.js', process.versions.node, [20, 19], 'https://nodejs.org');
if (!isInstalled()) await installAlone().catch((error) => fail(error.message));
run();

function isInstalled() {
  if (!existsSync(join(MODULES, 'node', 'bin', 'node'))) return false;
  const stamp = stampOfLock();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return true;
  if (!isAsLocked()) return false;
  writeFileSync(STAMP, stamp);
  return true;
}

/** npm's own record against the lockfile: so who ran `npm install` by hand, or only reordered the lockfile, waits for nothing. */
function isAsLocked() {
  try {
    const installed = JSON.parse(readFileSync(join(MODULES, '.package-lock.json'), 'utf8')).packages;
    const locked = JSON.parse(readFileSync(LOCK, 'utf8')).packages;
    const same = ([path, { version, link }]) => link || locked[path]?.version === version;
    const there = ([path, { optional, peer, link }]) =>
      !path.startsWith('node_modules/') || optional || peer || link || installed[path];
    return Object.entries(installed).every(same) && Object.entries(locked).every(there);
  } catch {
    return false;
  }
}

function stampOfLock() {
  const digest = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  return `${process.platform}-${process.arch} ${digest}\n`;
}

/** Two installations at once would remove each other's files: who comes second waits, and then finds it done. */
async function installAlone() {
  const id = createHash('sha256').update(ROOT).digest('hex').slice(0, 16);
  const lock = join(tmpdir(), `wheelhouse-install-${id}`);
  for (let waited = 0; !take(lock); waited += 1) {
    if (waited === 0) process.stderr.write('Another command installs the packages: waiting for it\n');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    if (!isInstalled()) await install();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The lock file holds the process id of its owner; one whose owner is gone counts for nothing. */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(existsSync(lock) && readFileSync(lock, 'utf8'));
    if (owner && !isAlive(owner)) rmSync(lock, { force: true });
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function install() {
  demand('Git', versionOf('git', ['--version']), [2, 25], 'https://git-scm.com');
  demand('npm', versionOf(...npm(['--version'])), [10, 0], 'the Node.js installer, or `npm install --global npm@10`');
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  process.stderr.write(`Installing packages (usually ${INSTALL_USUALLY_SECONDS} s)\n`);
  const ticker = setInterval(() => process.stderr.write(`  … ${seconds()} s\n`), 15_000);
  const [program, npmArgs] = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  // Prisma would fetch an engine that nothing here uses.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_SKIP_POSTINSTALL_GENERATE: '1' };
  const child = spawn(program, npmArgs, { cwd: ROOT, env, stdio: ['ignore', 2, 2] });
  const code = await new Promise((resolve) => child.on('error', () => resolve(1)).on('close', resolve));
  clearInterval(ticker);
  if (code !== 0) throw new Error(`npm ci ended with exit code ${code}: what is above says why. Nothing was started.`);
  writeFileSync(STAMP, stampOfLock());
  process.stderr.write(`Installed in ${seconds()} s\n`);
}

/** The npm that called us, else the one on PATH. */
function npm(npmArgs) {
  const path = process.env.npm_execpath;
  return path?.endsWith('.js') ? [process.execPath, [path, ...npmArgs]] : ['npm', npmArgs];
}

function versionOf(program, programArgs) {
  return /\d+(\.\d+)+/.exec(spawnSync(program, programArgs, { encoding: 'utf8' }).stdout ?? '')?.[0];
}

function demand(what, version, [major, minor], where) {
  const [foundMajor = 0, foundMinor = 0] = (version ?? '0').split('.').map(Number);
  if (foundMajor > major || (foundMajor === major && foundMinor >= minor)) return;
  fail(`${what} ${major}.${minor} or later is needed, ${version ?? 'none'} was found: get it from ${where}`);
}

function run() {
  let child;
  // On Ctrl-C the terminal signals the whole group, the child too; who signals only us means the child as well. Before the
  // child is there, or it might say that it is ready while a signal would still end us alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child?.kill(signal);
    });
  }
  child = spawn(join(MODULES, 'node', 'bin', 'node'), [join(ROOT, 'tools', 'src', `${command}.ts`), ...args], {
    cwd: process.cwd(),
    env: environment(),
    stdio: 'inherit',
  });
  child.on('error', (error) =>
    fail(`cannot run Node 24 of node_modules: ${error.message}; remove node_modules and try again`),
  );
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function environment() {
  const { HTTPS_PROXY, https_proxy: lower, PATH = '' } = process.env;
  return {
    ...process.env,
    PATH: [join(MODULES, '.bin'), PATH].join(delimiter),
    ...(HTTPS_PROXY || lower ? { NODE_USE_ENV_PROXY: '1' } : {}),
  };
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
