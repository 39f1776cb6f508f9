import { spawn } from 'node:child_process';
import { ROOT } from './root.ts';

export interface Task {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface TaskResult {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** Runs the program in the checkout and keeps what it prints; a program that cannot be started is a failed task. */
export function runTask({ name, command, args, env }: Task): Promise<TaskResult> {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: process.stderr.isTTY ? '1' : '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (output += chunk));
    }
    const finish = (ok: boolean): void => resolve({ name, ok, output, seconds: (Date.now() - started) / 1000 });
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/** One line when it is done; its output only if it failed. */
export async function report(task: Promise<TaskResult>): Promise<TaskResult> {
  const result = await task;
  const { name, ok, seconds, output } = result;
  process.stderr.write(`${ok ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)\n`);
  if (!ok) process.stderr.write(`${output.trimEnd()}\n`);
  return result;
}
