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

/** The part of what `jest --json` writes that counts. */
export interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** More spec files than this do not fail by chance. */
const TRIED_AGAIN_AT_MOST = 5;

/**
 * Runs Jest with its own output on stderr. A suite that cannot even start, or a Jest that dies, counts as one failure. Few files
 * that fail are tried once more, alone: what then passes counts as passed and is named as unsteady, since tests on real
 * servers have deadlines and a machine has other work.
 */
export async function jest(args: readonly string[]): Promise<Counts> {
  const first = await runJest(args);
  const failed = first.result ? failedFiles(first.result) : [];
  if (failed.length === 0 || failed.length > TRIED_AGAIN_AT_MOST) return first.counts;
  process.stderr.write(`\ntried once more, alone: ${failed.map((file) => path.relative(ROOT, file)).join(', ')}\n`);
  const again = await runJest([
    ...args.filter((arg) => !arg.startsWith('--maxWorkers')),
    '--runInBand',
    '--runTestsByPath',
    ...failed,
  ]);
  const left = again.result ? failedFiles(again.result) : failed;
  for (const file of failed.filter((each) => !left.includes(each)))
    process.stderr.write(`unsteady: ${path.relative(ROOT, file)} failed at first, and passed alone\n`);
  return sum([countsOf(without(first.result!, failed)), again.counts]);
}

const failedFiles = ({ testResults }: JestResult): readonly string[] =>
  testResults.flatMap(({ name, status }) => (status === 'failed' ? [name] : []));

/** The same without these files, counted anew. */
export function without(result: JestResult, files: readonly string[]): JestResult {
  const testResults = result.testResults.filter(({ name }) => !files.includes(name));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const number = (...states: readonly string[]): number => tests.filter(({ status }) => states.includes(status)).length;
  return {
    testResults,
    numPassedTests: number('passed'),
    numFailedTests: number('failed'),
    numPendingTests: number('pending', 'skipped', 'disabled'),
    numTodoTests: number('todo'),
    numRuntimeErrorTestSuites: testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
    ).length,
  };
}

async function runJest(args: readonly string[]): Promise<{ readonly counts: Counts; readonly result?: JestResult }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wheelhouse-jest-'));
  const file = path.join(folder, 'result.json');
  try {
    // What a failed spec left open must not hold up the rest: Jest ends when the last spec has.
    const code = await spawnJest([...args, '--json', '--outputFile', file, '--passWithNoTests', '--forceExit']);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return { counts: { ...NONE, failed: 1 } };
    const result = JSON.parse(text) as JestResult;
    const counts = countsOf(result);
    return { result, counts: code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function countsOf(result: JestResult): Counts {
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
