import { isRehearsed, rehearsalDue } from './rehearse.ts';

const NOON = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const waiting = { bundle: { project: 'p', digest: 'b', revision: 'r' } as never, spec: 's' as never, prune: false };
const opens = NOON + 10 * HOUR;
const said = (more: object = {}) => ({
  id: 'one' as never,
  rehearsal: { bundle: 'b' as never, spec: 's' as never, at: NOON, succeeded: true, whole: true, ...more },
});

describe('what waits for its window is tried before', () => {
  const inMinutes = (instant: number): number | undefined =>
    instant === Infinity ? undefined : Math.floor((instant - NOON) / MINUTE);

  it.each<[string, Parameters<typeof rehearsalDue>[0], number | undefined, number | undefined]>([
    ['as soon as it waits', { id: 'one' as never, rehearsal: undefined }, opens, 0],
    ['and at once when it is something else', said({ bundle: 'older' }), opens, 0],
    ['once more shortly before the opening', said(), opens, 598],
    ['no more after that', said({ at: opens - MINUTE }), opens, undefined],
    ['again after a while where it failed', said({ succeeded: false }), opens, 5],
    ['where nobody knows when it opens, once', said(), undefined, undefined],
    [
      'not so near to the opening that it would be late',
      { id: 'one' as never, rehearsal: undefined },
      NOON + 3_000,
      undefined,
    ],
  ])('%s', (_, target, at, due) => {
    const given = { ...waiting, ...(at !== undefined && { opens: at }) };
    expect(inMinutes(rehearsalDue(target, given, NOON))).toBe(due);
  });

  it.each<[string, Parameters<typeof isRehearsed>[0], number, boolean]>([
    ['that succeeded a moment ago', said(), NOON + MINUTE, true],
    ['long ago', said(), NOON + HOUR, false],
    ['that failed', said({ succeeded: false }), NOON, false],
    ['that could not ask about everything', said({ whole: false }), NOON, false],
    ['of another bundle', said({ bundle: 'older' }), NOON, false],
    ['of another specification', said({ spec: 'older' }), NOON, false],
    ['that was none', { rehearsal: undefined }, NOON, false],
  ])('a sync goes by a dry run %s', (_, target, now, goes) => {
    expect(isRehearsed(target, waiting, now)).toBe(goes);
  });
});
