import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { GitMirrors } from '@wheelhouse/adapter-git';
import {
  BlobStream,
  connectNats,
  demandFleetAccount,
  FleetAccount,
  hubCredentials,
  ManifestStream,
  StatusSubjects,
  systemCredentials,
  type Nats,
} from '@wheelhouse/adapter-nats';
import {
  askRevisions,
  clustersInOutbox,
  configureFleetSources,
  fleetSources,
  migrate,
  projectsToReseal,
  openDatabase,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { Renderer } from '@wheelhouse/adapter-render';
import type { ScmProviders } from '@wheelhouse/adapter-scm';
import { safeUrl, shardOf } from '@wheelhouse/core-domain';
import type { GenerateSettings } from '@wheelhouse/core-generate';
import {
  KeyedQueue,
  nodeCompressor,
  openFaultPoints,
  skewedClock,
  systemClock,
  withFaultPoints,
  type Clock,
  type FaultPoints,
  type Logger,
  type Outcome,
  type QueueRun,
} from '@wheelhouse/runtime';
import { ByHandReconciler } from './application/by-hand.reconciler.ts';
import { generateSettings, openProviders } from './applicationset/generate-settings.ts';
import { HubPreviews } from './applicationset/hub-previews.ts';
import { RemoteFacts } from './applicationset/remote-facts.ts';
import type { SetState } from './applicationset/set-dependence.ts';
import { setDefaultsOf } from './applicationset/set-rules.ts';
import { SetReconciler } from './applicationset/set.reconciler.ts';
import { InProcessChangeFeed } from './changes/in-process-change-feed.ts';
import { Wakes, type WakeKind } from './changes/wakes.ts';
import { GrantsReconciler } from './cluster/grants.reconciler.ts';
import { Heartbeats } from './cluster/heartbeats.ts';
import { HubJoinTokens } from './cluster/hub-join-tokens.ts';
import { Joining } from './cluster/joining.ts';
import { NarrowedCredentials } from './cluster/narrowed-credentials.ts';
import { NatsLiveViews } from './cluster/nats-live-views.ts';
import { Collector } from './collect/collector.ts';
import { forgetMirrors } from './collect/forget-mirrors.ts';
import { Revocations } from './cluster/revocations.ts';
import { SpokeDesk } from './cluster/spoke-desk.ts';
import type { HubConfig } from './config.ts';
import { FleetSourceReconciler } from './fleet/fleet-source.reconciler.ts';
import { sayOwnerless } from './fleet/ownerless.ts';
import { Vanished } from './fleet/vanished.ts';
import { EventIngest } from './ingest/event-ingest.ts';
import { SpokeAllowance } from './ingest/spoke-allowance.ts';
import { StatusIngest } from './ingest/status-ingest.ts';
import { tellDropped } from './ingest/tell-dropped.ts';
import { HubKeys } from './keys/hub-keys.ts';
import { KeyRotation } from './keys/key-rotation.ts';
import { ResealReconciler } from './keys/reseal.reconciler.ts';
import { RELOAD_KEYS_MS, SigningReconciler } from './keys/signing.reconciler.ts';
import { breakableDatabase } from './database/breakable-database.ts';
import { withUnsureCommits } from './database/unsure-commits.ts';
import { findMigrations } from './database/find-migrations.ts';
import { HubOperations } from './operations/hub-operations.ts';
import { BundleRestorer } from './publish/bundle-restorer.ts';
import { BundleStore } from './publish/bundle-store.ts';
import { Handover } from './publish/handover.ts';
import { ManifestReconciler } from './publish/manifest.reconciler.ts';
import { OutboxReconciler } from './publish/outbox.reconciler.ts';
import { StreamGuard } from './publish/stream-guard.ts';
import { RefusalCounts } from './refusal-counts.ts';
import { Releaser } from './release/releaser.ts';
import { Worlds } from './release/worlds.ts';
import { HubResources } from './resources/hub-resources.ts';
import { Remover } from './resources/remover.ts';
import { instanceId } from './shard/instance-id.ts';
import { Restored } from './restore/restored.ts';
import { Shards } from './shard/shards.ts';
import { HubRefresher } from './source/hub-refresher.ts';
import { Poller } from './source/poller.ts';
import { SettleReconciler } from './source/settle.reconciler.ts';
import { SourceMemory } from './source/source-memory.ts';
import { RepositoryReconciler } from './source/repository.reconciler.ts';
import { HubSyncWindows } from './windows/hub-sync-windows.ts';
import { HubWindows } from './windows/hub-windows.ts';

/** What the hub stands on: opened in this order, closed in the reverse one. */
export interface HubParts {
  readonly config: HubConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly db: Database;
  readonly keys: HubKeys;
  readonly nats: Nats;
  readonly system: Nats;
  readonly mirrors: GitMirrors;
  readonly renderer: Renderer;
  readonly providers: ScmProviders;
  readonly generate: GenerateSettings;
  /** Names this hub over restarts. */
  readonly instance: string;
  /** Only where a test controls this process. */
  readonly faults?: FaultPoints | undefined;
}

export async function openParts(config: HubConfig, logger: Logger): Promise<HubParts> {
  const faults = await openFaultPoints(config.faults, { app: 'hub', name: 'hub' });
  if (faults) logger.warn('fault points are on: this is for tests only');
  const clock = skewedClock(systemClock, faults);
  const { applied } = await migrate(config.databaseUrl, await findMigrations(config.migrations));
  if (applied.length > 0) logger.info({ applied }, 'database migrated');
  const opened = openDatabase(config.databaseUrl, {
    onError: (error) => logger.warn({ err: error }, 'a connection to the database broke'),
  });
  const db = faults ? breakableDatabase(opened, faults) : opened;
  const keys = await HubKeys.open(db, { folder: config.keys, localCluster: config.localCluster, now: clock.now() });
  const servers = config.natsUrl;
  const nats = await connectNats({ servers, credentials: hubCredentials(keys.fleet), name: 'wheelhouse-hub' });
  await demandFleetAccount(nats, keys.fleet);
  const system = await connectNats({
    servers,
    credentials: systemCredentials(keys.fleet),
    name: 'wheelhouse-hub-system',
  });
  const mirrors = new GitMirrors({ folder: path.join(config.mirrors, 'git') });
  const folder = path.resolve(config.mirrors, 'render');
  await mkdir(folder, { recursive: true });
  const renderer = new Renderer({ kustomize: config.kustomize, folder });
  const instance = await instanceId(config.mirrors);
  const providers = await openProviders(config, clock);
  const generate = await generateSettings(config, clock);
  return { config, logger, clock, db, keys, nats, system, mirrors, renderer, providers, generate, instance, faults };
}

/** Each has a queue; parts of a set, and what the fleet changes of it, wait in the sets' one. */
type QueueKind = Exclude<WakeKind, 'setParts' | 'setFleet'>;

const CONCURRENCY: Readonly<Record<QueueKind, number>> = {
  repository: 8,
  tidy: 1,
  fleetSource: 1,
  set: 4,
  byHand: 2,
  settle: 1,
  facts: 1,
  cluster: 8,
  outbox: 16,
  grants: 1,
  reseal: 2,
  signing: 1,
};

/** A database that goes away fails many commits at once: one look at everything serves them all. */
const RESUME_AFTER_MS = 1_000;

/** The whole of the hub but its edge: every room, wired once. Reads from top to bottom as the data goes. */
export class Hub {
  readonly parts: HubParts;
  readonly wakes = new Wakes();
  /** Of what nobody is named for in a row of the database. */
  readonly refused = new RefusalCounts();
  readonly shards: Shards;
  readonly changes: InProcessChangeFeed;
  readonly resources: HubResources;
  readonly operations: HubOperations;
  readonly refresher: HubRefresher;
  readonly windows: HubWindows;
  readonly syncWindows: HubSyncWindows;
  readonly joinTokens: HubJoinTokens;
  readonly liveViews: NatsLiveViews;
  readonly previews: HubPreviews;
  readonly keyRotation: KeyRotation;
  readonly narrowed: NarrowedCredentials;
  readonly heartbeats: Heartbeats;
  readonly ingest: StatusIngest;
  readonly events: EventIngest;
  readonly collector: Collector;
  readonly #queues: ReadonlyMap<QueueKind, KeyedQueue>;
  readonly #memory: Readonly<
    Record<'set' | 'byHand' | 'fleetSource', SourceMemory<SetState> | SourceMemory<undefined>>
  >;
  readonly #worlds: Worlds;
  readonly #guard: StreamGuard;
  readonly #desk: SpokeDesk;
  readonly #poller: Poller;
  readonly #remote: RemoteFacts;
  #watch: (() => void) | undefined;
  #takenUp: Promise<void> | undefined;
  #again: (() => void) | undefined;
  #reload: (() => void) | undefined;

  #resumption: (() => void) | undefined;

  constructor(parts: HubParts) {
    this.parts = parts;
    const { config, logger, clock, keys, nats, system, mirrors, renderer, generate } = parts;
    const db = withUnsureCommits(parts.db, () => this.#resumeSoon());
    const { wakes, refused } = this;
    const { localCluster } = config;
    const now = (): Date => new Date(clock.now());
    const compressor = nodeCompressor();
    const changes = (this.changes = new InProcessChangeFeed(clock, logger));
    const shards = (this.shards = new Shards({ db, clock, logger, owner: parts.instance }));
    const account = new FleetAccount(system, keys.fleet);
    const revocations = new Revocations(db, account, () => clock.now());
    const revoke = (publicKey: string): Promise<void> => revocations.revoke(publicKey);
    const manifests = withFaultPoints(new ManifestStream(nats), parts.faults, { publish: 'hub.publish.manifest' });

    const blobs = withFaultPoints(new BlobStream(nats), parts.faults, { put: 'hub.publish.blob' });
    const handover = new Handover();
    const restored = new Restored({
      ...{ db, manifests, blobs, keys, compressor, shards, handover, wakes, changes, now, logger },
      takenOver: () => void this.resume().catch((error: unknown) => logger.error({ err: error }, 'cannot resume')),
    });

    // What people declare.
    const setDefaults = setDefaultsOf(config);
    const { maxWithdrawn, maxWithdrawnPercent } = config;
    const guardrail = { maxWithdrawn, maxWithdrawnPercent };
    const windows = (this.windows = new HubWindows(db.sql, wakes, localCluster));
    const remover = new Remover({ db, wakes, changes, revoke, setDefaults, windows });
    const resources = (this.resources = new HubResources({
      ...{ db, sealer: keys.sealer, wakes, changes, remover, windows },
    }));

    this.syncWindows = new HubSyncWindows({ db, windows, resources, now: () => clock.now() });

    // From Git to a Release.
    const memory = (this.#memory = {
      set: new SourceMemory<SetState>(),
      byHand: new SourceMemory<undefined>(),
      fleetSource: new SourceMemory<undefined>(),
    });
    const repository = new RepositoryReconciler({
      readers: memory,
      db,
      shards,
      mirrors,
      sealer: keys.sealer,
      wakes,
      changes,
      clock,
      logger,
    });
    const fleet = new FleetSourceReconciler({
      db,
      shards,
      mirrors,
      resources,
      vanished: new Vanished(db, remover, guardrail),
      memory: memory.fleetSource,
      restored,
    });
    const releaser = new Releaser({
      guardrail,
      db,
      shards,
      mirrors,
      renderer,
      compressor,
      keys: keys.projects,
      wakes,
      changes,
      now,
    });
    this.#worlds = new Worlds(db.sql, localCluster);
    const remote = (this.#remote = new RemoteFacts({
      db,
      sealer: keys.sealer,
      providers: parts.providers,
      wakes,
      clock,
    }));
    const set = new SetReconciler({
      generate,
      setDefaults,
      worlds: this.#worlds,
      remote,
      db,
      shards,
      mirrors,
      renderer,
      releaser,
      memory: memory.set,
      wakes,
      changes,
      now,
      clock,
      logger,
      restored,
    });
    const byHand = new ByHandReconciler({
      db,
      shards,
      releaser,
      wakes,
      memory: memory.byHand,
      localCluster,
      restored,
    });

    const settle = new SettleReconciler({ shards, memory, changes });

    // From a Release to the stream.
    const revokeOlder = (publicKey: string, issuedAt: number) => account.revokeOlder(publicKey, issuedAt, clock.now());
    this.narrowed = new NarrowedCredentials({ db, logger, revokeOlder });
    const heartbeats = (this.heartbeats = new Heartbeats({
      db,
      clock,
      logger,
      changes,
      awayAfterMs: config.awayAfterSeconds * 1000,
      onHeard: (heartbeat) => {
        this.narrowed.hear(heartbeat);
        if ((heartbeat.trust ?? 0) > keys.trustVersion) wakes.wake('signing', 'fleet');
      },
    }));
    const heardGeneration = (cluster: string): number | undefined => heartbeats.generationOf(cluster);
    const manifest = new ManifestReconciler({
      db,
      shards,
      wakes,
      hubId: keys.hubId,
      keys: keys.projects,
      heardGeneration,
      restored,
      handover,
      windows,
      now: () => clock.now(),
    });
    const restorer = new BundleRestorer({ db, renderer, mirrors, compressor, keys: keys.projects, logger });
    const { signer } = keys;
    const bundles = new BundleStore({ db, blobs, restorer, graceMs: config.collectAfterSeconds * 1000 });
    const outbox = new OutboxReconciler({
      db,
      shards,
      manifests,
      bundles,
      restored,
      handover,
      signer,
      compressor,
      wakes,
      changes,
      logger,
    });
    const eventsMaxAgeMs = config.keepEventsDays * 24 * 3_600_000;
    this.#guard = new StreamGuard({
      ...{ db, nats, manifests, revocations, restored, shards, wakes, logger },
      streams: { eventsMaxAgeMs },
    });
    this.collector = new Collector({
      ...{ db, blobs, shards, wakes, clock, logger, config },
      forgetMirrors: () => forgetMirrors(db.sql, mirrors),
    });

    // From the spokes back.
    const subjects = new StatusSubjects(nats);
    const allowance = new SpokeAllowance({
      ...{ clock, refused },
      eventsPerSecond: config.spokeEventsPerSecond,
      statusesPerSecond: config.spokeStatusesPerSecond,
      tell: tellDropped({ db, changes, logger }),
    });
    const told = { changes, clock, logger, refused, allowance };
    this.ingest = new StatusIngest({ db, shards, nats, subjects, heartbeats, wakes, ...told });
    this.events = new EventIngest({ db, nats, instance: parts.instance, ...told });
    const onJoined = (cluster: string): void => {
      wakes.wake('cluster', cluster);
      changes.publish({ kind: 'cluster', ids: [cluster] });
      void resources.wakeFleet().catch((error: unknown) => logger.warn({ err: error }, 'cannot wake the fleet'));
    };
    const grants = new GrantsReconciler({ db, nats, localCluster, keys: keys.projects, wakes, logger });
    const joining = new Joining({
      db,
      keys,
      localCluster,
      now: () => clock.now(),
      revoke,
      onIssued: () => this.narrowed.look(),
      onJoined,
      onSealingKey: (cluster) => wakes.wake('cluster', cluster),
    });
    this.#desk = new SpokeDesk({ nats, joining, logger, refused, allowance, clock });

    // Keys that are exchanged.
    const reseal = new ResealReconciler({ db, keys: keys.projects, blobs, bundles, wakes, clock, logger });
    const trustOf = (cluster: { readonly id: string }): number | undefined => heartbeats.trustOf(cluster.id);
    const newestTrust = (): number => heartbeats.newestTrust();
    const signing = new SigningReconciler({ db, nats, keys, wakes, clock, logger, trustOf, newestTrust });
    this.keyRotation = new KeyRotation({ db, keys, wakes });

    // What people ask.
    this.operations = new HubOperations({
      db,
      shards,
      mirrors,
      renderer,
      compressor,
      keys: keys.projects,
      wakes,
      changes,
      localCluster,
      now,
    });
    this.refresher = new HubRefresher({ db, wakes, renderer, remote, pushed: (url) => repository.pushed(url) });
    this.joinTokens = new HubJoinTokens({
      db,
      keys,
      servers: config.natsPublicUrl ?? config.natsUrl,
      now: () => clock.now(),
    });
    this.liveViews = new NatsLiveViews(nats, logger);
    this.previews = new HubPreviews({ db, mirrors, remote, localCluster, generate, setDefaults, guardrail, releaser });

    const everyMs = config.pollSeconds * 1000;
    this.#poller = new Poller({ db, shards, wakes, clock, logger, everyMs, random: Math.random });
    this.#queues = this.#listen({
      repository: (key) => repository.reconcile(key),
      tidy: (key) => repository.tidy(key),
      fleetSource: (key) => fleet.reconcile(key),
      set: (key) => set.reconcile(key),
      byHand: (key) => byHand.reconcile(key),
      settle: (key) => settle.reconcile(key),
      facts: (namespace) => remote.changed(namespace),
      cluster: (key) => manifest.reconcile(key),
      outbox: (key) => outbox.reconcile(key),
      grants: () => grants.reconcile(),
      reseal: (key) => reseal.reconcile(key),
      signing: () => signing.reconcile(),
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
      if (gained.size === 0) return;
      this.#gained();
    });
    await this.heartbeats.start();
    this.#desk.start();
    await this.shards.start();
    await this.#takenUp;
    this.#watchNats();
    this.#reloadKeys();
    this.#poller.start();
    this.collector.start();
  }

  /** What the stream knows better than a restored database comes before anything is decided. */
  async #takeUp(): Promise<void> {
    await this.#guard.check();
    await this.resume();
  }

  /** Shards came: their work begins once the stream could be asked. */
  #gained(): void {
    this.#takenUp = this.#takeUp();
    this.#takenUp.catch((error: unknown) => {
      this.parts.logger.error({ err: error }, 'cannot take up the work yet');
      this.#again = this.parts.clock.after(1_000, () => this.#gained());
    });
  }

  /** Wakes everything that the database knows of. */
  async resume(): Promise<void> {
    const { sql } = this.parts.db;
    const column = async (text: string): Promise<string[]> =>
      (await sql.query<{ id: string }>(text)).rows.map((row) => row.id);
    this.wakes.wake('outbox', await clustersInOutbox(sql));
    this.wakes.wake('repository', await column('SELECT url AS id FROM repository'));
    this.wakes.wake(
      'fleetSource',
      (await fleetSources(sql)).map((row) => row.id),
    );
    this.wakes.wake('set', await column('SELECT id FROM application_set'));
    this.wakes.wake('byHand', await column('SELECT DISTINCT project_id AS id FROM application WHERE set_id IS NULL'));
    this.wakes.wake('cluster', await column('SELECT id FROM cluster WHERE removed_at IS NULL'));
    this.wakes.wake('grants', 'fleet');
    this.wakes.wake('reseal', await projectsToReseal(sql));
    this.wakes.wake('signing', 'fleet');
    this.narrowed.look();
  }

  /** Somebody may have died behind a commit, and left undone what should follow it. */
  #resumeSoon(): void {
    this.#resumption ??= this.parts.clock.after(RESUME_AFTER_MS, () => {
      this.#resumption = undefined;
      this.resume().catch((error: unknown) => {
        this.parts.logger.warn({ err: error }, 'cannot resume yet');
        this.#resumeSoon();
      });
    });
  }

  /** True once nothing is under way: for tests. */
  async idle(): Promise<void> {
    for (;;) {
      for (const queue of this.#queues.values()) await queue.idle();
      await Promise.all([this.ingest.flush(), this.events.flush()]);
      if ([...this.#queues.values()].every((queue) => queue.size === 0)) return;
      const due = await Promise.race([
        ...[...this.#queues.values()].map((queue) => queue.idle().then(() => true)),
        Promise.resolve(false),
      ]);
      if (!due) return;
    }
  }

  /** Ends within seconds what is under way, gives the shards back, and closes what was opened. */
  async stop(): Promise<void> {
    const { nats, system, mirrors, providers, db } = this.parts;
    // First of all, and whatever fails below: its timer would begin again.
    const collected = this.collector.stop();
    this.#poller.stop();
    this.#remote.stop();
    this.#resumption?.();
    this.#watch?.();
    this.#again?.();
    this.#reload?.();
    this.#reload = undefined;
    this.#desk.stop();
    await collected;
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()));
    await Promise.all([this.ingest.stop(), this.events.stop()]);
    await this.heartbeats.stop();
    await this.narrowed.stop();
    await this.changes.stop();
    await this.shards.stop();
    await Promise.allSettled([nats.close(), system.close(), mirrors.close(), providers.close()]);
    await db.close();
  }

  #listen(
    reconcilers: Readonly<Record<QueueKind, (key: string) => Promise<Outcome | void>>>,
  ): ReadonlyMap<QueueKind, KeyedQueue> {
    const queues = new Map<QueueKind, KeyedQueue>();
    for (const [kind, reconcile] of Object.entries(reconcilers) as [
      QueueKind,
      (key: string) => Promise<Outcome | void>,
    ][]) {
      const onRun = (run: QueueRun): void => this.#log(run);
      const queue = new KeyedQueue({
        name: kind,
        reconcile,
        concurrency: CONCURRENCY[kind],
        clock: this.parts.clock,
        onRun,
      });
      const memory = kind === 'set' || kind === 'byHand' || kind === 'fleetSource' ? this.#memory[kind] : undefined;
      this.wakes.on(kind, (key, afterMs) => {
        memory?.forget(key);
        queue.add(key, afterMs);
      });
      queues.set(kind, queue);
    }
    this.wakes.on('setParts', (key) => queues.get('set')?.add(key));
    this.wakes.on('setFleet', (key) => {
      this.#worlds.stale();
      queues.get('set')?.add(key);
    });
    return queues;
  }

  #log({ queue, key, ms, outcome, error, retryInMs }: QueueRun): void {
    const fields = {
      queue,
      key: safeUrl(key), // Of repositories it is their URL.
      ms: Math.round(ms),
      ...(retryInMs !== undefined && { retryInMs: Math.round(retryInMs) }),
    };
    if (error) this.parts.logger.warn({ ...fields, err: error }, 'work failed');
    else this.parts.logger.debug({ ...fields, outcome: outcome?.kind }, 'work done');
  }

  async #caughtUp(): Promise<void> {
    await this.#guard.check();
    // What could not be published meanwhile waits longer after each attempt; now there is no reason to.
    this.wakes.wake('outbox', await clustersInOutbox(this.parts.db.sql));
  }

  /** Another hub may exchange the signing key. */
  #reloadKeys(): void {
    const { clock, keys, logger } = this.parts;
    this.#reload = clock.after(RELOAD_KEYS_MS, () => {
      keys
        .reload()
        .catch((error: unknown) => logger.warn({ err: error }, 'cannot read the keys'))
        .finally(() => this.#reload && this.#reloadKeys());
    });
  }

  /** What the stream lost while it was away (or forgot for ever) is published again. */
  #watchNats(): void {
    const { clock, nats, logger } = this.parts;
    let connected = nats.connected();
    const look = (): void => {
      const before = connected;
      connected = nats.connected();
      if (connected && !before) {
        this.#caughtUp().catch((error: unknown) => {
          connected = false;
          logger.warn({ err: error }, 'cannot compare the stream with the database');
        });
      }
      this.#watch = clock.after(1_000, look);
    };
    this.#watch = clock.after(1_000, look);
  }
}
