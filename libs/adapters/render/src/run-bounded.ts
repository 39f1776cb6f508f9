import { spawn, type ChildProcess } from 'node:child_process';

export interface BoundedRun {
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly maxMemoryMiB: number;
}

export type RunEnd =
  | { readonly end: 'done'; readonly stdout: Buffer }
  /** `memory`: it ended in a way that looks like it ran out of what it may use. */
  | { readonly end: 'failed'; readonly stderr: string; readonly memory: boolean }
  | { readonly end: 'timeout' }
  | { readonly end: 'output too large' };

const MAX_STDERR_BYTES = 64 * 1024;

/** A Go program reserves so much address space for its own tables before it uses any memory (measured: 512 to 768). */
const RESERVED_MIB = 768;

/** Limits the address space where the shell can, and else goes on without. */
const LIMITED = 'ulimit -v "$0" 2>/dev/null; exec "$@"';

/** Runs a program in a process group of its own, and ends the whole group where it takes too long or says too much. */
export function runBounded(run: BoundedRun): Promise<RunEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', LIMITED, String((run.maxMemoryMiB + RESERVED_MIB) * 1024), ...run.command], {
      cwd: run.cwd,
      env: run.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let ended: 'timeout' | 'output too large' | undefined;
    const end = (why: NonNullable<typeof ended>): void => {
      ended ??= why;
      killGroup(child);
    };
    const deadline = setTimeout(() => end('timeout'), run.timeoutMs);
    const stdout = collect(child.stdout, run.maxOutputBytes, () => end('output too large'));
    const stderr = collect(child.stderr, MAX_STDERR_BYTES, () => undefined);
    child.on('error', (error) => {
      clearTimeout(deadline);
      reject(new Error(`cannot run ${run.command[0]}: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(deadline);
      if (ended) return resolve({ end: ended });
      if (code === 0) return resolve({ end: 'done', stdout: Buffer.concat(stdout) });
      const said = Buffer.concat(stderr).toString();
      const memory =
        signal !== null || /out of memory|cannot allocate memory|failed to (?:reserve|allocate)/i.test(said);
      resolve({ end: 'failed', stderr: said, memory });
    });
  });
}

function collect(stream: NodeJS.ReadableStream, limit: number, over: () => void): Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
    else over();
  });
  return chunks;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
