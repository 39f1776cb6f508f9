import { clustersInOutbox, fleetSources, projectsToReseal, type Database } from '@wheelhouse/adapter-postgres';
import type { Clock, Logger } from '@wheelhouse/runtime';
import { calendarSources } from '../calendar/calendar-source.ts';
import type { Wakes } from '../changes/wakes.ts';

export interface ResumptionOptions {
  readonly db: Database;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A database that goes away fails many commits at once: one look at everything serves them all. */
const RESUME_AFTER_MS = 1_000;

/** Takes the work up where it was left: everything that matters is in Postgres. */
export class Resumption {
  readonly #options: ResumptionOptions;
  readonly #also: (() => void)[] = [];
  #soon: (() => void) | undefined;

  constructor(options: ResumptionOptions) {
    this.#options = options;
  }

  /** What has no queue, and is to be looked at with the rest. */
  also(look: () => void): void {
    this.#also.push(look);
  }

  /** Wakes everything that the database knows of. */
  async resume(): Promise<void> {
    const { wakes, db } = this.#options;
    const { sql } = db;
    const column = async (text: string): Promise<string[]> =>
      (await sql.query<{ id: string }>(text)).rows.map((row) => row.id);
    wakes.wake('outbox', await clustersInOutbox(sql));
    wakes.wake('repository', await column('SELECT url AS id FROM repository'));
    wakes.wake(
      'fleetSource',
      (await fleetSources(sql)).map((row) => row.id),
    );
    wakes.wake('set', await column('SELECT id FROM application_set'));
    wakes.wake('byHand', await column('SELECT DISTINCT project_id AS id FROM application WHERE set_id IS NULL'));
    wakes.wake('cluster', await column('SELECT id FROM cluster WHERE removed_at IS NULL'));
    wakes.wake('calendar', await calendarSources(sql));
    wakes.wake('grants', 'fleet');
    wakes.wake('reseal', await projectsToReseal(sql));
    wakes.wake('signing', 'fleet');
    for (const look of this.#also) look();
  }

  /** Somebody may have died behind a commit, and left undone what should follow it. */
  resumeSoon(): void {
    const { clock, logger } = this.#options;
    this.#soon ??= clock.after(RESUME_AFTER_MS, () => {
      this.#soon = undefined;
      this.resume().catch((error: unknown) => {
        logger.warn({ err: error }, 'cannot resume yet');
        this.resumeSoon();
      });
    });
  }

  stop(): void {
    this.#soon?.();
  }
}
