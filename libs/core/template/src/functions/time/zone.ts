import type { Zone } from './instant.ts';

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0, abbreviationAt: () => 'UTC' };

export function fixedZone(offset: number, abbreviation: string): Zone {
  return { name: abbreviation, offsetAt: () => offset, abbreviationAt: () => abbreviation };
}

/** English names as Intl knows them, and the letters that the zone database has for them; other zones are numbers. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  'Central European Standard Time': 'CET',
  'Central European Summer Time': 'CEST',
  'Eastern European Standard Time': 'EET',
  'Eastern European Summer Time': 'EEST',
  'Western European Standard Time': 'WET',
  'Western European Summer Time': 'WEST',
  'Greenwich Mean Time': 'GMT',
  'British Summer Time': 'BST',
  'Irish Standard Time': 'IST',
  'Israel Standard Time': 'IST',
  'Israel Daylight Time': 'IDT',
  'Moscow Standard Time': 'MSK',
  'India Standard Time': 'IST',
  'Pakistan Standard Time': 'PKT',
  'China Standard Time': 'CST',
  'Hong Kong Standard Time': 'HKT',
  'Korean Standard Time': 'KST',
  'Japan Standard Time': 'JST',
  'Philippine Standard Time': 'PST',
  'Western Indonesia Time': 'WIB',
  'Central Indonesia Time': 'WITA',
  'Eastern Indonesia Time': 'WIT',
  'Australian Western Standard Time': 'AWST',
  'Australian Central Standard Time': 'ACST',
  'Australian Central Daylight Time': 'ACDT',
  'Australian Eastern Standard Time': 'AEST',
  'Australian Eastern Daylight Time': 'AEDT',
  'New Zealand Standard Time': 'NZST',
  'New Zealand Daylight Time': 'NZDT',
  'East Africa Time': 'EAT',
  'West Africa Standard Time': 'WAT',
  'Central Africa Time': 'CAT',
  'South Africa Standard Time': 'SAST',
  'Cuba Standard Time': 'CST',
  'Cuba Daylight Time': 'CDT',
};

/** January and July of 2001. */
const LATER = [979_000_000, 995_000_000];

/** A zone of the database by its name; undefined where there is none. Names are case-sensitive, as in Go. */
export function zoneNamed(name: string): Zone | undefined {
  if (name === '' || name === 'UTC' || name === 'Local') return UTC;
  let clock: Intl.DateTimeFormat;
  let words: Intl.DateTimeFormat;
  let short: Intl.DateTimeFormat;
  try {
    const of = (timeZoneName: 'longOffset' | 'long' | 'short'): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName });
    [clock, words, short] = [of('longOffset'), of('long'), of('short')];
  } catch {
    return undefined;
  }
  if (!/^[A-Z]/.test(name)) return undefined;
  const read = (format: Intl.DateTimeFormat, seconds: number): string =>
    format.formatToParts(seconds * 1000).find((part) => part.type === 'timeZoneName')!.value;
  const offsetAt = (seconds: number): number => offsetOf(read(clock, seconds));
  /** Intl has no names for what was before 1970: those of a later time with the same offset are taken. */
  const sameOffset = (seconds: number): number =>
    LATER.find((later) => offsetAt(later) === offsetAt(seconds)) ?? seconds;
  const abbreviationAt = (seconds: number): string => {
    const at = seconds < 0 ? sameOffset(seconds) : seconds;
    const letters = ABBREVIATIONS[read(words, at)] ?? read(short, at);
    return /^(?:GMT)?[-+\u2212]/.test(letters) ? numeric(offsetAt(seconds)) : letters;
  };
  return { name, offsetAt, abbreviationAt };
}

/** `GMT+05:30`, `GMT-00:01:15`, `GMT`. */
function offsetOf(text: string): number {
  const found = /([-+\u2212])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(text);
  if (!found) return 0;
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60 + Number(found[4] ?? 0);
  return found[1] === '+' ? seconds : -seconds;
}

function numeric(offset: number): string {
  const minutes = Math.abs(Math.trunc(offset / 60));
  const hours = String(Math.trunc(minutes / 60)).padStart(2, '0');
  const rest = minutes % 60;
  return `${offset < 0 ? '-' : '+'}${hours}${rest ? String(rest).padStart(2, '0') : ''}`;
}
