import { allCalendars, namedCalendars, type Sql } from '@wheelhouse/adapter-postgres';
import { digestText, safeUrl, type WindowCalendar } from '@wheelhouse/core-domain';

/**
 * What a calendar's row and its work are called by: windows that name the same file share it. It stands in logs, so it does not
 * say the address of a private one.
 */
export function calendarSource(calendar: WindowCalendar): string {
  const where = 'url' in calendar ? calendar.url : `${calendar.repoURL} ${calendar.revision} ${calendar.path}`;
  return `${calendarPlace(calendar)} ${digestText(where).slice(0, 16)}`;
}

/** Where it is, for people: of an address only the server, because who knows a private calendar's address may read it. */
export function calendarPlace(calendar: WindowCalendar): string {
  if ('repoURL' in calendar) return `${calendar.path} of ${safeUrl(calendar.repoURL)} at ${calendar.revision}`;
  return URL.canParse(calendar.url) ? new URL(calendar.url).origin : 'an address that is none';
}

/** All that windows name, and all that any named before. */
export async function calendarSources(sql: Sql): Promise<readonly string[]> {
  const [named, known] = [await namedCalendars(sql), await allCalendars(sql)];
  return [...new Set([...named.map(calendarSource), ...known.map(({ source }) => source)])];
}
