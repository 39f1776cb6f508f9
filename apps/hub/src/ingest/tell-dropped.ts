import { addEvents, type Database, type NewEvent } from '@wheelhouse/adapter-postgres';
import type { Logger } from '@wheelhouse/runtime';
import type { SpokeThing } from '../refusal-counts.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { SpokeAllowanceOptions } from './spoke-allowance.ts';

interface TellDropped {
  readonly db: Database;
  readonly changes: ChangeFeed;
  readonly logger: Logger;
}

/** Says where a user looks that a spoke was not heard: as an event of its cluster, and in the log. */
export const tellDropped =
  ({ db, changes, logger }: TellDropped): SpokeAllowanceOptions['tell'] =>
  (cluster, what, dropped) => {
    logger.warn({ cluster, what, dropped }, 'a spoke sends more than it may');
    const event: NewEvent = {
      clusterId: cluster,
      type: 'Warning',
      reason: 'SpokeTooFast',
      message: droppedMessage(what, dropped),
    };
    addEvents(db.sql, [event]).then(
      (ids) => changes.publish({ kind: 'event', ids }),
      (error: unknown) => logger.warn({ err: error, cluster }, 'cannot write down what was dropped'),
    );
  };

const WORDS: Readonly<Record<SpokeThing, string>> = {
  status: 'status reports were dropped: it changes the states of its targets faster than it may',
  heartbeat: 'heartbeats were dropped: it sends them faster than it may',
  event: 'events were dropped: it sends them faster than it may',
  request: 'requests for credentials or an epoch were refused: it asks more often than it may',
  bad: 'messages that cannot be read were dropped without a line in the log',
};

/** A sentence for people, with what to do. */
const droppedMessage = (what: SpokeThing, count: number): string =>
  `${count} ${WORDS[what]} (see docs/reference/limits.md); look into the log of its spoke, and remove the cluster if it is not yours any more`;
