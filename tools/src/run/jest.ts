import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './root.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    NONE,
  );
}

/** `12 passed, 1 failed, 2 skipped`; skipped only if any were. */
export function wording({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Runs Jest with its own output on stderr. A suite that cannot even start, or a Jest that dies, counts as one failure. */
export async function jest(args: readonly string[]): Promise<Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wheelhouse-jest-'));
  const file = path.join(folder, 'result.json');
  try {
    // What a failed spec left open must not hold up the rest: Jest ends when the last spec has.
    const code = await spawnJest([...args, '--json', '--outputFile', file, '--passWithNoTests', '--forceExit']);
    const result = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as JestResult,
      () => undefined,
    );
    const counts = result ? countsOf(result) : NONE;
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function countsOf(result: JestResult): Counts {
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

function spawnJest(args: readonly string[]): Promise<number> {
  const options = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return new Promise((resolve) => {
    // Jest's progress goes to stderr; with --json its stdout is the result, which the file has.
    const child = spawn(process.execPath, [path.join(ROOT, 'node_modules/jest/bin/jest.js'), ...args], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: options.filter(Boolean).join(' ') },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
