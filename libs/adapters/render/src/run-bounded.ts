import { launcher } from '@wheelhouse/runtime';

export interface BoundedRun {
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** A private folder for what it writes, until that is read. */
  readonly scratch: string;
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

/** A Go program reserves so much address space for its own tables before it uses any memory (measured: 512 to 768). */
const RESERVED_MIB = 768;
/** A shell's code of a program that a signal ended is higher. */
const SIGNALLED = 128;

/** Runs a program in a process group of its own, and ends the whole group where it takes too long or says too much. */
export async function runBounded({ maxMemoryMiB, ...run }: BoundedRun): Promise<RunEnd> {
  const { code, ended, stdout, stderr } = await launcher.run({
    ...run,
    maxAddressSpaceMiB: maxMemoryMiB + RESERVED_MIB,
  });
  if (ended === 'timeout' || ended === 'output too large') return { end: ended };
  if (code === 0) return { end: 'done', stdout };
  const memory =
    code > SIGNALLED || /out of memory|cannot allocate memory|failed to (?:reserve|allocate)/i.test(stderr);
  return { end: 'failed', stderr, memory };
}
