import { ByHandReconciler } from '../application/by-hand.reconciler.ts';
import { RemoteFacts } from '../applicationset/remote-facts.ts';
import type { SetState } from '../applicationset/set-dependence.ts';
import { SetReconciler } from '../applicationset/set.reconciler.ts';
import { CalendarHttp } from '../calendar/calendar-http.ts';
import { CalendarReconciler } from '../calendar/calendar.reconciler.ts';
import { FleetSourceReconciler } from '../fleet/fleet-source.reconciler.ts';
import { Vanished } from '../fleet/vanished.ts';
import { Releaser } from '../release/releaser.ts';
import { Worlds } from '../release/worlds.ts';
import { Poller } from '../source/poller.ts';
import { RepositoryReconciler } from '../source/repository.reconciler.ts';
import { SettleReconciler } from '../source/settle.reconciler.ts';
import { SourceMemory } from '../source/source-memory.ts';
import type { Declared } from './declared.ts';
import type { Ground } from './ground.ts';

export type FromGit = ReturnType<typeof openFromGit>;

/** From Git to a Release. */
export function openFromGit(ground: Ground, { guardrail, setDefaults, remover, resources, windows }: Declared) {
  const { config, db, shards, wakes, changes, restored, mirrors, renderer, compressor } = ground;
  const { keys, clock, now, logger, providers, generate } = ground;
  const { localCluster } = config;
  const { sealer } = keys;
  const memory = {
    set: new SourceMemory<SetState>(),
    byHand: new SourceMemory<undefined>(),
    fleetSource: new SourceMemory<undefined>(),
  };
  const repository = new RepositoryReconciler({
    ...{ readers: memory, db, shards, mirrors, sealer, wakes, changes, clock, logger },
  });
  const vanished = new Vanished(db, remover, guardrail);
  const fleetSource = new FleetSourceReconciler({
    ...{ db, shards, mirrors, resources, vanished, memory: memory.fleetSource, restored },
  });
  const releaser = new Releaser({
    ...{ guardrail, db, shards, mirrors, renderer, compressor, keys: keys.projects, wakes, changes, now },
    bundles: ground.bundles,
  });
  const worlds = new Worlds(db.sql, localCluster);
  const remote = new RemoteFacts({ db, sealer, providers, wakes, clock });
  const set = new SetReconciler({
    ...{ generate, setDefaults, worlds, remote, db, shards, mirrors, renderer, releaser, memory: memory.set },
    ...{ wakes, changes, now, clock, logger, restored },
  });
  const byHand = new ByHandReconciler({
    ...{ db, shards, releaser, wakes, memory: memory.byHand, localCluster, restored },
  });
  const calendarHttp = new CalendarHttp({ allowed: config.allowedCalendars });
  const calendar = new CalendarReconciler({
    ...{ db, shards, mirrors, http: calendarHttp, wakes, clock },
    everyMs: config.calendarSeconds * 1000,
    changed: () => windows.changed(),
  });
  const settle = new SettleReconciler({ shards, memory, changes });
  const everyMs = config.pollSeconds * 1000;
  const poller = new Poller({ db, shards, wakes, clock, logger, everyMs, random: Math.random });
  const readers = { fleetSource, set, byHand, settle, calendar };
  return { memory, repository, ...readers, releaser, worlds, remote, poller, calendarHttp };
}
