import type { Scope, Sql } from './read/sql.ts';

/** What a calendar program reads by an address that nobody else knows. */
export interface CalendarFeedRow {
  readonly id: string;
  readonly project: string;
  /** The times in which nothing may sync, instead of those in which it may. */
  readonly closed: boolean;
  readonly createdAt: Date;
}

const select = 'SELECT f.id, f.project, f.closed, f.created_at AS "createdAt"';

/** Of one user, the newest first. */
export async function calendarFeedsOf(sql: Sql, user: string): Promise<readonly CalendarFeedRow[]> {
  const { rows } = await sql.query<CalendarFeedRow>(
    `${select} FROM calendar_feed f JOIN user_account u ON u.id = f.user_id WHERE u.name = $1 ORDER BY f.created_at DESC`,
    [user],
  );
  return rows;
}

/** With who made it, as that user is now. */
export async function calendarFeedByHash(
  sql: Sql,
  hash: string,
): Promise<(CalendarFeedRow & Scope & { readonly user: string }) | undefined> {
  const { rows } = await sql.query<CalendarFeedRow & Scope & { user: string }>(
    `${select}, u.name AS user, u.admin, u.projects FROM calendar_feed f JOIN user_account u ON u.id = f.user_id WHERE f.hash = $1`,
    [hash],
  );
  return rows[0];
}

export async function addCalendarFeed(
  sql: Sql,
  feed: Omit<CalendarFeedRow, 'createdAt'> & { readonly hash: string; readonly user: string },
): Promise<void> {
  await sql.query(
    `INSERT INTO calendar_feed (id, hash, user_id, project, closed) SELECT $1, $2, id, $4, $5 FROM user_account WHERE name = $3`,
    [feed.id, feed.hash, feed.user, feed.project, feed.closed],
  );
}

/** Whether there was one of that user. */
export async function deleteCalendarFeed(sql: Sql, user: string, id: string): Promise<boolean> {
  const { rows } = await sql.query(
    'DELETE FROM calendar_feed f USING user_account u WHERE u.id = f.user_id AND u.name = $1 AND f.id = $2 RETURNING f.id',
    [user, id],
  );
  return rows.length > 0;
}
