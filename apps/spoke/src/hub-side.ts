import type { Nats, StatusSubjects } from '@wheelhouse/adapter-nats';
import { ManifestStream, NatsError } from '@wheelhouse/adapter-nats';
import type {
  BodyOpener,
  ClusterManifest,
  Compressor,
  Heartbeat,
  RefusalKind,
  StatusReport,
  Verifier,
} from '@wheelhouse/contract';
import type { Digest, ProjectId } from '@wheelhouse/core-domain';
import { KeyedQueue, done, wait } from '@wheelhouse/runtime';
import type { Clock, Logger, Outcome } from '@wheelhouse/runtime';
import type { ClusterSide, TellEvent } from './cluster-side.ts';
import type { ClockSkew } from './join/clock-skew.ts';
import { HubLink } from './join/hub-link.ts';
import type { IdentityStore } from './join/identity.ts';
import { joinHub } from './join/join-hub.ts';
import type { JoinedIdentity } from './join/join-hub.ts';
import { answerLive } from './live/answer-live.ts';
import { ManifestPuller } from './pull/manifest-puller.ts';
import { ProjectKeyring } from './pull/project-keyring.ts';
import { EventLog } from './report/event-log.ts';
import { RefusalBook } from './report/refusal-book.ts';
import type { SpokeState } from './state/spoke-state.ts';
import { FEATURES, VERSION, WIRE } from './version.ts';

export interface HubSideOptions {
  readonly identities: IdentityStore;
  readonly state: SpokeState;
  readonly verifier: Verifier;
  readonly compressor: Compressor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly joinToken: string | undefined;
  readonly kubernetes: string;
  readonly holder: string;
  readonly node: string;
  readonly heartbeatMs: number;
  readonly skew: ClockSkew;
  /** Objects that were found by their marks because what was remembered of them was lost; 0: nothing was. */
  readonly readopted: number;
}

const ASK_AGAIN_MS = 300;
/** ± 20 %. Quartz drifts by seconds in a day. */
const CLOCK_EVERY_MS = 60_000;
/** A refusal is told with a heartbeat of its own, unless there was one a moment ago. */
const SOON_MS = 1_000;

/** Everything that needs the hub. While it is away nothing here works, and nothing else stops. */
export class HubSide {
  readonly #options: HubSideOptions;
  readonly #abort = new AbortController();
  readonly #events: EventLog;
  #identity: JoinedIdentity | undefined;
  #link: HubLink | undefined;
  #puller: ManifestPuller | undefined;
  #queue: KeyedQueue | undefined;
  #keyring: ProjectKeyring | undefined;
  readonly #refusals: RefusalBook;
  #beatAt = -Infinity;
  #running: Promise<void> | undefined;

  constructor(options: HubSideOptions) {
    this.#options = options;
    this.#refusals = new RefusalBook(options.clock.now);
    this.#events = new EventLog(() => (this.#link?.isConnected() ? this.#link.status() : undefined));
  }

  start(cluster: ClusterSide): void {
    this.#running = this.#run(cluster).catch((error: unknown) => {
      this.#options.log.error({ err: error }, 'the hub side ended');
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#puller?.stop();
    await this.#queue?.stop();
    await this.#link?.stop();
    await this.#running;
  }

  publish(report: StatusReport): boolean {
    const status = this.#connected();
    status?.publishStatus(report);
    return status !== undefined;
  }

  /** Rejects while the hub is away, so that "not there" is never said for "not asked". */
  async fetchBlob(project: ProjectId, digest: Digest): Promise<Uint8Array | undefined> {
    const streams = this.#link?.isConnected() ? this.#link.streams() : undefined;
    if (!streams) throw new Error('the hub is away');
    try {
      const found = await streams.blobs.get(project, digest);
      if (found) return found;
      // A blob that is sealed anew is away for a moment.
      await this.#options.clock.sleep(ASK_AGAIN_MS, this.#abort.signal);
      return await streams.blobs.get(project, digest);
    } catch (error) {
      const unasked = error instanceof NatsError && (error.failure === 'refused' || error.failure === 'timeout');
      if (unasked) this.#link?.needProjects([project]);
      throw error;
    }
  }

  /** With the keys that the manifest holds for this cluster. One that it lacks may be in a newer manifest. */
  readonly opener: BodyOpener = {
    open: (sealed, bound) => {
      const opened = this.#keyring?.open(sealed, bound) ?? { kind: 'unknown-key' };
      if (opened.kind === 'unknown-key') {
        this.#puller?.fetch();
        this.#link?.renewSoon();
      }
      return opened;
    },
  };

