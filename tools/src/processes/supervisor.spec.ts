import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { identityOf, isRunning, type ProcessIdentity } from './identity.ts';
import { createSupervisor } from './supervisor.ts';
import { waitUntil } from './wait-until.ts';

const SLEEP = { command: '/bin/sh', args: ['-c', 'sleep 300 & wait'] };
const STUBBORN = { command: '/bin/sh', args: ['-c', "trap '' TERM; echo up; while :; do sleep 0.1; done"] };

describe('supervisor', () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-supervisor-'))));
  afterEach(async () => {
    await createSupervisor(dir).endOrphans();
    await rm(dir, { recursive: true, force: true });
  });

  it('stops a child with all that it started', async () => {
    const supervisor = createSupervisor(dir);
    const child = await supervisor.start({ name: 'sleeper', ...SLEEP });
    const identity = (await identityOf(child.pid))!;
    await supervisor.stop();
    expect(child.exit?.signal).toBe('SIGTERM');
    expect(await isRunning(identity)).toBe(false);
    expect(await pidFiles()).toEqual([]);
  });

  it('kills what does not end in time', async () => {
    const supervisor = createSupervisor(dir);
    const child = await supervisor.start({ name: 'stubborn', ...STUBBORN, stopTimeoutMs: 200 });
    await child.ready(async () => (await readFile(child.logFile, 'utf8')).includes('up'));
    await supervisor.stop();
    expect(child.exit?.signal).toBe('SIGKILL');
  });

  it('stops those of a higher rank first', async () => {
    const supervisor = createSupervisor(dir);
    const order: string[] = [];
    for (const [name, rank] of [
      ['etcd', 0],
      ['api', 3],
      ['hub', 5],
    ] as const) {
      void (await supervisor.start({ name, ...SLEEP, rank })).ended.then(() => order.push(name));
    }
    await supervisor.stop();
    expect(order).toEqual(['hub', 'api', 'etcd']);
  });

  it('starts again what ends by itself, if asked to', async () => {
    const supervisor = createSupervisor(dir);
    const child = await supervisor.start({ name: 'restarted', ...SLEEP, restart: 'on-failure' });
    const first = child.pid;
    await child.kill();
    await waitUntil(async () => child.pid !== first, { what: 'a new process', timeoutMs: 5_000 });
    expect(await identityOf(child.pid)).toBeDefined();
    await supervisor.stop();
    expect(await identityOf(child.pid)).toBeUndefined();
  });

  it('says with the end of the log why a child did not become ready', async () => {
    const supervisor = createSupervisor(dir);
    const child = await supervisor.start({
      name: 'broken',
      command: '/bin/sh',
      args: ['-c', 'echo no such flag; exit 3'],
    });
    await expect(child.ready(async () => false)).rejects.toThrow(/broken ended \(exit code 3\)[^]*no such flag/);
    await supervisor.stop();
  });

  it('names a program that cannot be started', async () => {
    const supervisor = createSupervisor(dir);
    const start = supervisor.start({ name: 'absent', command: '/no/such/program', args: [] });
    await expect(start).rejects.toThrow(/absent cannot be started: .*ENOENT/);
    await supervisor.stop();
  });

  it('ends at the next start what a crash of everything left behind', async () => {
    const orphan = await strayChild();
    const supervisor = createSupervisor(dir);
    await writeFile(path.join(dir, 'run', 'stray.pid'), record({ ...orphan }, '/bin/sh'));
    expect(await supervisor.endOrphans()).toEqual(['stray']);
    expect(await isRunning(orphan)).toBe(false);
    expect(await pidFiles()).toEqual([]);
  });

  it.each([
    ['another process has the pid by now', { started: '1' }, '/bin/sh'],
    ['the process runs another program', {}, '/usr/bin/etcd'],
  ])('leaves a process alone if %s', async (_, change, command) => {
    const other = await strayChild();
    await writeFile(path.join(dir, 'run', 'stray.pid'), record({ ...other, ...change }, command));
    expect(await createSupervisor(dir).endOrphans()).toEqual([]);
    expect(await isRunning(other)).toBe(true);
    process.kill(-other.pid, 'SIGKILL');
  });

  it('ends the children of a process that was killed', async () => {
    const source = fileURLToPath(new URL('./supervisor.ts', import.meta.url));
    const script = `import { createSupervisor } from ${JSON.stringify(source)};
      const child = await createSupervisor(${JSON.stringify(dir)}).start({ name: 'child', ...${JSON.stringify(SLEEP)} });
      console.log(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    expect(await identityOf(pid)).toBeDefined();
    parent.kill('SIGKILL');
    await waitUntil(async () => (await identityOf(pid)) === undefined, { what: 'the guard', timeoutMs: 10_000 });
    await waitUntil(async () => (await pidFiles()).length === 0, { what: 'the pid files to go', timeoutMs: 10_000 });
  });

  async function strayChild(): Promise<ProcessIdentity> {
    const supervisor = createSupervisor(dir); // Makes the folder.
    await (await supervisor.start({ name: 'first', ...SLEEP })).stop();
    const child = spawn(SLEEP.command, SLEEP.args, { detached: true, stdio: 'ignore' });
    return (await identityOf(child.pid!))!;
  }

  function record(identity: ProcessIdentity, command: string): string {
    const rest = { name: 'stray', command, stopSignal: 'SIGTERM', rank: 0 };
    return `${identity.pid} TERM\n${JSON.stringify({ ...identity, ...rest })}\n`;
  }

  async function pidFiles(): Promise<string[]> {
    return (await readdir(path.join(dir, 'run'))).filter((name) => name.endsWith('.pid'));
  }
});
