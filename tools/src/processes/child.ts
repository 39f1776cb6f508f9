import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface ChildSpec {
  /** Unique in its supervisor; names the log file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** SIGTERM unless the program wants another. */
  readonly stopSignal?: NodeJS.Signals;
  /** After this long (10 s) an orderly stop becomes SIGKILL. */
  readonly stopTimeoutMs?: number;
  /** Higher is stopped earlier; 0 unless others depend on it or it on others. */
  readonly rank?: number;
  /** `on-failure`: started again when it ends without having been asked to. */
  readonly restart?: 'never' | 'on-failure';
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts the program in a process group of its own, with its output appended to the log file. */
export function spawnChild(spec: ChildSpec, logFile: string): ChildProcess {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    return spawn(spec.command, [...spec.args], {
      detached: true,
      cwd: spec.cwd,
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', log, log],
      ...spec.user,
    });
  } finally {
    closeSync(log);
  }
}

/** Signals the whole process group; `false` if it is gone. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

export async function lastLines(file: string, count: number): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
