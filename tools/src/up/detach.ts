import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import type { UpOptions } from './options.ts';

export type Message = { readonly line: string } | { readonly healthy: string };

export const DETACHED = 'WHEELHOUSE_UP_DETACHED';

/**
 * Runs the same command again as a process of its own session, shows what it reports, and leaves it once the fleet is
 * healthy. If it ends before, its exit code is ours; a signal meanwhile goes on to it.
 */
export function runDetached(options: UpOptions, args: readonly string[]): Promise<number> {
  const log = openLog(options.data);
  const child = spawn(process.execPath, [process.argv[1]!, ...args], {
    detached: true,
    env: { ...process.env, [DETACHED]: '1' },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('message', (message: Message) => {
      if ('line' in message) return process.stderr.write(`${message.line}\n`);
      process.stderr.write(message.healthy);
      child.disconnect();
      child.unref();
      return resolve(0);
    });
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function openLog(data: string): number {
  const folder = path.join(data, 'logs');
  mkdirSync(folder, { recursive: true });
  return openSync(path.join(folder, 'up.log'), 'a', 0o600);
}
