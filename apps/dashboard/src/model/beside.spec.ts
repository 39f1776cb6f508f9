import fc from 'fast-check';
import { besideEachOther, folded } from './beside.ts';
import { lineDiff } from './line-diff.ts';

const rowsOf = (before: string, after: string) => besideEachOther(lineDiff(before, after));
const told = (before: string, after: string) =>
  rowsOf(before, after).map((row) => [row.before?.text ?? '', row.kind === 'same' ? '=' : '≠', row.after?.text ?? '']);

describe('lines beside each other', () => {
  it.each<[string, string, string, string[][]]>([
    [
      'what is the same',
      'a\nb',
      'a\nb',
      [
        ['a', '=', 'a'],
        ['b', '=', 'b'],
      ],
    ],
    [
      'what came in place of what',
      'a\nb\nc',
      'a\nx\nc',
      [
        ['a', '=', 'a'],
        ['b', '≠', 'x'],
        ['c', '=', 'c'],
      ],
    ],
    [
      'more than was there',
      'a',
      'x\ny',
      [
        ['a', '≠', 'x'],
        ['', '≠', 'y'],
      ],
    ],
    [
      'what went',
      'a\nb',
      'a',
      [
        ['a', '=', 'a'],
        ['b', '≠', ''],
      ],
    ],
    ['all of it, where nothing was', '', 'a', [['', '≠', 'a']]],
  ])('shows %s', (_, before, after, expected) => expect(told(before, after)).toEqual(expected));

  it('marks what of a line is another, and all of it where little is the same', () => {
    const [image] = rowsOf('  image: shop:1.8.2', '  image: shop:1.9.0');
    const marked = (cell: { text: string; marked?: readonly [number, number] } | undefined) =>
      cell?.marked && cell.text.slice(...cell.marked);
    expect([marked(image?.before), marked(image?.after)]).toEqual(['8.2', '9.0']);
    const [other] = rowsOf('  image: a', '  name: b');
    expect(marked(other?.before)).toBeUndefined();
  });

  it('numbers each side by itself, and loses no line', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = rowsOf(before, after);
        for (const [side, whole] of [
          ['before', before],
          ['after', after],
        ] as const) {
          const cells = rows.flatMap((row) => row[side] ?? []);
          expect(cells.map((cell) => cell.text).join('\n')).toBe(whole);
          expect(cells.map((cell) => cell.number)).toEqual(cells.map((_, at) => at + 1));
        }
        expect(folded(rows).flatMap((section) => section.rows)).toEqual(rows);
      }),
    );
  });
});

describe('folding', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, at) => `line ${at}`);
  const shape = (before: string[], after: string[]) =>
    folded(rowsOf(before.join('\n'), after.join('\n'))).map((section) => [section.folded, section.rows.length]);

  it('leaves three lines around a change', () =>
    expect(shape(lines(21), lines(21).with(10, 'other'))).toEqual([
      [true, 7],
      [false, 7],
      [true, 7],
    ]));
  it('does not fold a line or two', () =>
    expect(shape(lines(9), lines(9).with(4, 'other'))).toEqual([
      [false, 1],
      [false, 7],
      [false, 1],
    ]));
  it('folds all where nothing changed', () => expect(shape(lines(9), lines(9))).toEqual([[true, 9]]));
});
