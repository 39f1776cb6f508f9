import type { StatusCounts } from '@wheelhouse/adapter-postgres';

const number = (n: number): string => n.toLocaleString('en-US');

/** The fleet in one sentence: `1,204 of 1,210 targets done; 4 held, 2 degraded`. What is fine is not listed. */
export function summarize(counts: StatusCounts, clusters: { away: number; total: number }): string {
  if (clusters.total === 0) return 'No clusters yet.';
  const away = clusters.away > 0 ? [`${number(clusters.away)} of ${number(clusters.total)} clusters away`] : [];
  if (counts.total === 0) return ['No applications yet', ...away].join('; ') + '.';
  const open: [number, string][] = [
    [counts.degraded, 'degraded'],
    [counts.failing, 'failing'],
    [counts.missing, 'missing'],
    [counts.held, 'held'],
    [counts.notSent, 'not sent'],
    [counts.inFlight, 'in flight'],
    [counts.settling, 'settling'],
    [counts.outOfSync, 'out of sync'],
  ];
  const rest = open.filter(([count]) => count > 0).map(([count, word]) => `${number(count)} ${word}`);
  const done =
    counts.done === counts.total
      ? `All ${number(counts.total)} targets done`
      : `${number(counts.done)} of ${number(counts.total)} targets done`;
  return `${[done, rest.join(', '), ...away].filter(Boolean).join('; ')}.`;
}
