import { contradictionsIn, neverActive } from './flaws.ts';
import { clocksOf } from './judge-target.ts';
import { at, native, shopTarget, text } from './testing-windows.ts';
import { WindowBook } from './window-book.ts';

const NOW = at('2026-11-21T12:00:00Z');
const WITHIN = { from: NOW, to: NOW + 30 * 86_400_000 };
const nights = native('nights', { kind: 'allow', schedule: { cron: '0 22 * * *' }, duration: '6h' });
const deny = (name: string, more: object) => native(name, { kind: 'deny', ...more });

describe('windows that never come', () => {
  it.each<[string, ReturnType<typeof native>, boolean]>([
    ['each night', nights, false],
    ['29 February', deny('w', { schedule: { cron: '0 0 29 2 *' }, duration: '1h' }), false],
    ['30 February', deny('w', { schedule: { cron: '0 0 30 2 *' }, duration: '1h' }), true],
    ['dates that are over', deny('w', { schedule: { from: '2020-01-01', to: '2020-02-01' } }), true],
    [
      'a rule whose count is used up',
      deny('w', { schedule: { rule: 'FREQ=DAILY;COUNT=2', start: '2020-01-01T00:00' }, duration: '1h' }),
      true,
    ],
  ])('%s', (_, window, never) => {
    expect(neverActive(clocksOf([window], 'UTC'), NOW)).toEqual(never ? [window.rule.id] : []);
  });
});

describe('windows that contradict each other', () => {
  const found = (...windows: ReturnType<typeof native>[]) => {
    const book = new WindowBook(windows);
    book.groupOf(shopTarget());
    return contradictionsIn(book.groups, WITHIN).map((one) => [
      one.allow,
      one.deny,
      text(one.from),
      text(one.to),
      one.always,
    ]);
  };

  it.each<[string, object, unknown[][]]>([
    [
      'a freeze over two nights',
      { schedule: { from: '2026-11-24T00:00', to: '2026-11-25T12:00' } },
      [['nights', 'w', '2026-11-24T00:00:00Z', '2026-11-24T04:00:00Z', false]],
    ],
    [
      'one that covers each night',
      { schedule: { cron: '0 21 * * *' }, duration: '8h' },
      [['nights', 'w', '2026-11-21T22:00:00Z', '2026-11-22T04:00:00Z', true]],
    ],
    ['one by day', { schedule: { cron: '0 8 * * *' }, duration: '10h' }, []],
    [
      'one of other targets',
      { schedule: { cron: '0 21 * * *' }, duration: '8h', selectors: { projects: ['other'] } },
      [],
    ],
    ['one that begins after the time looked at', { schedule: { from: '2027-06-01', to: '2027-07-01' } }, []],
  ])('%s', (_, spec, expected) => {
    expect(found(nights, deny('w', spec))).toEqual(expected);
  });
});
