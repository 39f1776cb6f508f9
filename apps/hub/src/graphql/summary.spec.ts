import { noCounts } from '@wheelhouse/adapter-postgres';
import { summarize } from './summary.ts';

describe('summarize', () => {
  it.each([
    ['an empty hub', {}, { total: 0, away: 0 }, 'No clusters yet.'],
    ['clusters without applications', {}, { total: 2, away: 0 }, 'No applications yet.'],
    ['all well', { total: 1210, done: 1210 }, { total: 2, away: 0 }, 'All 1,210 targets done.'],
    [
      'some not',
      { total: 1210, done: 1204, held: 4, degraded: 2 },
      { total: 2, away: 0 },
      '1,204 of 1,210 targets done; 2 degraded, 4 held.',
    ],
    ['a cluster away', { total: 3, done: 3 }, { total: 3, away: 1 }, 'All 3 targets done; 1 of 3 clusters away.'],
  ])('%s', (_, counts, clusters, sentence) => expect(summarize({ ...noCounts(), ...counts }, clusters)).toBe(sentence));
});
