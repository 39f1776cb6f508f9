import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { UsageError } from '../run/exit.ts';

const run = promisify(execFile);
const given = new Set<number>();

/** A TCP port on 127.0.0.1 that nobody listens on, and that this process has not given out before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOn(0);
    if (port !== undefined && !given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

/** `preferred` if it is free, else another free port. For ports that should stay the same over restarts. */
export async function preferPort(preferred: number | undefined): Promise<number> {
  if (preferred === undefined || (await listenOn(preferred)) === undefined) return freePort();
  given.add(preferred);
  return preferred;
}

/** For a port that a person asked for. Throws, naming the port and, where it can be known, who has it. */
export async function demandPort(port: number, purpose: string): Promise<number> {
  if ((await listenOn(port)) !== undefined) return port;
  const holder = await holderOf(port);
  throw new UsageError(
    `port ${port} (${purpose}) is taken${holder ? ` by ${holder}` : ''}: end that process or choose another port`,
  );
}

function listenOn(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

async function holderOf(port: number): Promise<string | undefined> {
  const asked: [string, string[], RegExp][] = [
    ['ss', ['-Hltnp', `sport = :${port}`], /\("([^"]+)",pid=(\d+)/],
    ['lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fcp'], /p(?<pid>\d+)\nc(?<command>.*)/],
  ];
  for (const [command, args, pattern] of asked) {
    const found = pattern.exec(await output(command, args));
    if (found) return `${found.groups?.command ?? found[1]} (process ${found.groups?.pid ?? found[2]})`;
  }
  return undefined;
}

async function output(command: string, args: string[]): Promise<string> {
  try {
    return (await run(command, args, { timeout: 2_000 })).stdout;
  } catch {
    return '';
  }
}
