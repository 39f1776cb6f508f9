import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { jobLine } from './job-line.ts';
import type { Launch } from './launch.ts';

export interface Launched {
  /** As a shell says it: 127 where there is no such program, 128 and the signal's number where one ended it. */
  readonly code: number;
  readonly stdout: Buffer;
  /** Its first 64 KiB. */
  readonly stderr: string;
  /** Why it was ended from our side. */
  readonly ended?: 'timeout' | 'output too large' | 'aborted';
}

interface Job {
  pid?: number;
  ended?: Launched['ended'];
  readonly finish: (code: number) => void;
  readonly fail: (error: Error) => void;
}

const MAX_STDERR_BYTES = 64 * 1024;
/** Makes a process group of its own for each program, so that what it starts ends with it. */
const SETSID = ['/usr/bin/setsid', '/bin/setsid'].find((file) => existsSync(file));
/** Each line is one job; `n` is what a line cannot hold itself. */
const SCRIPT = 'n=\'\n\'; while IFS= read -r job; do eval "$job"; done';

/**
 * Starts programs from one small shell that lives as long as this process. To start one, a process copies its page tables and
 * stands still meanwhile (measured: 90 ms for a hub of 100 MB on a busy machine); a shell has next to none. The shell does not
 * keep this process alive, and ends with it.
 */
export class Launcher {
  readonly #jobs = new Map<number, Job>();
  #shell: ChildProcess | undefined;
  #count = 0;
  #said = '';

  /** Runs a program to its end. Rejects only where nothing can be started at all. */
  async run(launch: Launch): Promise<Launched> {
    const id = ++this.#count;
    const file = (kind: string): string => path.join(launch.scratch, `run-${process.pid}-${id}.${kind}`);
    const files = { in: launch.stdin === undefined ? '/dev/null' : file('in'), out: file('out'), err: file('err') };
    try {
      if (launch.stdin !== undefined) await writeFile(files.in, launch.stdin, { mode: 0o600 });
      const job = await this.#start(id, launch, jobLine(id, { ...launch, files, setsid: SETSID }));
      return await launched(job, launch, files);
    } finally {
      const made = [files.out, files.err, ...(launch.stdin === undefined ? [] : [files.in])];
      await Promise.all(made.map((one) => rm(one, { force: true })));
    }
  }

  #start(id: number, launch: Launch, line: string): Promise<{ code: number; ended: Launched['ended'] }> {
    return new Promise((resolve, reject) => {
      const end = (why: NonNullable<Launched['ended']>): void => {
        job.ended ??= why;
        kill(job.pid);
      };
      const aborted = (): void => end('aborted');
      // Also what keeps this process alive while the program runs.
      const deadline = setTimeout(() => end('timeout'), launch.timeoutMs);
      const done = (): void => {
        clearTimeout(deadline);
        launch.signal?.removeEventListener('abort', aborted);
        this.#jobs.delete(id);
      };
      const job: Job = {
        finish: (code) => (done(), resolve({ code, ended: job.ended })),
        fail: (error) => (done(), reject(error)),
      };
      this.#jobs.set(id, job);
      if (launch.signal?.aborted) aborted();
      launch.signal?.addEventListener('abort', aborted);
      (this.#shell ??= this.#open()).stdin!.write(`${line}\n`);
    });
  }

  #open(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', SCRIPT], { env: {}, detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
    for (const one of [shell, shell.stdin, shell.stdout]) (one as unknown as { unref(): void }).unref();
    const gone = (why: string, cause?: Error): void => {
      if (this.#shell === shell) this.#shell = undefined;
      this.#said = '';
      const error = new Error(`cannot start programs: ${why}`, { cause });
      for (const job of [...this.#jobs.values()]) {
        kill(job.pid);
        job.fail(error);
      }
    };
    shell.stdin.on('error', () => undefined);
    shell.on('error', (error) => gone(error.message, error));
    shell.on('exit', (code, signal) => gone(`the shell ended (${signal ?? code})`));
    shell.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    return shell;
  }

  /** `ID p PID` where it starts, `ID x CODE` where it has ended. */
  #hear(text: string): void {
    const lines = (this.#said + text).split('\n');
    this.#said = lines.pop()!;
    for (const line of lines) {
      const [id, what, number] = line.split(' ');
      const job = this.#jobs.get(Number(id));
      if (!job) continue;
      if (what === 'x') job.finish(Number(number));
      else {
        job.pid = Number(number);
        if (job.ended) kill(job.pid);
      }
    }
  }
}

/** The one of this process. */
export const launcher = new Launcher();

async function launched(
  { code, ended }: { readonly code: number; readonly ended: Launched['ended'] },
  { maxOutputBytes = Infinity }: Launch,
  files: { readonly out: string; readonly err: string },
): Promise<Launched> {
  const stderr = await head(files.err);
  if (ended) return { code, stdout: Buffer.alloc(0), stderr, ended };
  const { size } = await stat(files.out).catch(() => ({ size: 0 }));
  if (size > maxOutputBytes) return { code, stdout: Buffer.alloc(0), stderr, ended: 'output too large' };
  return { code, stdout: size > 0 ? await readFile(files.out) : Buffer.alloc(0), stderr };
}

async function head(file: string): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { size } = await handle.stat();
    if (size === 0) return '';
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, MAX_STDERR_BYTES)));
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The whole group, and the process itself where it has none yet. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
}
