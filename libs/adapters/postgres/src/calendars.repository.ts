import type { WindowCalendar } from '@wheelhouse/core-domain';
import type { Sql } from './read/sql.ts';

/** An iCalendar file as it was read last. A look that fails leaves what an earlier one found. */
export interface CalendarRow {
  readonly source: string;
  /** SHA-256 of the content; empty where it was never read. */
  readonly digest: string;
  /** What says that the source has nothing newer: its ETag, or the commit. */
  readonly version: string;
  /** When it was found last to be as it is here. */
  readonly readAt: Date | null;
  readonly triedAt: Date | null;
  /** Why the last look failed; empty where it did not. */
  readonly problem: string;
  readonly failingSince: Date | null;
}

const select = `SELECT source, digest, version, read_at AS "readAt", tried_at AS "triedAt", problem,
  failing_since AS "failingSince" FROM calendar`;

/** All of them, without their content. */
export async function allCalendars(sql: Sql): Promise<readonly CalendarRow[]> {
  return (await sql.query<CalendarRow>(`${select} ORDER BY source`)).rows;
}

export async function calendarRow(sql: Sql, source: string): Promise<CalendarRow | undefined> {
  return (await sql.query<CalendarRow>(`${select} WHERE source = $1`, [source])).rows[0];
}

export async function calendarContent(sql: Sql, source: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ content: string | null }>('SELECT content FROM calendar WHERE source = $1', [
    source,
  ]);
  return rows[0]?.content ?? undefined;
}

export interface CalendarRead {
  readonly source: string;
  readonly at: Date;
  readonly version: string;
  /** Absent: as it was. */
  readonly content?: { readonly text: string; readonly digest: string };
}

export async function putCalendar(sql: Sql, { source, at, version, content }: CalendarRead): Promise<void> {
  await sql.query(
    `INSERT INTO calendar (source, version, read_at, tried_at, content, digest)
     VALUES ($1, $2, $3, $3, $4, COALESCE($5, ''))
     ON CONFLICT (source) DO UPDATE SET version = EXCLUDED.version, read_at = EXCLUDED.read_at,
       tried_at = EXCLUDED.tried_at, problem = '', failing_since = NULL,
       content = COALESCE(EXCLUDED.content, calendar.content), digest = COALESCE($5, calendar.digest)`,
    [source, version, at, content?.text ?? null, content?.digest ?? null],
  );
}

/** What was read before stays. */
export async function putCalendarProblem(
  sql: Sql,
  { source, at, problem }: { readonly source: string; readonly at: Date; readonly problem: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO calendar (source, tried_at, problem, failing_since) VALUES ($1, $2, $3, $2)
     ON CONFLICT (source) DO UPDATE SET tried_at = EXCLUDED.tried_at, problem = EXCLUDED.problem,
       failing_since = COALESCE(calendar.failing_since, EXCLUDED.failing_since)`,
    [source, at, problem],
  );
}

export async function deleteCalendar(sql: Sql, source: string): Promise<void> {
  await sql.query('DELETE FROM calendar WHERE source = $1', [source]);
}

/** The calendars that SyncWindows name, each as often as one does. */
export async function namedCalendars(sql: Sql): Promise<readonly WindowCalendar[]> {
  const { rows } = await sql.query<{ calendar: Record<string, string | undefined> & { name: string } }>(
    `SELECT calendar FROM sync_window, jsonb_path_query(manifest, '$.spec.calendars[*]') AS calendar`,
  );
  return rows.map(({ calendar: { name, url, repoURL, revision, path } }) =>
    repoURL ? { name, repoURL, revision: revision || 'HEAD', path: path ?? '' } : { name, url: url ?? '' },
  );
}
