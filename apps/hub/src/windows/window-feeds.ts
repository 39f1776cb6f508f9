import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  addCalendarFeed,
  addEvents,
  calendarFeedByHash,
  calendarFeedsOf,
  deleteCalendarFeed,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { openingsCalendar, type CalendarEntry, type Interval } from '@wheelhouse/core-windows';
import { type Viewer } from '../use-cases.ts';
import { WindowFeeds, type FleetWindows, type WindowedGroup, type WindowFeed } from '../window-use-cases.ts';

const DAY_MS = 86_400_000;
const PAST_MS = 7 * DAY_MS;
const COMING_MS = 90 * DAY_MS;
const MOST_ENTRIES = 2_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface HubWindowFeedsOptions {
  readonly db: Database;
  readonly fleet: FleetWindows;
  readonly now: () => number;
}

/** The openings of a project as iCalendar, and the addresses under which calendar programs read them. Only hashes are stored. */
export class HubWindowFeeds extends WindowFeeds {
  readonly #options: HubWindowFeedsOptions;

  constructor(options: HubWindowFeedsOptions) {
    super();
    this.#options = options;
  }

  override async text(project: string, closed: boolean, viewer: Viewer): Promise<string> {
    const now = this.#options.now();
    // By whole days: what did not change is then the same text but for the moment it was made.
    const today = Math.floor(now / DAY_MS) * DAY_MS;
    const span = { from: today - PAST_MS, to: today + COMING_MS };
    const groups = await this.#options.fleet.groups(viewer, 'windows', { ...span, project });
    const entries = groups
      .flatMap((group) => entriesOf(group, { project, closed, ...span }))
      .sort((a, b) => a.from - b.from)
      .slice(0, MOST_ENTRIES);
    const name = closed ? `When ${project} may not sync` : `When ${project} may sync`;
    return openingsCalendar({ name, now, refresh: 'PT1H' }, entries);
  }

  override list(viewer: Viewer): Promise<readonly WindowFeed[]> {
    return calendarFeedsOf(this.#options.db.sql, viewer.name);
  }

  override async create(project: string, closed: boolean, viewer: Viewer): Promise<{ id: string; path: string }> {
    const token = randomBytes(32).toString('base64url');
    const id = randomUUID();
    await this.#options.db.transaction(async (sql) => {
      await addCalendarFeed(sql, { id, hash: hashOf(token), user: viewer.name, project, closed });
      const message = `${viewer.name} made a calendar address for the windows of the project ${project}`;
      await addEvents(sql, [{ type: 'Normal', reason: 'CalendarFeedCreated', message, actor: viewer.name }]);
    });
    return { id, path: `/api/calendars/${token}.ics` };
  }

  override remove(id: string, viewer: Viewer): Promise<boolean> {
    return deleteCalendarFeed(this.#options.db.sql, viewer.name, id);
  }

  override async byToken(token: string): Promise<string | undefined> {
    const feed = await calendarFeedByHash(this.#options.db.sql, hashOf(token));
    if (!feed) return undefined;
    const { project, closed, user, admin, projects } = feed;
    // As the user is now: who lost the project reads no more of it.
    if (!admin && !projects.includes(project)) return undefined;
    return this.text(project, closed, { name: user, admin, projects });
  }
}

interface Wanted {
  readonly project: string;
  readonly closed: boolean;
  readonly from: number;
  readonly to: number;
}

/** Openings (or closings) that neither begin nor end are none. */
function entriesOf(group: WindowedGroup, { project, closed, from, to }: Wanted): CalendarEntry[] {
  const spans: { from: number; to: number; reason: string }[] = [];
  for (const interval of group.intervals) {
    if (interval.automatic.allowed === closed) continue;
    const last = spans[spans.length - 1];
    if (last?.to === interval.from) last.to = interval.to;
    else spans.push({ from: interval.from, to: interval.to, reason: reasonOf(interval) });
  }
  const key = createHash('sha256').update(JSON.stringify(group.windows)).digest('hex').slice(0, 12);
  const who = group.total === 1 ? group.example.name : `${group.total} applications`;
  return spans
    .filter((one) => one.from > from || one.to < to)
    .map((one) => ({
      ...{ from: one.from, to: one.to },
      title: closed ? `${project}: closed (${who})` : `${project}: may sync (${who})`,
      text: [one.reason, `windows: ${group.windows.join(', ')}`].join('\n'),
      id: `${project}-${key}-${closed ? 'closed' : 'open'}-${one.from}@wheelhouse`,
    }));
}

const reasonOf = ({ automatic }: Interval): string => automatic.reason;
