import { spawn } from 'node:child_process';

export interface GitRun {
  readonly binary: string;
  readonly environment: Record<string, string>;
  readonly timeoutMs: number;
  readonly stdin?: string;
}

/** A local question to git that it answered with an error. */
export class GitFailed extends Error {
  readonly exitCode: number | null;
  constructor(message: string, exitCode: number | null) {
    super(message);
    this.name = 'GitFailed';
    this.exitCode = exitCode;
  }
}

/** Asks git about a mirror and gives what it prints. For local questions only: remotes are `remote.ts`'s. */
export function runGit(args: readonly string[], run: GitRun): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(run.binary, args, { env: run.environment, timeout: run.timeoutMs, killSignal: 'SIGKILL' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => reject(new Error(`cannot run ${run.binary}: ${error.message}`, { cause: error })));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(stdout));
      const said = Buffer.concat(stderr).toString().trim();
      reject(new GitFailed(signal ? `git ${args[0]} did not end within ${run.timeoutMs} ms` : said, code));
    });
    // A git that ends early closes the pipe; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(run.stdin ?? '');
  });
}
