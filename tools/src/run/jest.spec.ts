import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, jest as clock } from '@jest/globals';
import { inRoot } from './root.ts';
import { countsOf, jest, without, type JestResult } from './jest.ts';

clock.setTimeout(60_000);

const suite = (name: string, status: string, ...states: readonly string[]) => ({
  ...{ name, status, assertionResults: states.map((each) => ({ status: each })) },
});

describe('the counts of a run', () => {
  it('without some files are those of the others', () => {
    const testResults = [
      suite('/a', 'passed', 'passed', 'passed', 'pending'),
      suite('/b', 'failed', 'passed', 'failed'),
      suite('/c', 'failed'),
    ];
    const all: JestResult = {
      ...{ testResults, numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 0 },
      numRuntimeErrorTestSuites: 1,
    };
    expect(countsOf(without(all, []))).toEqual(countsOf(all));
    expect(countsOf(without(all, ['/b']))).toEqual({ passed: 2, failed: 1, skipped: 1 });
    expect(countsOf(without(all, ['/b', '/c']))).toEqual({ passed: 2, failed: 0, skipped: 1 });
  });

  const run = async (spec: string): Promise<unknown> => {
    const folder = await mkdtemp(inRoot('.jest-spec-'));
    try {
      await writeFile(path.join(folder, 'unsteady.spec.cjs'), spec.replaceAll('FOLDER', folder));
      await writeFile(path.join(folder, 'steady.spec.cjs'), `it('passes', () => {});`);
      await writeFile(path.join(folder, 'jest.config.mjs'), 'export default { testMatch: ["**/*.spec.cjs"] };');
      return await jest(['--config', path.join(folder, 'jest.config.mjs'), '--rootDir', folder]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  it('are of the second try, alone, where a file failed in the first', async () => {
    const unsteady = `const fs = require('node:fs');
      it('passes the second time', () => {
        const seen = fs.existsSync('FOLDER/seen');
        fs.writeFileSync('FOLDER/seen', '');
        expect(seen).toBe(true);
      });
      it('passes', () => {});`;
    expect(await run(unsteady)).toEqual({ passed: 3, failed: 0, skipped: 0 });
  });

  it('say what fails twice', async () => {
    expect(await run(`it('fails', () => { throw new Error('no'); });`)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });
});
