/** What a moment is for a target: any sync may start, only one by hand, or none. */
export type Opening = 'open' | 'by-hand' | 'closed';

/** `mixed`: of a row that stands for several targets, some are open and some are not. */
export type Shade = Opening | 'mixed';

interface Answer {
  readonly allowed: boolean;
  readonly reason: string;
}

/** As the API gives it. */
export interface TimelineInterval {
  readonly from: string;
  readonly to: string;
  readonly automatic: Answer;
  readonly manual: Answer;
}

export interface Bar {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly shade: Shade;
  readonly reason: string;
}

export const openingOf = ({ automatic, manual }: Pick<TimelineInterval, 'automatic' | 'manual'>): Opening =>
  automatic.allowed ? 'open' : manual.allowed ? 'by-hand' : 'closed';

export const shadeWords: Readonly<Record<Shade, string>> = {
  open: 'open',
  'by-hand': 'by hand only',
  closed: 'closed',
  mixed: 'open for some',
};

/** Bars of one target; what follows on the same answer with the same reason is one bar. */
export function barsOf(intervals: readonly TimelineInterval[]): Bar[] {
  const bars: Bar[] = [];
  for (const each of intervals) {
    const bar = {
      ...{ from: Date.parse(each.from), to: Date.parse(each.to), shade: openingOf(each) },
      reason: each.automatic.reason,
    };
    append(bars, bar);
  }
  return bars;
}

function append(bars: Bar[], bar: Bar): void {
  const last = bars.at(-1);
  if (last && last.to === bar.from && last.shade === bar.shade && last.reason === bar.reason)
    bars[bars.length - 1] = { ...last, to: bar.to };
  else bars.push(bar);
}

/**
 * One row for several targets: where they do not agree it is `mixed`, and the reason says how many are which. `weights`: for how
 * many each row stands.
 */
export function combined(rows: readonly (readonly Bar[])[], weights: readonly number[] = rows.map(() => 1)): Bar[] {
  if (rows.length === 1) return [...rows[0]!];
  const edges = [...new Set(rows.flatMap((bars) => bars.flatMap(({ from, to }) => [from, to])))].sort((a, b) => a - b);
  const places = rows.map(() => 0);
  const bars: Bar[] = [];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const here = rows.flatMap((row, at) => {
      while (row[places[at]!] && row[places[at]!]!.to <= from) places[at]! += 1;
      const bar = row[places[at]!];
      return bar && bar.from <= from ? [{ bar, weight: weights[at]! }] : [];
    });
    if (here.length > 0) append(bars, { from, to: edges[index + 1]!, ...agreed(here) });
  }
  return bars;
}

interface Weighted {
  readonly bar: Bar;
  readonly weight: number;
}

function agreed(weighted: readonly Weighted[]): Pick<Bar, 'shade' | 'reason'> {
  const bars = weighted.map(({ bar }) => bar);
  const shades = new Set(bars.map(({ shade }) => shade));
  const [first] = bars;
  if (shades.size === 1) {
    const reasons = [...new Set(bars.map(({ reason }) => reason))];
    return { shade: first!.shade, reason: reasons.length === 1 ? reasons[0]! : `${reasons[0]!}, and other reasons` };
  }
  const sum = (some: readonly Weighted[]): number => some.reduce((total, { weight }) => total + weight, 0);
  const counted = [...shades].map((shade) => {
    const count = sum(weighted.filter(({ bar }) => bar.shade === shade));
    return `${count} of ${sum(weighted)} ${shadeWords[shade]}`;
  });
  return { shade: 'mixed', reason: counted.join(', ') };
}

/** The place of a bar on an axis, as parts of its length. Undefined: it lies beside the axis. */
export function placeOf(
  bar: Pick<Bar, 'from' | 'to'>,
  from: number,
  to: number,
): { x: number; width: number } | undefined {
  const [begin, end] = [Math.max(bar.from, from), Math.min(bar.to, to)];
  return end <= begin ? undefined : { x: (begin - from) / (to - from), width: (end - begin) / (to - from) };
}

export interface Change {
  readonly at: number;
  readonly shade: Shade;
  readonly reason: string;
}

/** What changes after `now`, in order: openings and closings, not mere changes of the reason. */
export function changesOf(bars: readonly Bar[], now: number): Change[] {
  return bars.flatMap((bar, index) => {
    const before = bars[index - 1];
    const changed = bar.from > now && before !== undefined && before.shade !== bar.shade;
    return changed ? [{ at: bar.from, shade: bar.shade, reason: bar.reason }] : [];
  });
}

const number = new Intl.NumberFormat('en-GB');

/** "1,002 applications"; nothing for one. */
export const countWords = (count: number | undefined): string =>
  count === undefined || count === 1 ? '' : `${number.format(count)} applications`;

/** "8 waiting"; nothing where none does. */
export const waitingWords = (waiting: number | undefined): string =>
  waiting ? `${number.format(waiting)} waiting` : '';
