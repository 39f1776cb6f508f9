import type { DiffLine } from './line-diff.ts';

/** One side of a row: its line's number from 1, and which part of it is not on the other side. */
export interface Cell {
  readonly number: number;
  readonly text: string;
  /** From and to, in UTF-16 units; absent: all of it, or nothing where the row is the same on both sides. */
  readonly marked?: readonly [from: number, to: number];
}

export interface Row {
  readonly kind: 'same' | 'changed';
  readonly before?: Cell;
  readonly after?: Cell;
}

/** A run of rows that are shown, or of such that are far from any change and may be. */
export interface Section {
  readonly folded: boolean;
  readonly rows: readonly Row[];
}

/** Lines of a difference beside each other: what was taken away stands beside what came in its place. */
export function besideEachOther(lines: readonly DiffLine[]): readonly Row[] {
  const rows: Row[] = [];
  let [before, after] = [0, 0];
  for (let at = 0; at < lines.length;) {
    if (lines[at]!.kind === 'same') {
      const { text } = lines[at++]!;
      rows.push({ kind: 'same', before: { number: ++before, text }, after: { number: ++after, text } });
      continue;
    }
    const end = lines.findIndex(({ kind }, index) => index >= at && kind === 'same');
    const run = lines.slice(at, end < 0 ? undefined : end);
    const [gone, come] = [run.filter(({ kind }) => kind === 'gone'), run.filter(({ kind }) => kind === 'new')];
    for (let row = 0; row < Math.max(gone.length, come.length); row += 1)
      rows.push(changed(gone[row]?.text, come[row]?.text, { before: before + row + 1, after: after + row + 1 }));
    [before, after, at] = [before + gone.length, after + come.length, at + run.length];
  }
  return rows;
}

function changed(
  was: string | undefined,
  is: string | undefined,
  numbers: { readonly before: number; readonly after: number },
): Row {
  const [left, right] = was !== undefined && is !== undefined ? whereTheyDiffer(was, is) : [undefined, undefined];
  return {
    kind: 'changed',
    ...(was === undefined ? {} : { before: { number: numbers.before, text: was, ...(left && { marked: left }) } }),
    ...(is === undefined ? {} : { after: { number: numbers.after, text: is, ...(right && { marked: right }) } }),
  };
}

/** What is between the beginning and the end that both have; nothing is marked where they have little in common. */
function whereTheyDiffer(was: string, is: string): readonly [Cell['marked'], Cell['marked']] {
  const shorter = Math.min(was.length, is.length);
  let head = 0;
  while (head < shorter && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail += 1;
  if (was.slice(0, head).trim() === '') return [undefined, undefined];
  return [
    [head, was.length - tail],
    [head, is.length - tail],
  ];
}

/** Rows near a change, and between them what is folded; fewer than `around` rows are not worth folding. */
export function folded(rows: readonly Row[], around = 3): readonly Section[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind === 'changed'),
  );
  const sections: { folded: boolean; rows: Row[] }[] = [];
  for (const [at, row] of rows.entries()) {
    const last = sections.at(-1);
    if (last && last.folded === !near[at]) last.rows.push(row);
    else sections.push({ folded: !near[at], rows: [row] });
  }
  return sections.map((section) => (section.rows.length < around ? { ...section, folded: false } : section));
}
