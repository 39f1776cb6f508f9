import ICAL from 'ical.js';
import { nextSpans } from './next-spans.ts';
import { openingsCalendar } from './openings-calendar.ts';
import { windowClock } from './window-clock.ts';
import { nativeWindow } from './window-rules.ts';
import { parseSyncWindow } from '@wheelhouse/core-domain';

const at = Date.parse;
const clock = (spec: object) => {
  const parsed = parseSyncWindow({ metadata: { name: 'w' }, spec: { kind: 'allow', ...spec } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return windowClock(nativeWindow(parsed.value.value).rule);
};

it('a calendar that is written is read back as it was, commas, lines and umlauts too', () => {
  const entries = [
    {
      ...{ from: at('2026-03-29T00:30:00Z'), to: at('2026-03-29T06:00:00Z'), id: 'a@wheelhouse' },
      ...{ title: 'shop, prod; may sync', text: `Überall\nzwei Zeilen ${'lang '.repeat(40)}` },
    },
    { from: at('2026-12-31T23:00:00Z'), to: at('2027-01-01T01:00:00Z'), id: 'b', title: 'x', text: '' },
  ];
  const text = openingsCalendar(
    { name: 'Openings of shop', now: at('2026-01-01T00:00:00Z'), refresh: 'PT1H' },
    entries,
  );
  expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 76)).toBe(true);
  const root = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const events = root.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  expect(
    events.map(({ uid, summary, description, startDate, endDate }) => ({
      ...{ id: uid, title: summary, text: description ?? '' },
      ...{ from: startDate.toUnixTime() * 1000, to: endDate.toUnixTime() * 1000 },
    })),
  ).toEqual(entries);
  expect(root.getFirstPropertyValue('name')).toBe('Openings of shop');
});

describe('the next times in which a window is active', () => {
  const times = (spec: object, count = 3): string[] =>
    nextSpans(clock(spec), at('2026-11-21T12:00:00Z'), count).map(
      ({ start, end }) =>
        `${new Date(start).toISOString().slice(0, 16)}/${end === Infinity ? '' : new Date(end).toISOString().slice(0, 16)}`,
    );
  it.each([
    [
      'the present one is the first',
      { schedule: { cron: '0 11 * * *' }, duration: '2h' },
      ['2026-11-21T11:00/2026-11-21T13:00', '2026-11-22T11:00/2026-11-22T13:00', '2026-11-23T11:00/2026-11-23T13:00'],
    ],
    ['one without an end is the last', { schedule: { from: '2026-12-01' } }, ['2026-12-01T00:00/']],
    ['what is over has none', { schedule: { from: '2020-12-01', to: '2020-12-02' } }, []],
    ['what never comes has none', { schedule: { cron: '0 0 30 2 *' }, duration: '1h' }, []],
  ])('%s', (_, spec, expected) => expect(times(spec)).toEqual(expected));
});
