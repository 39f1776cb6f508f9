import type { GitMirrors } from '@wheelhouse/adapter-git';
import {
  addEvents,
  askRevisions,
  calendarRow,
  deleteCalendar,
  gitRepository,
  namedCalendars,
  putCalendar,
  putCalendarProblem,
  revisionsOf,
  type CalendarRow,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { err, ok, shardOf, type Result, type WindowCalendar } from '@wheelhouse/core-domain';
import { wait, type Clock, type Outcome } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import type { Shards } from '../shard/shards.ts';
import type { CalendarAnswer, CalendarHttp } from './calendar-http.ts';
import { calendarPlace, calendarSource } from './calendar-source.ts';
import { calendarYear, digestOfCalendar, readCalendar } from './read-calendar.ts';

export interface CalendarReconcilerOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: Pick<GitMirrors, 'read'>;
  readonly http: CalendarHttp;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly everyMs: number;
  /** What windows hold is another one now, and that is stored. */
  readonly changed: () => Promise<void>;
}

type Found = CalendarAnswer & { readonly at?: Date };

/** After a failure the next look is sooner, but not at once. */
const SOONER = 5;

/**
 * Keeps one iCalendar file that SyncWindows name as it is where it comes from. A look that fails leaves what an earlier one
 * found; a file that can not be read as a calendar is a look that fails.
 */
export class CalendarReconciler {
  readonly #options: CalendarReconcilerOptions;

  constructor(options: CalendarReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(source: string): Promise<Outcome | void> {
    const { db, shards, clock, everyMs } = this.#options;
    if (!shards.owns(shardOf(source))) return;
    const row = await calendarRow(db.sql, source);
    const calendar = (await namedCalendars(db.sql)).find((one) => calendarSource(one) === source);
    if (!calendar) return deleteCalendar(db.sql, source);
    const dueInMs = row?.triedAt && 'url' in calendar ? row.triedAt.getTime() + this.#interval(row) - clock.now() : 0;
    if (dueInMs > 0 && dueInMs <= everyMs) return wait(dueInMs, 'the calendar was read a moment ago');
    const found = await this.#look(calendar, row);
    if (found === 'not yet') return undefined;
    const problem = await this.#store(calendar, row, found);
    return wait(this.#interval({ problem }), 'the calendar is read again');
  }

  #interval({ problem }: Pick<CalendarRow, 'problem'>): number {
    return problem ? this.#options.everyMs / SOONER : this.#options.everyMs;
  }

  async #look(calendar: WindowCalendar, row: CalendarRow | undefined): Promise<Result<Found, string> | 'not yet'> {
    if ('url' in calendar) return this.#options.http.read(calendar.url, row?.digest ? row.version : '');
    const { db, mirrors, wakes } = this.#options;
    const { repoURL: url, revision, path } = calendar;
    wakes.wake('repository', await askRevisions(db.sql, [{ url, revision, shard: shardOf(url) }]));
    const repository = await gitRepository(db.sql, url);
    const resolved = (await revisionsOf(db.sql, [url])).get(url)?.get(revision);
    const problem = resolved?.problem ?? repository?.problem;
    if (problem) return err(problem.message);
    // The repository's look wakes this one.
    if (!resolved?.commit) return 'not yet';
    const at = repository?.fetchedAt ?? undefined;
    if (row?.digest && row.version === resolved.commit) return ok({ same: true, ...(at && { at }) });
    const read = await mirrors.read(url, resolved.commit, [path]);
    if (!read.ok) return err(read.error[0]?.message ?? `${path} can not be read`);
    const text = new TextDecoder().decode(read.value.get(path));
    return ok({ same: false, text, version: resolved.commit, ...(at && { at }) });
  }

  /** The answer is what was wrong, or empty. */
  async #store(calendar: WindowCalendar, row: CalendarRow | undefined, found: Result<Found, string>): Promise<string> {
    const { db, clock, changed } = this.#options;
    const source = calendarSource(calendar);
    const at = new Date(clock.now());
    const readable = this.#check(found);
    if (!readable.ok) {
      const problem = readable.error;
      await db.transaction(async (sql) => {
        await putCalendarProblem(sql, { source, at, problem });
        if (row?.problem !== problem) await addEvents(sql, [failed(calendar, row, problem)]);
      });
      // Windows that never saw it say why.
      if (!row?.digest && row?.problem !== problem) await changed();
      return problem;
    }
    const { value } = readable;
    const digest = value.same ? row!.digest : digestOfCalendar(value.text);
    const content = value.same || digest === row?.digest ? {} : { content: { text: value.text, digest } };
    const version = value.same ? row!.version : value.version;
    await db.transaction(async (sql) => {
      await putCalendar(sql, { source, at: value.at ?? at, version, ...content });
      if (row?.problem || digest !== row?.digest) await addEvents(sql, [readAgain(calendar)]);
    });
    if (digest !== row?.digest) await changed();
    return '';
  }

  #check(found: Result<Found, string>): Result<Found, string> {
    if (!found.ok || found.value.same) return found;
    const { clock } = this.#options;
    const spans = readCalendar(found.value.text, calendarYear(clock.now()), () => clock.monotonic());
    return spans.ok ? found : err(`the file ${spans.error}`);
  }
}

const failed = (calendar: WindowCalendar, row: CalendarRow | undefined, problem: string) => ({
  type: 'Warning' as const,
  reason: 'CalendarNotRead',
  message: `the calendar ${calendar.name} (${calendarPlace(calendar)}) can not be read: ${problem}; ${
    row?.readAt ? `what was read at ${row.readAt.toISOString()} goes on to count` : 'windows that need it block'
  }`,
  actor: 'sync windows',
});

const readAgain = (calendar: WindowCalendar) => ({
  type: 'Normal' as const,
  reason: 'CalendarRead',
  message: `the calendar ${calendar.name} (${calendarPlace(calendar)}) is read`,
  actor: 'sync windows',
});
