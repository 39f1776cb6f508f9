import fc from 'fast-check';
import { ReadIndex, type PathChange, type SourceReads } from './read-index.ts';

const reads = (files: readonly string[], folders: readonly string[] = []): SourceReads => ({
  files: new Set(files),
  folders: new Set(folders),
});

describe('ReadIndex', () => {
  const index = new ReadIndex<string>();
  index.set('dev', reads(['base/a.yaml', 'dev/kustomization.yaml', 'dev/lost.yaml'], ['base', 'dev']));
  index.set('prod', reads(['base/a.yaml', 'prod/kustomization.yaml'], ['base', 'prod']));
  const changed = (path: string, structural = false): PathChange => ({ path, structural });

  it.each<[string, PathChange, readonly string[]]>([
    ['a file of one', changed('dev/kustomization.yaml'), ['dev']],
    ['a file that both read', changed('base/a.yaml'), ['dev', 'prod']],
    ['a file that nobody read', changed('base/README.md'), []],
    ['a file that came into a folder whose names were read', changed('base/b.yaml', true), ['dev', 'prod']],
    ['a file that came where nothing was', changed('dev/lost.yaml', true), ['dev']],
    ['a folder that went, with what was read in it', changed('prod', true), ['prod']],
    ['a folder beside them', changed('other', true), []],
    ['one whose name only begins like a read folder', changed('dev-2', true), []],
  ])('%s', (_, change, touched) => {
    expect([...index.touched([change])].sort()).toEqual(touched);
  });

  it('forgets what was read before', () => {
    const one = new ReadIndex<string>();
    one.set('a', reads(['x']));
    one.set('a', reads(['y'], ['.']));
    expect(one.touched([changed('x')])).toEqual(new Set());
    expect(one.touched([changed('x', true)])).toEqual(new Set(['a']));
    one.delete('a');
    expect(one.touched([changed('y', true)])).toEqual(new Set());
  });
});

/** A repository of files; folders are what their paths say. */
type Files = ReadonlyMap<string, string>;
const segment = fc.constantFrom('a', 'b', 'c');
const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
const files: fc.Arbitrary<Files> = fc
  .array(fc.tuple(path, fc.constantFrom('1', '2')), { maxLength: 8 })
  .map((all) => new Map(all.filter(([file]) => !all.some(([other]) => other.startsWith(`${file}/`)))));

const namesIn = (tree: Files, folder: string): readonly string[] => {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const below = [...tree.keys()].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length));
  return [...new Set(below.map((rest) => (rest.includes('/') ? `${rest.split('/')[0]}/` : rest)))].sort();
};
/** What a reader sees at a path: the bytes of a file, the names and kinds in a folder, or nothing. */
const seen = (tree: Files, at: string): string => tree.get(at) ?? JSON.stringify(namesIn(tree, at));
const kindAt = (tree: Files, at: string): 'file' | 'folder' | 'nothing' =>
  tree.has(at) ? 'file' : at === '.' || namesIn(tree, at).length > 0 ? 'folder' : 'nothing';

/** As a comparison of trees tells it: what came or went as a folder is told once. */
function compare(from: Files, to: Files, below = ''): PathChange[] {
  const names = new Set([from, to].flatMap((tree) => namesIn(tree, below || '.').map((one) => one.replace('/', ''))));
  return [...names].flatMap((name) => {
    const at = below ? `${below}/${name}` : name;
    const [before, after] = [kindAt(from, at), kindAt(to, at)];
    if (before === 'folder' && after === 'folder') return compare(from, to, at);
    if (before === after && from.get(at) === to.get(at)) return [];
    return [{ path: at, structural: before !== after }];
  });
}

it('touches everybody who would read something else', () => {
  fc.assert(
    fc.property(files, files, fc.array(path, { maxLength: 6 }), (from, to, asked) => {
      const index = new ReadIndex<string>();
      const folders = [...asked, '.'].filter((at) => kindAt(from, at) === 'folder');
      index.set('reader', reads(asked, folders));
      const touched = index.touched(compare(from, to)).size > 0;
      const same = [...asked, '.'].every((at) => seen(from, at) === seen(to, at));
      expect(touched || same).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
