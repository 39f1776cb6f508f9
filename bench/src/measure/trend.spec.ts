import { trendsOf, trendTable } from './trend.ts';

const run = (value: (at: number) => number | undefined, name = 'things, rows') =>
  trendsOf(
    Array.from({ length: 101 }, (_, at) => {
      const found = value(at);
      return { at, levels: found === undefined ? {} : { [name]: found } };
    }),
  )[0];

it.each([
  ['a level that stays', () => 1_000, false],
  ['one that fills up in the warm-up and stays', (at: number) => Math.min(at, 20) * 100, false],
  ['a saw', (at: number) => 1_000 + (at % 10) * 50, false],
  ['one that falls', (at: number) => 1_000 - at, false],
  ['one that grows a little within its slack', (at: number) => at / 10, false],
  ['one that grows all the time', (at: number) => 100 + at * 10, true],
  ['one that grows late', (at: number) => (at < 75 ? 100 : 400), true],
])('%s', (_, value, grew) => {
  expect(run(value)).toMatchObject({ grew });
});

it('a level has the slope of the line through what comes after the warm-up', () => {
  expect(run((at) => 100 + at * 3)?.slope).toBeCloseTo(3);
});

it('what is there only now and then has a trend, and what came at the very end has none', () => {
  expect(run((at) => (at % 7 === 0 ? 5 : undefined))).toMatchObject({ start: 5, end: 5, grew: false });
  expect(run((at) => (at > 90 ? 5 : undefined))).toBeUndefined();
});

it('a table says which level grew', () => {
  const table = trendTable([run((at) => at * 10)!], { per: 60, unit: 'hour' });
  expect(table).toMatch(/\| things, rows \| .* \| 600\.0 \| \*\*grew\*\* \|/);
});