  readonly event: TellEvent = (type, reason, message, target, record) => {
    if (!this.#identity) return;
    const { cluster } = this.#identity.joined;
    const at = this.#options.clock.now();
    const about = { ...(target ? { application: target.id } : {}), ...(record ? { record } : {}) };
    this.#events.add({ cluster, at, type, reason, message, ...about });
  };

  /** Counted, logged, and told to the hub: with the next heartbeat, and as an event where people should look. */
  refuse(kind: RefusalKind, reason: string): void {
    const told = this.#refusals.add(kind, reason);
    const words = kind === 'blob' ? 'a bundle' : kind === 'delta' ? 'a change of the manifest' : 'a manifest';
    const fields = { refused: kind, count: this.#refusals.list().find((one) => one.kind === kind)?.count };
    if (kind === 'delta') this.#options.log.info(fields, `${words} was refused, and the whole is fetched: ${reason}`);
    else if (told) this.#options.log.error(fields, `${words} was refused: ${reason}`);
    // The root vouches for keys that came since.
    if (kind === 'key') this.#link?.renewSoon();
    if (!told) return;
    this.event('Warning', kind === 'blob' ? 'BundleRefused' : 'ManifestRefused', reason);
    if (this.#options.clock.monotonic() - this.#beatAt > SOON_MS) this.#queue?.add('heartbeat');
  }

  async #run(cluster: ClusterSide): Promise<void> {
    const { identities, verifier, kubernetes, clock, log, joinToken } = this.#options;
    const { signal } = this.#abort;
    const joining = { identities, token: joinToken, verifier, kubernetes, version: VERSION, clock, log, signal };
    const identity = await joinHub(joining);
    if (!identity) return;
    this.#identity = identity;
    const link = new HubLink({
      identity,
      identities,
      verifier,
      clock,
      log,
      connected: () => this.#connectedAgain(cluster),
    });
    this.#link = link;
    this.#keyring = new ProjectKeyring({
      hub: identity.hub,
      cluster: identity.joined.cluster,
      pair: () => link.sealing,
      keys: () => this.#options.state.manifest?.keys,
    });
    this.#puller = this.#newPuller(identity, link, cluster);
    this.#queue = this.#newQueue(cluster);
    await link.run((nats) => this.#begin(nats, identity, cluster));
  }

  #newPuller({ joined, hub }: JoinedIdentity, link: HubLink, cluster: ClusterSide): ManifestPuller {
    const { verifier, compressor, log } = this.#options;
    return new ManifestPuller({
      hub,
      cluster: joined.cluster,
      streams: () => (link.isConnected() ? link.streams() : undefined),
      trust: () => link.trust,
      verifier,
      compressor,
      held: () => this.#heldOf(joined, hub),
      accept: (manifest) => this.#accept(manifest, cluster),
      refused: (kind, reason) => this.refuse(kind, reason),
      settled: () => this.#refusals.settle(),
      log,
    });
  }

