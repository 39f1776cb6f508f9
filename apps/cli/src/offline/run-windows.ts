import { clocksOf, judge, timeline, windowMatches, type Interval, type Verdict } from '@wheelhouse/core-windows';
import { AnswerNo, CliError } from '../exit.ts';
import { print } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { badInput } from './bad-input.ts';
import { readTime, readWindows, timeText, type AskedTime, type ReadWindows, type WindowFiles } from './read-windows.ts';

export interface EvaluateOptions extends WindowFiles {
  at: string;
  started?: string;
  output?: string;
}

/** A verdict as it is printed: times as RFC 3339, null where there is none. */
const shown = ({ allowed, reason, until, next }: Verdict) => ({
  allowed,
  reason,
  until: until === undefined ? null : timeText(until),
  next: next === undefined ? null : timeText(next),
});

/** `windows evaluate`: exit 1 where an automatic sync is not allowed. */
export async function runEvaluate(options: EvaluateOptions, surroundings: Surroundings): Promise<void> {
  const at = readTime('--at', options.at);
  const started = options.started === undefined ? undefined : readTime('--started', options.started);
  const read = await reading(options, surroundings, { from: at, to: at });
  const verdicts = judge(read.windows, read.target, at, { ...(started !== undefined && { started }) });
  const [automatic, manual] = [shown(verdicts.automatic), shown(verdicts.manual)];
  const { matching, active } = verdicts;
  const format = formatOf(options);
  if (format === 'json' || format === 'yaml') {
    const rows = [{ automatic, manual, matching, active }];
    print(surroundings.streams, format, { rows, single: true, columns: [], name: () => '' });
  } else {
    const rows = Object.entries({ automatic, manual }).map(([sync, verdict]) => ({ sync, ...verdict }));
    print(surroundings.streams, format, {
      rows,
      columns: verdictColumns,
      name: ({ sync, allowed }) => `${sync}/${allowed}`,
    });
  }
  if (read.problems.length > 0) throw badInput(read.problems);
  if (!automatic.allowed) throw new AnswerNo();
}

type VerdictRow = ReturnType<typeof shown> & { readonly sync: string };

const verdictColumns = [
  { title: 'sync', value: ({ sync }: VerdictRow) => sync },
  { title: 'allowed', value: ({ allowed }: VerdictRow) => (allowed ? 'yes' : 'no') },
  { title: 'until', value: ({ until }: VerdictRow) => until },
  { title: 'next', value: ({ next }: VerdictRow) => next },
  { title: 'reason', value: ({ reason }: VerdictRow) => reason },
];

async function reading(options: WindowFiles, { streams }: Surroundings, at: AskedTime): Promise<ReadWindows> {
  const read = await readWindows(options, at);
  for (const warning of read.warnings) streams.err(`warning: ${warning}`);
  return read;
}

export interface TimelineOptions extends WindowFiles {
  from: string;
  to: string;
  output?: string;
}

/** `windows timeline` */
export async function runTimeline(options: TimelineOptions, surroundings: Surroundings): Promise<void> {
  const [from, to] = [readTime('--from', options.from), readTime('--to', options.to)];
  if (to <= from) throw new CliError(2, `--to ${options.to}: is not after --from`);
  const read = await reading(options, surroundings, { from, to });
  const { intervals, truncated } = timeline(matchingClocks(read), from, to);
  const rows = intervals.map((one) => ({
    from: timeText(one.from),
    to: timeText(one.to),
    automatic: shown(one.automatic),
    manual: shown(one.manual),
  }));
  print(surroundings.streams, formatOf(options), {
    rows,
    name: (row) => `${row.from}/${row.to}`,
    columns: [
      { title: 'from', value: (row) => row.from },
      { title: 'to', value: (row) => row.to },
      { title: 'automatic', value: (row) => (row.automatic.allowed ? 'yes' : 'no') },
      { title: 'manual', value: (row) => (row.manual.allowed ? 'yes' : 'no') },
      { title: 'reason', value: (row) => row.automatic.reason },
    ],
  });
  if (truncated) surroundings.streams.err(`there are more than ${rows.length} intervals: ask for a shorter time`);
  if (read.problems.length > 0) throw badInput(read.problems);
}

const matchingClocks = ({ windows, target }: ReadWindows) =>
  clocksOf(
    windows.filter((window) => windowMatches(window, target)),
    target.cluster.timeZone,
  );

export interface NextOptions extends WindowFiles {
  at?: string;
  count: string;
  manual?: boolean;
  output?: string;
}

/** How far ahead openings are looked for. */
const AHEAD = 40 * 365.25 * 86_400_000;

/** `windows next`: the next times in which a sync is allowed; exit 1 where there is none. */
export async function runNext(options: NextOptions, surroundings: Surroundings): Promise<void> {
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new CliError(2, `--count ${options.count}: give 1 to 1000`);
  const at = options.at === undefined ? Date.now() : readTime('--at', options.at);
  const read = await reading(options, surroundings, { from: at, to: at });
  const which = options.manual ? 'manual' : 'automatic';
  const { intervals } = timeline(matchingClocks(read), at, at + AHEAD, { most: 2 * count + 1, which: [which] });
  const rows = intervals
    .filter((one) => one[which].allowed)
    .slice(0, count)
    .map((one: Interval) => ({
      from: timeText(one.from),
      to: one[which].until === undefined ? null : timeText(one.to),
      reason: one[which].reason,
    }));
  print(surroundings.streams, formatOf(options), {
    rows,
    name: (row) => row.from,
    columns: [
      { title: 'from', value: (row) => row.from },
      { title: 'to', value: (row) => row.to ?? 'without end' },
      { title: 'reason', value: (row) => row.reason },
    ],
  });
  if (read.problems.length > 0) throw badInput(read.problems);
  if (rows.length === 0) throw new AnswerNo();
}
