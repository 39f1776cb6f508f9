import { parse } from 'graphql';
import { documentCost, MAX_COST } from './cost.ts';

describe('documentCost', () => {
  it.each([
    ['a field is one', '{ viewer { name } }', {}, 2],
    [
      'a page multiplies what stands in it',
      '{ applications(first: 10) { nodes { name health { status } } } }',
      {},
      1 + 10 * 4,
    ],
    ['a page without a size is the default one', '{ clusters { nodes { name } } }', {}, 1 + 50 * 2],
    ['a size by variable', 'query ($n: Int) { clusters(first: $n) { nodes { name } } }', { n: 7 }, 1 + 7 * 2],
    [
      'fragments count where they are used',
      '{ clusters(first: 2) { nodes { ...c } } } fragment c on Cluster { name id }',
      {},
      1 + 2 * 3,
    ],
    ['a fragment in itself ends', '{ viewer { ...f } } fragment f on Viewer { name ...f }', {}, 2],
  ])('%s', (_, query, variables, cost) => expect(documentCost(parse(query), variables)).toBe(cost));

  it('pages in pages go beyond the bound', () => {
    expect(
      documentCost(parse('{ applications(first: 500) { nodes { events(first: 500) { message } } } }'), {}),
    ).toBeGreaterThan(MAX_COST);
  });
});
