import { askRevisions, configureFleetSources } from '@wheelhouse/adapter-postgres';
import { shardOf } from '@wheelhouse/core-domain';
import type { HubPreviews } from './applicationset/hub-previews.ts';
import type { InProcessChangeFeed } from './changes/in-process-change-feed.ts';
import type { Wakes } from './changes/wakes.ts';
import type { Heartbeats } from './cluster/heartbeats.ts';
import type { HubJoinTokens } from './cluster/hub-join-tokens.ts';
import type { NarrowedCredentials } from './cluster/narrowed-credentials.ts';
import type { NatsLiveViews } from './cluster/nats-live-views.ts';
import type { Collector } from './collect/collector.ts';
import { sayOwnerless } from './fleet/ownerless.ts';
import type { HubParts } from './hub-parts.ts';
import { HubQueues } from './hub-queues.ts';
import type { EventIngest } from './ingest/event-ingest.ts';
import type { StatusIngest } from './ingest/status-ingest.ts';
import type { KeyRotation } from './keys/key-rotation.ts';
import type { HubOperations } from './operations/hub-operations.ts';
import type { RefusalCounts } from './refusal-counts.ts';
import type { HubResources } from './resources/hub-resources.ts';
import { openAsked } from './rooms/asked.ts';
import { openDeclared } from './rooms/declared.ts';
import { openFromGit, type FromGit } from './rooms/from-git.ts';
import { openFromSpokes, type FromSpokes } from './rooms/from-spokes.ts';
import { layGround, type Ground } from './rooms/ground.ts';
import { openKeyExchange } from './rooms/key-exchange.ts';
import { openToStream } from './rooms/to-stream.ts';
import { Upkeep } from './rooms/upkeep.ts';
import type { Shards } from './shard/shards.ts';
import type { HubRefresher } from './source/hub-refresher.ts';
import type { HubSyncWindows } from './windows/hub-sync-windows.ts';
import type { HubFleetWindows } from './windows/fleet-windows.ts';
import type { HubWindowFeeds } from './windows/window-feeds.ts';
import type { HubWindowPreviews } from './windows/preview-window.ts';
import type { HubWindows } from './windows/hub-windows.ts';

export { openParts, type HubParts } from './hub-parts.ts';

/** The whole of the hub but its edge: every room (`rooms/`), wired once. */
export class Hub {
  readonly parts: HubParts;
  readonly wakes: Wakes;
  readonly refused: RefusalCounts;
  readonly shards: Shards;
  readonly changes: InProcessChangeFeed;
  readonly resources: HubResources;
  readonly operations: HubOperations;
  readonly refresher: HubRefresher;
  readonly windows: HubWindows;
  readonly syncWindows: HubSyncWindows;
  readonly windowPreviews: HubWindowPreviews;
  readonly fleetWindows: HubFleetWindows;
  readonly windowFeeds: HubWindowFeeds;
  readonly joinTokens: HubJoinTokens;
  readonly liveViews: NatsLiveViews;
  readonly previews: HubPreviews;
  readonly keyRotation: KeyRotation;
  readonly narrowed: NarrowedCredentials;
  readonly heartbeats: Heartbeats;
  readonly ingest: StatusIngest;
  readonly events: EventIngest;
  readonly collector: Collector;
  readonly #ground: Ground;
  readonly #fromGit: FromGit;
  readonly #desk: FromSpokes['desk'];
  readonly #upkeep: Upkeep;
  readonly #queues: HubQueues;

