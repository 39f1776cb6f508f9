import { duration, relative } from './relative-time.ts';

const now = Date.parse('2026-03-01T12:00:00Z');

describe('relative time', () => {
  it.each([
    ['just now', '2026-03-01T11:59:57Z', 'now'],
    ['a hub whose clock is a little ahead', '2026-03-01T12:00:03Z', 'now'],
    ['seconds', '2026-03-01T11:59:48Z', '12 s'],
    ['one second short of a minute', '2026-03-01T11:59:01Z', '59 s'],
    ['minutes', '2026-03-01T11:57:00Z', '3 min'],
    ['hours, rounded down', '2026-03-01T09:01:00Z', '2 h'],
    ['days over the end of a month', '2026-02-24T12:00:00Z', '5 d'],
    ['months', '2025-09-01T12:00:00Z', '6 mo'],
    ['years', '2024-01-01T12:00:00Z', '2 y'],
    ['what is still to come', '2026-03-01T13:23:00Z', 'in 1 h'],
  ])('%s', (_, at, expected) => {
    expect(relative(Date.parse(at), now)).toBe(expected);
  });
});

describe('duration', () => {
  it.each([
    [400, '0.4 s'],
    [12_300, '12 s'],
    [185_000, '3 min 5 s'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms', (ms, expected) => {
    expect(duration(ms)).toBe(expected);
  });
});
