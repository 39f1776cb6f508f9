import fc from 'fast-check';
import { expand } from './expand.ts';
import { filesKey, type Facts } from './facts.ts';
import { applicationSet, cluster, directoryFacts, facts, GO_TEMPLATE } from './fixtures.ts';

const URL = 'https://git/x';
const FILES = filesKey({ repoURL: URL, revision: 'HEAD', files: [{ path: '**/*.json', exclude: false }] });

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { minLength: 1, maxLength: 6 });
const labels = fc.dictionary(fc.constantFrom('env', 'tier'), fc.constantFrom('dev', 'prod'));
const clusters = names.chain((all) =>
  fc.tuple(...all.map((name) => labels.map((own) => cluster(name, { ...own, name })))),
);
const directories = names.map((all) => all.flatMap((name) => [`apps/${name}`, `apps/${name}/base`]));
const files = names.map((all) => all.map((name, at): [string, string] => [`c/${name}/x.json`, `{"n": ${at * 1e6}}`]));

const world = fc.record({ clusters, directories, files }).map((given) => ({
  ...given,
  facts: (order: <T>(list: readonly T[]) => readonly T[]): Facts =>
    facts({
      clusters: order(given.clusters),
      directories: directoryFacts(URL, [{ path: 'apps/*' }], order(given.directories)),
      files: new Map([[FILES, new Map(order(given.files))]]),
    }),
}));

const list = { list: { elements: [{ name: 'one' }, { name: 'two' }] } };
const generators: Record<string, { readonly name: string; readonly generator: object }> = {
  list: { name: '{{ .name }}', generator: list },
  clusters: {
    name: '{{ .name }}-{{ index .metadata.labels "name" }}',
    generator: { clusters: { selector: { matchExpressions: [{ key: 'name', operator: 'Exists' }] } } },
  },
  directories: {
    name: '{{ .path.path | replace "/" "-" }}',
    generator: { git: { repoURL: URL, revision: 'HEAD', directories: [{ path: 'apps/*' }] } },
  },
  files: {
    name: '{{ .path.basename }}-{{ .n }}',
    generator: { git: { repoURL: URL, revision: 'HEAD', files: [{ path: '**/*.json' }] } },
  },
};
const kinds = fc.constantFrom(...Object.values(generators));

const setOf = (generator: object, name: string) =>
  applicationSet([generator], { goTemplate: true, template: { ...GO_TEMPLATE, metadata: { name } } });
const made = (generator: object, name: string, known: Facts): string => {
  const expansion = expand(setOf(generator, name), known);
  if (!expansion.ok) throw new Error(JSON.stringify(expansion.error));
  const { applications, rejected } = expansion.value;
  return JSON.stringify([applications.map(({ object, origin }) => [object, origin.params]), rejected]);
};
const objects = (text: string): unknown => (JSON.parse(text) as [[unknown, unknown][]])[0].map(([object]) => object);

const asTheyAre = <T>(all: readonly T[]): readonly T[] => all;
const backwards = <T>(all: readonly T[]): readonly T[] => all.toReversed();

describe('laws of expanding a set', () => {
  it('the order of facts does not matter', () => {
    fc.assert(
      fc.property(world, kinds, ({ facts: factsIn }, { generator, name }) => {
        expect(made(generator, name, factsIn(backwards))).toBe(made(generator, name, factsIn(asTheyAre)));
      }),
    );
  });

  it('nor does it for a matrix or a merge', () => {
    fc.assert(
      fc.property(world, fc.constantFrom('matrix', 'merge'), ({ facts: factsIn }, kind) => {
        const children = [
          generators['clusters']!.generator,
          kind === 'matrix' ? list : generators['clusters']!.generator,
        ];
        const generator = { [kind]: { generators: children, ...(kind === 'merge' && { mergeKeys: ['name'] }) } };
        const name = kind === 'matrix' ? '{{ .server | trunc -4 | normalize }}-{{ .name }}' : '{{ .name }}';
        expect(made(generator, name, factsIn(backwards))).toBe(made(generator, name, factsIn(asTheyAre)));
      }),
    );
  });

  it('the same facts give the same bytes', () => {
    fc.assert(
      fc.property(world, kinds, ({ facts: factsIn }, { generator, name }) => {
        expect(made(generator, name, factsIn(asTheyAre))).toBe(made(generator, name, factsIn(asTheyAre)));
      }),
    );
  });

  it('a matrix of one child is the child', () => {
    fc.assert(
      fc.property(world, kinds, ({ facts: factsIn }, { generator, name }) => {
        const known = factsIn(asTheyAre);
        const matrix = { matrix: { generators: [generator] } };
        expect(objects(made(matrix, name, known))).toEqual(objects(made(generator, name, known)));
      }),
    );
  });

  it('a merge of a generator with itself is the generator', () => {
    fc.assert(
      fc.property(world, fc.constantFrom('list', 'clusters'), ({ facts: factsIn }, kind) => {
        const known = factsIn(asTheyAre);
        const { generator, name } = generators[kind]!;
        const merge = { merge: { mergeKeys: ['name'], generators: [generator, generator, generator] } };
        expect(objects(made(merge, name, known))).toEqual(objects(made(generator, name, known)));
      }),
    );
  });

  it('Applications come in the order of their names', () => {
    fc.assert(
      fc.property(world, kinds, ({ facts: factsIn }, { generator, name }) => {
        const all = objects(made(generator, name, factsIn(backwards))) as { metadata: { name: string } }[];
        const found = all.map(({ metadata }) => metadata.name);
        expect(found).toEqual(found.toSorted((a, b) => (a < b ? -1 : 1)));
      }),
    );
  });
});