  /** What is heard of spokes comes before what is decided for them. */
  constructor(parts: HubParts) {
    this.parts = parts;
    const ground = (this.#ground = layGround(parts));
    ({ wakes: this.wakes, refused: this.refused, shards: this.shards, changes: this.changes } = ground);

    const declared = openDeclared(ground);
    ({ resources: this.resources, windows: this.windows, syncWindows: this.syncWindows } = declared);
    this.windowPreviews = declared.windowPreviews;
    ({ fleetWindows: this.fleetWindows, windowFeeds: this.windowFeeds } = declared);

    const fromGit = (this.#fromGit = openFromGit(ground, declared));
    const fromSpokes = openFromSpokes(ground, declared);
    ({ narrowed: this.narrowed, heartbeats: this.heartbeats, ingest: this.ingest, events: this.events } = fromSpokes);
    this.#desk = fromSpokes.desk;

    const toStream = openToStream(ground, declared, fromSpokes);
    this.collector = toStream.collector;
    this.#upkeep = new Upkeep(ground, toStream.guard);
    const keyExchange = openKeyExchange(ground, fromSpokes);
    this.keyRotation = keyExchange.keyRotation;

    const asked = openAsked(ground, declared, fromGit);
    ({ operations: this.operations, refresher: this.refresher, previews: this.previews } = asked);
    ({ joinTokens: this.joinTokens, liveViews: this.liveViews } = asked);

    const { repository, fleetSource, set, byHand, settle, calendar, remote, worlds, memory } = fromGit;
    this.#queues = new HubQueues({
      reconcilers: {
        repository: (key) => repository.reconcile(key),
        tidy: (key) => repository.tidy(key),
        fleetSource: (key) => fleetSource.reconcile(key),
        set: (key) => set.reconcile(key),
        byHand: (key) => byHand.reconcile(key),
        settle: (key) => settle.reconcile(key),
        calendar: (key) => calendar.reconcile(key),
        facts: (namespace) => remote.changed(namespace),
        cluster: (key) => toStream.manifest.reconcile(key),
        outbox: (key) => toStream.outbox.reconcile(key),
        grants: () => fromSpokes.grants.reconcile(),
        reseal: (key) => keyExchange.reseal.reconcile(key),
        signing: () => keyExchange.signing.reconcile(),
      },
      onFleetChanged: () => worlds.stale(),
      ...{ wakes: ground.wakes, memory, clock: ground.clock, logger: ground.logger },
    });
  }

  /** Takes up the work where it was left: everything that matters is in Postgres. */
  async start(): Promise<void> {
    const { db, config } = this.parts;
    await this.resources.ensureDefaultProject();
    await db.transaction(async (sql) => sayOwnerless(sql, await configureFleetSources(sql, config.fleetRepositories)));
    await askRevisions(
      db.sql,
      config.fleetRepositories.map(({ url, revision }) => ({ url, revision, shard: shardOf(url) })),
    );
    this.shards.onChanged((gained) => {
      this.ingest.listenTo(this.shards.owned());
      this.events.listenTo(this.shards.owned());
      if (gained.size > 0) this.#upkeep.takeUp();
    });
    await this.heartbeats.start();
    this.#desk.start();
    await this.shards.start();
    await this.#upkeep.start();
    this.#fromGit.poller.start();
    this.collector.start();
  }

  /** Wakes everything that the database knows of. */
  resume(): Promise<void> {
    return this.#ground.resumption.resume();
  }

  /** True once nothing is under way: for tests. */
  async idle(): Promise<void> {
    for (;;) {
      await this.#queues.idle();
      await Promise.all([this.ingest.flush(), this.events.flush()]);
      if (this.#queues.isEmpty || !(await this.#queues.isIdleNow())) return;
    }
  }

  /** Ends within seconds what is under way, gives the shards back, and closes what was opened. */
  async stop(): Promise<void> {
    const { nats, system, mirrors, providers, db } = this.parts;
    // First of all, and whatever fails below: its timer would begin again.
    const collected = this.collector.stop();
    this.#fromGit.poller.stop();
    this.#fromGit.remote.stop();
    this.#ground.resumption.stop();
    this.#upkeep.stop();
    this.#desk.stop();
    await collected;
    await this.#queues.stop();
    await Promise.all([this.ingest.stop(), this.events.stop()]);
    await this.heartbeats.stop();
    await this.narrowed.stop();
    await this.changes.stop();
    await this.shards.stop();
    await this.#fromGit.calendarHttp.close();
    await Promise.allSettled([nats.close(), system.close(), mirrors.close(), providers.close()]);
    await db.close();
  }
}
