import { cronEverFires, parseCron } from './cron.ts';

const parsed = (text: string) => {
  const cron = parseCron(text);
  if (!cron.ok) throw new Error(cron.error);
  return cron.value;
};
const on = (table: readonly boolean[]): number[] => table.flatMap((is, value) => (is ? [value] : []));

describe('a schedule of five fields, as robfig/cron reads it', () => {
  it.each<[string, string, number[]]>([
    ['one time', '30 22 * * *', [1350]],
    ['a list and a range', '0,30 8-9 * * *', [480, 510, 540, 570]],
    ['steps of all', '*/20 0 * * *', [0, 20, 40]],
    ['steps of a range', '10-30/10 0 * * *', [10, 20, 30]],
    ['steps from a number up to the end', '40/10 0 * * *', [40, 50]],
    ['? is *', '0 ? * * ?', Array.from({ length: 24 }, (_, hour) => hour * 60)],
    ['zeros in front', '05 007 * * *', [425]],
  ])('%s', (_, text, minutes) => expect(parsed(text).minutes).toEqual(minutes));

  it('names of months and days, in any case', () => {
    expect(on(parsed('0 0 * jan-MAR,Dec *').months)).toEqual([1, 2, 3, 12]);
    expect(on(parsed('0 0 * * Mon-fri').weekdays)).toEqual([1, 2, 3, 4, 5]);
  });

  it.each<[string, string, boolean]>([
    ['both given: either is enough', '0 0 13 * 5', false],
    ['a star among the days of the month', '0 0 * * 5', true],
    ['a star among the weekdays', '0 0 13 * *', true],
    ['a step of one is a star', '0 0 */1 * 5', true],
    ['a larger step is none', '0 0 */2 * 5', false],
    ['a star in a list is one', '0 0 *,13 * 5', true],
  ])('days: %s', (_, text, both) => expect(parsed(text).bothDays).toBe(both));

  it.each<[string, string, RegExp]>([
    ['a descriptor', '@daily', /is no schedule of five fields/],
    ['six fields', '0 0 0 * * *', /has 6 fields, not five/],
    ['nothing', '', /has 0 fields/],
    ['7 for Sunday', '0 0 * * 7', /day of the week "7" is not between 0 and 6/],
    ['a range around the end', '0 22-6 * * *', /hour "22-6" ends before it begins/],
    ['a minute too many', '60 * * * *', /minute "60" is not between 0 and 59/],
    ['day 0', '0 0 0 * *', /day of the month "0" is not between/],
    ['a step of 0', '*/0 * * * *', /step of 0/],
    ['two dashes', '1-2-3 * * * *', /more than one "-"/],
    ['two slashes', '*/2/3 * * * *', /more than one "\/"/],
    ['a negative number', '-1 * * * *', /is no number/],
    ['a name of another field', '0 0 * mon *', /is no number and no name/],
    ['an empty list', '0 0 , * *', /names nothing/],
    ['an unknown zone', 'TZ=Mars/X 0 0 * * *', /time zone "Mars\/X"/],
    ['a zone in the wrong case', 'CRON_TZ=europe/berlin 0 0 * * *', /is written Europe\/Berlin/],
  ])('%s is refused', (_, text, message) => {
    const cron = parseCron(text);
    expect(cron.ok ? '' : cron.error).toMatch(message);
  });

  it('TZ= and CRON_TZ= name a zone', () => {
    expect(parsed('TZ=Asia/Tokyo 0 9 * * *').timeZone).toBe('Asia/Tokyo');
    expect(parsed('CRON_TZ=UTC 0 9 * * *').timeZone).toBe('UTC');
  });

  it('descriptors are taken where they are asked for', () => {
    const daily = parseCron('@daily', { descriptors: true });
    expect(daily.ok && daily.value.minutes).toEqual([0]);
    const every = parseCron('@every 1h', { descriptors: true });
    expect(every.ok ? '' : every.error).toMatch(/none of @yearly/);
  });

  it.each<[string, boolean]>([
    ['0 0 29 2 *', true],
    ['0 0 30 2 *', false],
    ['0 0 31 4,6,9,11 *', false],
    ['0 0 31 4-5 *', true],
    ['0 0 30 2 1', true],
  ])('%s ever fires: %s', (text, fires) => expect(cronEverFires(parsed(text))).toBe(fires));
});