  /** A manifest of another cluster or hub says nothing about what comes: this one joined anew. */
  #heldOf({ cluster }: JoinedIdentity['joined'], hub: string): ClusterManifest | undefined {
    const { manifest } = this.#options.state;
    return manifest?.cluster === cluster && manifest.hub === hub ? manifest : undefined;
  }

  #begin(nats: Nats, { joined }: JoinedIdentity, cluster: ClusterSide): void {
    const { log } = this.#options;
    new ManifestStream(nats).subscribeLive(joined.cluster, ({ header }) => this.#puller?.hear(header));
    answerLive(nats, {
      cluster: joined.cluster,
      targets: cluster.targets,
      book: cluster.book,
      sync: cluster.sync,
      health: cluster.health,
      renew: () => this.#link?.renewNow(),
      log,
    });
  }

  #connectedAgain(cluster: ClusterSide): void {
    this.#puller?.fetch();
    this.#queue?.add(cluster.book.epoch === 0 ? 'epoch' : 'heartbeat');
    this.#queue?.add('clock');
    cluster.book.flush();
    cluster.lookAgain();
    void this.#events.send();
  }

  async #accept(manifest: ClusterManifest, cluster: ClusterSide): Promise<void> {
    const before = this.#options.state.manifest?.keys;
    const hasNewKeys = [...(manifest.keys?.keys() ?? [])].some((id) => !before?.has(id));
    if (!hasNewKeys) cluster.expect(manifest);
    await this.#options.state.saveManifest(manifest);
    const { generation, applications, removed } = manifest;
    this.#options.log.info(
      { generation, applications: applications.length, removed: removed.length },
      `generation ${generation} accepted: ${applications.length} applications`,
    );
    const refs = applications.flatMap(({ current, staged, operation }) => [current, staged, operation?.bundle]);
    this.#link?.needProjects([...new Set(refs.flatMap((ref) => ref?.project ?? []))]);
    cluster.accept(manifest);
    // What could not be opened can be now.
    if (hasNewKeys) cluster.lookAgain();
  }

  /** `epoch` once, `heartbeat` and `clock` again and again. */
  #newQueue(cluster: ClusterSide): KeyedQueue {
    const { clock, log } = this.#options;
    return new KeyedQueue({
      name: 'hub',
      clock,
      concurrency: 2,
      reconcile: (key) =>
        key === 'epoch'
          ? this.#register(cluster)
          : key === 'clock'
            ? this.#compareClocks(cluster)
            : this.#beat(cluster),
      backoff: { transient: { baseMs: 500, maxMs: 15_000 }, permanent: { baseMs: 5_000, maxMs: 60_000 } },
      onRun: ({ key, error, retryInMs }) => {
        if (error) log.warn({ err: error, retryInMs }, `${key}: the hub did not answer`);
      },
    });
  }

  async #register(cluster: ClusterSide): Promise<Outcome> {
    const { state, holder, log } = this.#options;
    const identity = this.#identity;
    if (!identity || !this.#link?.isConnected() || cluster.book.epoch > 0) return done;
    const known = {
      holder,
      known: state.epoch,
      generation: this.#heldOf(identity.joined, identity.hub)?.generation ?? 0,
    };
    const { epoch } = await this.#link.registerEpoch(known);
    if (epoch <= state.epoch) throw new Error(`the hub gave epoch ${epoch}, and ${state.epoch} was before`);
    await state.saveEpoch(epoch);
    log.info({ epoch }, `leading as epoch ${epoch}`);
    cluster.book.begin(identity.joined.cluster, epoch);
    this.event('Normal', 'LeaderElected', `${holder} leads as epoch ${epoch}`);
    const { readopted } = this.#options;
    if (readopted > 0) this.event('Warning', 'StateLost', stateLost(readopted));
    this.#queue?.add('heartbeat');
    return done;
  }

  async #compareClocks(cluster: ClusterSide): Promise<Outcome> {
    const { clock, skew } = this.#options;
    if (!this.#link?.isConnected()) return done;
    const wasBeyond = skew.isBeyondLimit;
    const [sent, began] = [clock.now(), clock.monotonic()];
    const there = await this.#link.askTime();
    skew.add({ sent, answered: sent + clock.monotonic() - began, there });
    if (skew.isBeyondLimit !== wasBeyond) this.#tellSkew(cluster);
    return wait(CLOCK_EVERY_MS * (0.8 + 0.4 * Math.random()), 'the next look at the clocks');
  }

  #tellSkew(cluster: ClusterSide): void {
    const { skew, log } = this.#options;
    const seconds = ((skew.reading?.skew ?? 0) / 1000).toFixed(1);
    const message = skew.isBeyondLimit
      ? `the clock here is ${seconds} s ahead of the hub's: sync windows are judged by the stricter side; set the clock of this node`
      : `the clock here is near the hub's again: ${seconds} s ahead`;
    log.warn(message);
    this.event(skew.isBeyondLimit ? 'Warning' : 'Normal', 'ClockSkew', message);
    cluster.judgeAgain();
  }

  async #beat(cluster: ClusterSide): Promise<Outcome> {
    const { clock, heartbeatMs, kubernetes, node, holder } = this.#options;
    const { book } = cluster;
    const status = this.#connected();
    if (this.#identity && status && book.epoch > 0) {
      status.publishHeartbeat({
        cluster: this.#identity.joined.cluster,
        epoch: book.epoch,
        seq: book.seq,
        generation: this.#heldOf(this.#identity.joined, this.#identity.hub)?.generation ?? 0,
        hash: book.hash,
        targets: book.size,
        wire: WIRE,
        features: FEATURES,
        version: VERSION,
        kubernetes,
        node: node || holder,
        now: clock.now(),
        ...this.#signedIn(),
        ...this.#measured(),
        refusals: this.#refusals.list(),
      });
      this.#beatAt = clock.monotonic();
    }
    return wait(heartbeatMs * (0.8 + 0.4 * Math.random()), 'the next heartbeat');
  }

  /** So that the hub knows when what was before is not needed any more. */
  #signedIn(): Pick<Heartbeat, 'trust' | 'credentials'> {
    const { trust, signedInWith: credentials } = this.#link ?? {};
    return { ...(trust && { trust: trust.version }), ...(credentials !== undefined && { credentials }) };
  }

  #measured(): Pick<Heartbeat, 'clock'> {
    const { reading } = this.#options.skew;
    if (!reading) return {};
    return { clock: { skew: Math.round(reading.skew), uncertainty: Math.ceil(reading.uncertainty) } };
  }

  #connected(): StatusSubjects | undefined {
    return this.#link?.isConnected() ? this.#link.status() : undefined;
  }
}

const stateLost = (objects: number): string =>
  `what this spoke remembered was lost: ${objects} objects were found again by their marks; ` +
  'nothing of them is pruned but what a manifest of the hub leaves out';
