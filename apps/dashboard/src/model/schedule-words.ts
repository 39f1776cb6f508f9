const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const dayCodes = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const months = 'January February March April May June July August September October November December'.split(' ');

/** "Monday to Friday", "Saturday and Sunday"; undefined for what is no plain list of days. */
function dayWords(field: string): string | undefined {
  const day = (text: string): number => {
    const code = dayCodes.indexOf(text.toUpperCase());
    return code >= 0 ? code : /^[0-7]$/.test(text) ? Number(text) % 7 : NaN;
  };
  const words = field.split(',').map((part) => {
    const named = part.split('-').map((text) => days[day(text)]);
    return named.length > 2 || named.includes(undefined) ? undefined : named.join(' to ');
  });
  return words.includes(undefined) ? undefined : joined(words as string[]);
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** "at 08:00", "at 08:00 and 20:00", "every hour at :30"; undefined for what is stranger. */
function clockWords(minute: string, hour: string): string | undefined {
  const two = (text: string): string => text.padStart(2, '0');
  if (!/^\d{1,2}$/.test(minute)) return undefined;
  if (hour === '*') return `every hour at :${two(minute)}`;
  if (!/^\d{1,2}(,\d{1,2}){0,3}$/.test(hour)) return undefined;
  return `at ${joined(hour.split(',').map((each) => `${two(each)}:${two(minute)}`))}`;
}

function dateWords(dom: string, month: string): string | undefined {
  const name = /^\d{1,2}$/.test(month) ? months[Number(month) - 1] : undefined;
  if (!/^\d{1,2}(,\d{1,2})*$/.test(dom) || (month !== '*' && name === undefined)) return undefined;
  return `on the ${joined(dom.split(','))}. of ${name ?? 'each month'}`;
}

function cronWords(cron: string): string | undefined {
  const [minute = '', hour = '', dom = '', month = '', dow = '', ...rest] = cron.trim().split(/\s+/);
  if (rest.length > 0 || dow === '') return undefined;
  const clock = clockWords(minute, hour);
  // A day of the month beside a day of the week means either of them: that is told better by the cron itself.
  const day =
    dom === '*' && month === '*'
      ? dow === '*'
        ? hour === '*'
          ? ''
          : 'every day'
        : dayWords(dow)
      : dow === '*'
        ? dateWords(dom, month)
        : undefined;
  return clock === undefined || day === undefined ? undefined : `${day} ${clock}`.trim();
}

const named: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

/** `1h30m` as "1 h 30 min". */
export const durationWords = (text: string): string =>
  text
    .replace(
      /(\d)(h|m|s)(?!s)/g,
      (_, digit: string, unit: 'h' | 'm' | 's') => `${digit} ${unit === 'm' ? 'min' : unit} `,
    )
    .trim();

/**
 * A schedule for a person, e.g. "Monday to Friday at 18:00, for 14 h". Undefined where its own text says it best: a
 * recurrence rule, or a cron with steps.
 */
export function scheduleWords(schedule: string, duration: string | null): string | undefined {
  if (schedule === '') return 'as its calendars say';
  const words = cronWords(named[schedule.trim()] ?? schedule);
  return words && (duration ? `${words}, for ${durationWords(duration)}` : words);
}

/** From and to of a schedule that is two dates, as written; `to` is absent where it has no end. */
export function datesOf(schedule: string): { readonly from: string; readonly to?: string } | undefined {
  const [, open] = /^from (\d{4}-\S+)$/.exec(schedule) ?? [];
  if (open !== undefined) return { from: open };
  const [, from, to] = /^(\d{4}-\S+) to (\d{4}-\S+)$/.exec(schedule) ?? [];
  return from === undefined ? undefined : { from, to: to! };
}
