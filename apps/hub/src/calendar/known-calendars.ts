import { allCalendars, calendarContent, type CalendarRow, type Sql } from '@wheelhouse/adapter-postgres';
import type { WindowCalendar } from '@wheelhouse/core-domain';
import type { CalendarSpan, CalendarSpans } from '@wheelhouse/core-windows';
import type { Clock } from '@wheelhouse/runtime';
import type { CalendarView } from '../window-use-cases.ts';
import { calendarPlace, calendarSource } from './calendar-source.ts';
import { calendarYear, readCalendar } from './read-calendar.ts';

/** The calendars that were read, as windows use them. Each content is unrolled once a year. */
export class KnownCalendars {
  readonly #sql: Sql;
  readonly #clock: Clock;
  readonly #unrolled = new Map<string, { readonly key: string; readonly spans: readonly CalendarSpan[] | undefined }>();

  constructor(sql: Sql, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** In another year they reach another time. */
  get year(): number {
    return calendarYear(this.#clock.now());
  }

  /** Events by the name that a window has for its calendar; without those that were never read. */
  async all(): Promise<(calendars: readonly WindowCalendar[]) => CalendarSpans> {
    const rows = new Map((await allCalendars(this.#sql)).map((row) => [row.source, row]));
    for (const row of rows.values()) await this.#unroll(row);
    for (const source of this.#unrolled.keys()) if (!rows.has(source)) this.#unrolled.delete(source);
    return (calendars) =>
      new Map(
        calendars.flatMap((one) => {
          const spans = this.#unrolled.get(calendarSource(one))?.spans;
          return spans ? [[one.name, spans] as const] : [];
        }),
      );
  }

  /** How the calendars of windows are, as `all` found them last. */
  async views(): Promise<(calendars: readonly WindowCalendar[]) => readonly CalendarView[]> {
    const rows = new Map((await allCalendars(this.#sql)).map((row) => [row.source, row]));
    return (calendars) =>
      calendars.map((one): CalendarView => {
        const row = rows.get(calendarSource(one));
        return {
          ...{ name: one.name, place: calendarPlace(one), readAt: row?.readAt ?? null },
          events: this.#unrolled.get(calendarSource(one))?.spans?.length ?? 0,
          ...{ problem: row?.problem || null, failingSince: row?.failingSince ?? null },
        };
      });
  }

  async #unroll({ source, digest }: CalendarRow): Promise<void> {
    const key = `${digest} ${this.year}`;
    if (this.#unrolled.get(source)?.key === key) return;
    const text = digest ? await calendarContent(this.#sql, source) : undefined;
    const read = text === undefined ? undefined : readCalendar(text, this.year, () => this.#clock.monotonic());
    this.#unrolled.set(source, { key, spans: read?.ok ? read.value : undefined });
  }
}
