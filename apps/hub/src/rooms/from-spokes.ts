import { StatusSubjects } from '@wheelhouse/adapter-nats';
import { GrantsReconciler } from '../cluster/grants.reconciler.ts';
import { Heartbeats } from '../cluster/heartbeats.ts';
import { Joining } from '../cluster/joining.ts';
import { NarrowedCredentials } from '../cluster/narrowed-credentials.ts';
import { SpokeDesk } from '../cluster/spoke-desk.ts';
import { EventIngest } from '../ingest/event-ingest.ts';
import { SpokeAllowance } from '../ingest/spoke-allowance.ts';
import { StatusIngest } from '../ingest/status-ingest.ts';
import { tellDropped } from '../ingest/tell-dropped.ts';
import type { Declared } from './declared.ts';
import type { Ground } from './ground.ts';

export type FromSpokes = ReturnType<typeof openFromSpokes>;

/** What spokes say, and what they ask for. */
export function openFromSpokes(ground: Ground, declared: Pick<Declared, 'resources'>) {
  const { config, db, shards, wakes, changes, keys, nats, clock, logger, refused, nowMs } = ground;
  const heard = openHeard(ground);
  const allowance = new SpokeAllowance({
    ...{ clock, refused },
    eventsPerSecond: config.spokeEventsPerSecond,
    statusesPerSecond: config.spokeStatusesPerSecond,
    tell: tellDropped({ db, changes, logger }),
  });
  const told = { changes, clock, logger, refused, allowance };
  const subjects = new StatusSubjects(nats);
  const ingest = new StatusIngest({ db, shards, nats, subjects, heartbeats: heard.heartbeats, wakes, ...told });
  const events = new EventIngest({ db, nats, instance: ground.instance, ...told });
  const { localCluster } = config;
  const grants = new GrantsReconciler({ db, nats, localCluster, keys: keys.projects, wakes, logger });
  const onJoined = (cluster: string): void => {
    wakes.wake('cluster', cluster);
    changes.publish({ kind: 'cluster', ids: [cluster] });
    const { resources } = declared;
    void resources.wakeFleet().catch((error: unknown) => logger.warn({ err: error }, 'cannot wake the fleet'));
  };
  const joining = new Joining({
    ...{ db, keys, localCluster, now: nowMs, onJoined },
    revoke: (publicKey) => ground.revocations.revoke(publicKey),
    onIssued: () => heard.narrowed.look(),
    onSealingKey: (cluster) => wakes.wake('cluster', cluster),
  });
  const desk = new SpokeDesk({ nats, joining, logger, refused, allowance, clock });
  return { ...heard, ingest, events, grants, desk };
}

/** Who lives, and with which generation, trust and credentials. */
function openHeard({ config, db, clock, logger, changes, keys, wakes, account, nowMs, resumption }: Ground) {
  const revokeOlder = (publicKey: string, issuedAt: number) => account.revokeOlder(publicKey, issuedAt, nowMs());
  const narrowed = new NarrowedCredentials({ db, logger, revokeOlder });
  resumption.also(() => narrowed.look());
  const heartbeats = new Heartbeats({
    ...{ db, clock, logger, changes },
    awayAfterMs: config.awayAfterSeconds * 1000,
    onHeard: (heartbeat) => {
      narrowed.hear(heartbeat);
      if ((heartbeat.trust ?? 0) > keys.trustVersion) wakes.wake('signing', 'fleet');
    },
  });
  return { narrowed, heartbeats };
}
