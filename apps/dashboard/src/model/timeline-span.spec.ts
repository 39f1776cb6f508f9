import { timelineSpan, zoomOf } from './timeline-span.ts';

const now = Date.parse('2026-11-21T12:07:31Z');
const iso = (zoom: '1d' | '7d' | '30d', screens = 0) => {
  const { from, to } = timelineSpan(now, zoom, screens);
  return [from, to].map((at) => new Date(at).toISOString().slice(0, 16));
};

describe('the time that is shown', () => {
  it.each([
    ['a day to come', iso('1d'), ['2026-11-21T08:00', '2026-11-22T12:00']],
    ['a week to come, and the day before', iso('7d'), ['2026-11-20T12:00', '2026-11-28T12:00']],
    ['a month to come', iso('30d'), ['2026-11-17T12:00', '2026-12-21T12:00']],
    ['the next week', iso('7d', 1), ['2026-11-27T12:00', '2026-12-05T12:00']],
    ['the week before', iso('7d', -1), ['2026-11-13T12:00', '2026-11-21T12:00']],
  ])('%s', (_, span, expected) => expect(span).toEqual(expected));

  it.each([
    ['30d', '30d'],
    [null, '7d'],
    ['2y', '7d'],
  ])('of the address: %s', (text, zoom) => expect(zoomOf(text)).toBe(zoom));
});
