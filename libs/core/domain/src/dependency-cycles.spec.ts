import fc from 'fast-check';
import { dependencyCycles } from './dependency-cycles.ts';

const graph = (text: string) =>
  text.split(', ').map((one) => {
    const [name, needs = ''] = one.split(' > ');
    return { name: name!, dependsOn: needs.split(' ').filter(Boolean) };
  });
const paths = (text: string): string[] => dependencyCycles(graph(text)).map((path) => path.join(' '));

describe('what waits for each other', () => {
  it.each<[string, string, string[]]>([
    ['nothing waits', 'a, b', []],
    ['a chain', 'a > b, b > c, c', []],
    ['two ways to the same', 'a > b c, b > d, c > d, d', []],
    ['a name that nobody has', 'a > z', []],
    ['one that waits for itself', 'a > a', ['a a']],
    ['two of each other', 'a > b, b > a', ['a b a']],
    ['a longer circle, found from outside', 'x > a, a > b, b > c, c > a', ['a b c a']],
    ['two circles', 'a > b, b > a, c > d, d > c', ['a b a', 'c d c']],
  ])('%s', (_, text, expected) => {
    expect(paths(text)).toEqual(expected);
  });

  it('is found exactly where an order is impossible, and each path is one', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const edges = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), { maxLength: 10 });
    fc.assert(
      fc.property(edges, (list) => {
        const nodes = names.map((name) => ({
          name,
          dependsOn: list.filter(([from]) => from === name).map(([, to]) => to),
        }));
        const cycles = dependencyCycles(nodes);
        for (const path of cycles) {
          expect(path.at(-1)).toBe(path[0]);
          path.slice(1).forEach((to, i) => expect(list).toContainEqual([path[i], to]));
        }
        let left = nodes;
        for (;;) {
          const free = left.filter(({ dependsOn }) => !dependsOn.some((to) => left.some(({ name }) => name === to)));
          if (free.length === 0) break;
          left = left.filter((one) => !free.includes(one));
        }
        expect(cycles.length > 0).toBe(left.length > 0);
      }),
    );
  });
});
