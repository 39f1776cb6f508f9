import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { importCircles } from './import-circles.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const of = (files: Record<string, readonly string[]>) =>
  importCircles(
    new Map(
      Object.entries(files).map(([file, to]) => [`${file}.ts`, to.map((one) => `import './${one}.ts';`).join('\n')]),
    ),
  );

describe('imports in a circle', () => {
  it.each([
    ['none in a tree', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, []],
    ['two files', { a: ['b'], b: ['a'] }, [['a.ts', 'b.ts']]],
    ['a long way round', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, [['b.ts', 'c.ts', 'd.ts']]],
    ['two circles that one file joins', { a: ['b', 'c'], b: ['a'], c: ['a'] }, [['a.ts', 'b.ts', 'c.ts']]],
    [
      'two circles, one above the other',
      { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
      [
        ['c.ts', 'd.ts'],
        ['a.ts', 'b.ts'],
      ],
    ],
    ['nothing outside', { a: ['gone'] }, []],
  ])('%s', (_what, files, circles) => {
    expect(of(files)).toEqual(circles);
  });

  it('are found by every kind of import', () => {
    const sources = new Map([
      ['x/a.ts', "import type { B } from '../y/b.ts';"],
      ['y/b.ts', "const a = await import(\n  '../x/a.ts'\n);"],
    ]);
    expect(importCircles(sources)).toEqual([['x/a.ts', 'y/b.ts']]);
  });

  it('are nowhere in this repository', () => {
    const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const sources = new Map(
      files
        .trim()
        .split('\n')
        .map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]),
    );
    expect(sources.size).toBeGreaterThan(1000);
    expect(importCircles(sources)).toEqual([]);
  });
});
