import type { Levels } from './levels.ts';

export interface Sample {
  /** How far it is: minutes, or commits. */
  readonly at: number;
  readonly levels: Levels;
}

export interface Trend {
  readonly name: string;
  /** Medians of the parts of the run that `WINDOWS` says. */
  readonly start: number;
  readonly middle: number;
  readonly end: number;
  /** Of the straight line through all that comes after the warm-up, per unit of `at`. */
  readonly slope: number;
  /** Ends well above where it began. */
  readonly grew: boolean;
}

/** Shares of the run. What comes before the first is the warm-up: what is kept for a time fills up first. */
const WINDOWS = { start: [0.25, 0.45], middle: [0.5, 0.7], end: [0.8, 1] } as const;
/** What a level may end above its start: a share of it, and so much of its unit. */
const SHARE = 0.15;
const SLACK: Readonly<Record<string, number>> = { MB: 12, rows: 60, handles: 12, connections: 4, messages: 100 };

/** Of each level, in order of their names. Those that were not there in one of the windows are left out. */
export function trendsOf(samples: readonly Sample[]): Trend[] {
  const names = [...new Set(samples.flatMap(({ levels }) => Object.keys(levels)))].sort();
  return names.flatMap((name) => trendOf(name, samples) ?? []);
}

function trendOf(name: string, samples: readonly Sample[]): Trend | undefined {
  const points = samples.flatMap(({ at, levels }) => (levels[name] === undefined ? [] : [[at, levels[name]] as const]));
  const [first, last] = [samples[0]!.at, samples.at(-1)!.at];
  const share = (at: number): number => (last === first ? 1 : (at - first) / (last - first));
  const median = ([from, to]: readonly [number, number]): number | undefined => {
    const values = points.filter(([at]) => share(at) >= from && share(at) <= to).map(([, value]) => value);
    return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  };
  const [start, middle, end] = [median(WINDOWS.start), median(WINDOWS.middle), median(WINDOWS.end)];
  if (start === undefined || middle === undefined || end === undefined) return undefined;
  const slack = SLACK[name.split(', ').at(-1) ?? ''] ?? 0;
  const slope = slopeOf(points.filter(([at]) => share(at) >= WINDOWS.start[0]));
  return { name, start, middle, end, slope, grew: end > start * (1 + SHARE) + slack };
}

/** By least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const below = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/** `per`: what slopes are shown for, e.g. 60 for an hour of minutes. */
export function trendTable(
  trends: readonly Trend[],
  { per, unit }: { readonly per: number; readonly unit: string },
): string {
  const rows = trends.map(({ name, start, middle, end, slope, grew }) => {
    const figures = [start, middle, end, (slope * per).toFixed(1)];
    return `| ${name} | ${figures.join(' | ')} | ${grew ? '**grew**' : 'flat'} |`;
  });
  return [`| what | start | middle | end | slope per ${unit} | |`, '|---|---|---|---|---|---|', ...rows].join('\n');
}
