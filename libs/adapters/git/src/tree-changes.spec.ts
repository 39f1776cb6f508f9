import fc from 'fast-check';
import type { GitDirectoryEntry } from './git-types.ts';
import { treeChanges } from './tree-changes.ts';

interface Tree {
  readonly [name: string]: string | Tree;
}

/** Trees of an arbitrary repository, by ids that stand for their content. */
class Trees {
  readonly reads: string[] = [];
  readonly #known = new Map<string, readonly GitDirectoryEntry[]>();

  add(tree: Tree): string {
    const entries = Object.entries(tree).map(([name, one]): GitDirectoryEntry =>
      typeof one === 'string'
        ? { name, kind: one === 'link' ? 'symlink' : 'file', executable: one.endsWith('x'), oid: `blob ${one}` }
        : { name, kind: 'directory', executable: false, oid: this.add(one) },
    );
    const oid = `tree ${JSON.stringify(entries)}`;
    this.#known.set(oid, entries);
    return oid;
  }

  readonly read = (oid: string): Promise<readonly GitDirectoryEntry[]> => {
    this.reads.push(oid);
    return Promise.resolve(this.#known.get(oid)!);
  };
}

async function changes(from: Tree, to: Tree): Promise<string[]> {
  const trees = new Trees();
  const found = await treeChanges(trees.add(from), trees.add(to), trees.read);
  return found
    .map(({ path, structural, directory }) => `${path}${directory ? '/' : ''}${structural ? '!' : ''}`)
    .sort();
}

it.each<[string, Tree, Tree, readonly string[]]>([
  ['nothing', { a: { b: '1' } }, { a: { b: '1' } }, []],
  ['another content', { a: { b: '1' }, c: '1' }, { a: { b: '2' }, c: '1' }, ['a/b']],
  ['a file that came', { a: {} }, { a: { b: '1' } }, ['a/b!']],
  ['a folder that came, once for all below it', {}, { a: { b: '1', c: '2' } }, ['a/!']],
  ['a folder that went', { a: { b: '1' }, c: '1' }, { c: '1' }, ['a/!']],
  ['a file that became a folder', { a: '1' }, { a: { b: '1' } }, ['a/!']],
  ['a file that became a link', { a: '1' }, { a: 'link' }, ['a!']],
  ['a file that became executable', { a: '1' }, { a: '1x' }, ['a']],
])('%s', async (_, from, to, expected) => {
  expect(await changes(from, to)).toEqual(expected);
});

it('does not look into folders that are equal', async () => {
  const trees = new Trees();
  const same = { b: '1', c: { d: '2' } };
  await treeChanges(trees.add({ same, other: { a: '1' } }), trees.add({ same, other: { a: '2' } }), trees.read);
  expect(trees.reads).not.toContain(trees.add(same));
});

const leaf = fc.constantFrom('1', '2', '2x', 'link');
const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof({ maxDepth: 3 }, leaf, tie('tree')), { maxKeys: 3 }),
})).tree;

const filesOf = (one: Tree, below = ''): [string, string][] =>
  Object.entries(one).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[below + name, value]] : filesOf(value, `${below}${name}/`),
  );

it('names every file that differs, itself or by a folder above it, and nothing that is equal', async () => {
  await fc.assert(
    fc.asyncProperty(tree, tree, async (from, to) => {
      const trees = new Trees();
      const found = await treeChanges(trees.add(from), trees.add(to), trees.read);
      const [before, after] = [new Map(filesOf(from)), new Map(filesOf(to))];
      const covers = (file: string) => found.some(({ path }) => file === path || file.startsWith(`${path}/`));
      for (const file of new Set([...before.keys(), ...after.keys()]))
        expect(covers(file)).toBe(before.get(file) !== after.get(file));
    }),
  );
});
