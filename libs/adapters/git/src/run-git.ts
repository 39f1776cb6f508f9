import { launcher, type Launched } from '@wheelhouse/runtime';

export interface GitRun {
  readonly binary: string;
  readonly gitDir: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
}

/** A question to git that it answered with an error. */
export class GitFailed extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'GitFailed';
    this.exitCode = exitCode;
  }
}

/** As a shell says that there is no such program, or that it cannot be run. */
const NOT_RUN = [126, 127];

/** Asks git about a mirror and gives what it prints. */
export async function runGit(args: readonly string[], run: GitRun): Promise<Buffer> {
  const { binary, gitDir, environment, timeoutMs, stdin, signal } = run;
  const { code, stdout, stderr, ended } = await launcher.run({
    command: [binary, ...args],
    cwd: gitDir,
    scratch: gitDir,
    environment,
    timeoutMs,
    ...(stdin !== undefined && { stdin }),
    ...(signal && { signal }),
  });
  if (ended) throw new GitEnded(`git ${args[0]} did not end within ${timeoutMs} ms`, ended);
  if (NOT_RUN.includes(code)) throw new Error(`cannot run ${binary}: ${stderr.trim()}`);
  if (code !== 0) throw new GitFailed(stderr.trim() || `git ${args[0]} ended with code ${code}`, code);
  return stdout;
}

/** We ended it. */
export class GitEnded extends Error {
  readonly why: NonNullable<Launched['ended']>;
  constructor(message: string, why: NonNullable<Launched['ended']>) {
    super(message);
    this.name = 'GitEnded';
    this.why = why;
  }
}
