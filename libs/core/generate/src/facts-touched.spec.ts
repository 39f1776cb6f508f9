import fc from 'fast-check';
import { directoriesTouched, filesTouched, type PathChange } from './facts-touched.ts';
import { chosenDirectories, compileDirectoryChoice } from './git-directories.ts';
import { chosenFiles, compileFileChoice } from './git-files.ts';

const paths = (...all: string[]) => all.map((path) => ({ path, exclude: false }));
const came = (path: string): PathChange => ({ path, structural: true, directory: true });
const file = (path: string, structural = false): PathChange => ({ path, structural, directory: false });

describe('directories that a generator asks for', () => {
  it.each<[string, PathChange, boolean]>([
    ['one that it takes came', came('apps/shop'), true],
    ['a folder above those that it takes came', came('apps'), true],
    ['one below those that it takes came', came('apps/shop/overlays'), false],
    ['one beside them came', came('docs'), false],
    ['a hidden one came', came('apps/.cache'), false],
    ['a file came', file('apps/shop', true), false],
    ['a file has another text', file('apps/shop/a.yaml'), false],
  ])('%s', (_, change, touched) => {
    expect(directoriesTouched({ directories: paths('apps/*') }, [change])).toBe(touched);
  });
  it('hidden ones count where they are asked for', () => {
    const settings = { includeHiddenDirectories: true };
    expect(directoriesTouched({ directories: paths('apps/*') }, [came('apps/.cache')], settings)).toBe(true);
  });
});

describe('files that a generator asks for', () => {
  it.each<[string, PathChange, boolean]>([
    ['one that it takes has another text', file('apps/shop/config.json'), true],
    ['another file has another text', file('apps/shop/a.yaml'), false],
    ['a folder came that may hold some', came('apps/new'), true],
    ['a folder came that holds none', came('docs'), false],
  ])('%s', (_, change, touched) => {
    expect(filesTouched({ files: paths('apps/*/config.json') }, [change])).toBe(touched);
  });
});

describe('who looks only into folders that a pattern reaches', () => {
  const segment = fc.stringMatching(/^[ab.][ab]?$/);
  const trees = fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 4 }).map((all) => all.join('/')));
  const parts = fc.constantFrom('a', 'b', '*', '**', 'a*', '?', '[ab]', '.a', '\\a');
  const patterns = fc.array(
    fc.record({
      path: fc.array(parts, { minLength: 1, maxLength: 4 }).map((all) => all.join('/')),
      exclude: fc.boolean(),
    }),
    { maxLength: 3 },
  );
  const seen = (tree: readonly string[], reaches: (folder: string) => boolean): string[] =>
    tree.filter((path) =>
      path
        .split('/')
        .slice(0, -1)
        .every((_, at, all) => reaches(all.slice(0, at + 1).join('/'))),
    );

  it('sees all directories that it takes', () => {
    fc.assert(
      fc.property(trees, patterns, fc.boolean(), (tree, directories, includeHiddenDirectories) => {
        const settings = { includeHiddenDirectories };
        const { reaches } = compileDirectoryChoice({ directories }, settings);
        const all = chosenDirectories(tree, { directories }, settings);
        expect(chosenDirectories(seen(tree, reaches), { directories }, settings)).toEqual(all);
      }),
    );
  });
  it('sees all files that it takes', () => {
    fc.assert(
      fc.property(trees, patterns, fc.boolean(), (tree, files, newGitFileGlobbing) => {
        const settings = { newGitFileGlobbing };
        const choice = compileFileChoice({ files }, settings);
        if (!choice.ok) return;
        expect(chosenFiles(seen(tree, choice.value.reaches), { files }, settings)).toEqual(
          chosenFiles(tree, { files }, settings),
        );
      }),
    );
  });
});
