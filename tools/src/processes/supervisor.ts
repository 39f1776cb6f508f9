import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, signalGroup, spawnChild, type ChildSpec, type Exit } from './child.ts';
import { startGuard } from './guard.ts';
import { identityOf } from './identity.ts';
import { isOurs, readPidFiles, removePidFile, writePidFile, type PidRecord } from './pid-file.ts';
import { waitUntil } from './wait-until.ts';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** How it ended, or `undefined` while it runs. */
  readonly exit: Exit | undefined;
  /** Resolves when it has ended and is not started again. */
  readonly ended: Promise<Exit>;
  /** Ends it for good: by the spec's signal, or the one given; SIGKILL after the spec's timeout. Resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** A crash: signals the process group, and with SIGKILL waits until it is gone. The restart policy applies. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Polls `probe` until it is true; throws with the end of the log if the process ends before, or at the deadline. */
  ready(probe: () => Promise<boolean>, timeoutMs?: number): Promise<void>;
}

export interface Supervisor {
  readonly dir: string;
  /** Ends what an earlier supervisor of the same folder left running. Returns the names. */
  endOrphans(): Promise<string[]>;
  start(spec: ChildSpec): Promise<Child>;
  /** Stops all children, those of a higher rank first; from then on nothing can be started. */
  stop(): Promise<void>;
}

/** A program did not start or did not become ready; the message ends with what it logged. Commands exit with code 1. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  readonly exitCode = 1;
}

const RESTART_PAUSE_MS = 500;

/** Keeps pid files in `<dir>/run` and the children's output in `<dir>/logs`. */
export function createSupervisor(dir: string): Supervisor {
  const runFolder = path.join(dir, 'run');
  const children = new Map<string, { child: Child; rank: number }>();
  let guard: ChildProcess | undefined;
  let stopped = false;
  return {
    dir,
    endOrphans: () => endOrphans(runFolder),
    async start(spec) {
      if (stopped) throw new StartFailure(`${spec.name} is not started: everything is being stopped`);
      guard ??= startGuard(runFolder);
      const child = await startChild(spec, dir, runFolder);
      if (stopped) await child.stop('SIGKILL');
      children.set(spec.name, { child, rank: spec.rank ?? 0 });
      void child.ended.then(() => children.get(spec.name)?.child === child && children.delete(spec.name));
      return child;
    },
    async stop() {
      stopped = true;
      const ranks = [...new Set([...children.values()].map(({ rank }) => rank))].sort((a, b) => b - a);
      for (const rank of ranks) {
        await Promise.all([...children.values()].filter((each) => each.rank === rank).map(({ child }) => child.stop()));
      }
      guard?.stdin?.end();
      guard = undefined;
    },
  };
}

async function startChild(spec: ChildSpec, dir: string, runFolder: string): Promise<Child> {
  const logFile = path.join(dir, 'logs', `${spec.name}.log`);
  const end = Promise.withResolvers<Exit>();
  let stopping = false;
  let running = await launch();
  const child: Child = {
    name: spec.name,
    logFile,
    ended: end.promise,
    get pid() {
      return running.pid;
    },
    get exit() {
      return running.exit;
    },
    async stop(signal = spec.stopSignal ?? 'SIGTERM') {
      stopping = true;
      if (running.exit) end.resolve(running.exit);
      else signalGroup(running.pid, signal);
      const late = delay(spec.stopTimeoutMs ?? 10_000, 'late' as const, { ref: false });
      if ((await Promise.race([end.promise, late])) === 'late') signalGroup(running.pid, 'SIGKILL');
      await end.promise;
    },
    async kill(signal = 'SIGKILL') {
      const { gone, pid } = running;
      signalGroup(pid, signal);
      if (signal === 'SIGKILL') await gone;
    },
    async ready(probe, timeoutMs = 60_000) {
      const failed = (): string | undefined =>
        running.exit && `${spec.name} ended (${describe(running.exit)}) before it was ready`;
      try {
        await waitUntil(probe, { what: `${spec.name} to be ready`, timeoutMs, failed });
      } catch (error) {
        throw new StartFailure(`${(error as Error).message}\nend of ${logFile}:\n${await lastLines(logFile, 12)}`, {
          cause: error,
        });
      }
    },
  };
  return child;

  async function launch(): Promise<{ pid: number; exit: Exit | undefined; gone: Promise<Exit> }> {
    const { pid, gone } = await spawned(spec, logFile);
    const state = { pid, exit: undefined as Exit | undefined, gone };
    await writePidFile(runFolder, await recordOf(spec, pid));
    void gone.then(async (exit) => {
      state.exit = exit;
      if (!stopping && spec.restart === 'on-failure') return relaunch();
      await removePidFile(runFolder, spec.name);
      end.resolve(exit);
    });
    return state;
  }

  async function relaunch(): Promise<void> {
    await delay(RESTART_PAUSE_MS, undefined, { ref: false });
    if (!stopping) running = await launch();
  }
}

async function spawned(spec: ChildSpec, logFile: string): Promise<{ pid: number; gone: Promise<Exit> }> {
  const process = spawnChild(spec, logFile);
  const gone = new Promise<Exit>((resolve) => process.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    process.once('spawn', resolve);
    process.once('error', (error) => reject(new StartFailure(`${spec.name} cannot be started: ${error.message}`)));
  });
  return { pid: process.pid!, gone };
}

async function recordOf(spec: ChildSpec, pid: number): Promise<PidRecord> {
  const identity = (await identityOf(pid)) ?? { pid, started: 'ended' };
  const { name, command, stopSignal = 'SIGTERM', rank = 0 } = spec;
  return { ...identity, name, command, stopSignal, rank };
}

async function endOrphans(runFolder: string): Promise<string[]> {
  const ended: string[] = [];
  for (const record of await readPidFiles(runFolder)) {
    if (await isOurs(record)) {
      await endOrphan(record);
      ended.push(record.name);
    }
    await removePidFile(runFolder, record.name);
  }
  return ended;
}

async function endOrphan(record: PidRecord): Promise<void> {
  const gone = async (): Promise<boolean> => !(await isOurs(record));
  signalGroup(record.pid, record.stopSignal);
  await waitUntil(gone, { what: record.name, timeoutMs: 5_000 }).catch(() => signalGroup(record.pid, 'SIGKILL'));
  await waitUntil(gone, { what: `the old ${record.name} (process ${record.pid}) to end`, timeoutMs: 5_000 });
}

function describe({ code, signal }: Exit): string {
  return signal ? `signal ${signal}` : `exit code ${code}`;
}
