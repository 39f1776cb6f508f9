import fc from 'fast-check';
import { cellAt, cellBeside, cellUnder, layoutGrid } from './grid-layout.ts';

describe('the fleet grid', () => {
  it('puts 10,000 clusters in six regions on one screen', () => {
    const layout = layoutGrid([3000, 2500, 1800, 1500, 900, 300], { width: 880, height: 720 });
    expect(layout.height).toBeLessThanOrEqual(720);
    expect(layout.side).toBeGreaterThanOrEqual(4);
  });

  it('keeps cells equal and not huge where there are few', () => {
    expect(layoutGrid([3, 1], { width: 880, height: 720 }).pitch).toBe(40);
  });

  it('grows taller rather than unreadably small', () => {
    const layout = layoutGrid([40_000], { width: 320, height: 400 });
    expect(layout.pitch).toBe(5);
    expect(layout.height).toBeGreaterThan(400);
  });

  const counts = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 8 });
  it('finds under a cell’s middle that cell, and no two cells overlap', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 200, max: 1600 }), (groups, width) => {
        const layout = layoutGrid(groups, { width, height: 600 });
        const half = layout.side / 2;
        const all = Array.from({ length: groups.reduce((a, b) => a + b, 0) }, (_, i) => i);
        const cells = all.map((i) => cellAt(layout, i)!);
        expect(cells.map(({ x, y }) => cellUnder(layout, x + half, y + half))).toEqual(all);
        expect(new Set(cells.map(({ x, y }) => `${x},${y}`)).size).toBe(all.length);
        expect(Math.max(...cells.map(({ x }) => x + layout.side))).toBeLessThanOrEqual(width);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['right', 'ArrowRight', 0, 1],
    ['left at the start stays', 'ArrowLeft', 0, 0],
    ['down one row', 'ArrowDown', 0, 10],
    ['up one row', 'ArrowUp', 12, 2],
    ['up at the top stays', 'ArrowUp', 3, 3],
    ['down from a group into the one below', 'ArrowDown', 20, 25],
    ['the end', 'End', 0, 49],
  ])('an arrow key leads %s', (_, key, from, to) => {
    const layout = {
      pitch: 10,
      side: 8,
      height: 110,
      groups: [
        { x: 0, y: 0, columns: 10, count: 25, first: 0, width: 100 },
        { x: 0, y: 60, columns: 10, count: 25, first: 25, width: 100 },
      ],
    };
    expect(cellBeside(layout, from, key)).toBe(to);
  });

  it('is nowhere between the groups', () => {
    const layout = layoutGrid([4, 4], { width: 400, height: 200 });
    expect(cellUnder(layout, -5, 30)).toBeUndefined();
    expect(cellUnder(layout, 3, 3)).toBeUndefined();
  });
});
