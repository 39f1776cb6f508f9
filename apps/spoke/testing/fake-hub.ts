import {
  BlobStream,
  FleetAccount,
  ManifestStream,
  StatusSubjects,
  calls,
  connectNats,
  createFleetKeys,
  ensureStreams,
  hubCredentials,
  joinCredentials,
  request,
  respond,
  serverConfig,
  spokeUserJwt,
  systemCredentials,
} from '@wheelhouse/adapter-nats';
import type { FleetKeys, Nats } from '@wheelhouse/adapter-nats';
import {
  bundleToBlobs,
  encodeJoinToken,
  rootFingerprint,
  sealManifest,
  signTrustSet,
  subjects,
} from '@wheelhouse/contract';
import type {
  BundleRef,
  ClusterManifest,
  Heartbeat,
  JoinAnswer,
  ManifestEntry,
  SpokeEvent,
  StatusReport,
  TargetSpec,
  TargetStatus,
  Tombstone,
} from '@wheelhouse/contract';
import { digestOf } from '@wheelhouse/core-domain';
import type {
  ApplicationId,
  ClusterId,
  Commit,
  Digest,
  KubeObject,
  ObjectKey,
  ProjectId,
  WindowRule,
} from '@wheelhouse/core-domain';
import { ed25519Signer, generateEd25519, keyIdOf, nodeCompressor } from '@wheelhouse/runtime';
import { startNats, waitUntil } from '@wheelhouse/tools';

export const PROJECT = 'aaaaaaaaaaaaaaaa' as ProjectId;
export const OTHER_PROJECT = 'cccccccccccccccc' as ProjectId;
export const CLUSTER = 'bbbbbbbbbbbbbbbb' as ClusterId;
const HUB = 'hub-1';
const TTL_SECONDS = 3600;

/** The hub as a spoke meets it: keys, streams, answers; what it publishes and hears, the test says. */
export class FakeHub {
  readonly keys: FleetKeys;
  readonly server: Awaited<ReturnType<typeof startNats>>;
  readonly statuses = new Map<ApplicationId, TargetStatus>();
  readonly reports: StatusReport[] = [];
  readonly heartbeats: Heartbeat[] = [];
  readonly events: SpokeEvent[] = [];
  readonly gone: StatusReport['gone'][number][] = [];
  readonly epochs: number[] = [];
  refuseJoin: string | undefined;
  /** What new credentials grant, and for how long. */
  projects: readonly ProjectId[] = [PROJECT];
  ttlSeconds = TTL_SECONDS;
  /** When each renewal was asked for. */
  readonly renewals: number[] = [];
  #spokeKey = '';
  #system!: Nats;
  #nats!: Nats;
  #manifest: ClusterManifest | undefined;
  #sequence = 0;

  private constructor(keys: FleetKeys, server: Awaited<ReturnType<typeof startNats>>) {
    this.keys = keys;
    this.server = server;
  }

  static async start(dir: string): Promise<FakeHub> {
    const keys = createFleetKeys(Date.now());
    const hub = new FakeHub(keys, await startNats({ dir, config: serverConfig({ keys, storeDir: dir }) }));
    await hub.#open();
    return hub;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#nats.close(), this.#system.close()]);
    await this.server.stop();
  }

  /** Starts nats-server again, and waits until the hub has its connections back. */
  async restartServer(): Promise<void> {
    await this.server.restart();
    const back = async (): Promise<boolean> => this.#nats.connected() && this.#system.connected();
    await waitUntil(back, { what: 'the hub to be connected again', timeoutMs: 20_000 });
  }

  /** A token for the one cluster of the test. */
  token(ttlSeconds = TTL_SECONDS): string {
    const id = `t${Math.random().toString(36).slice(2, 12)}`;
    const { jwt, seed } = joinCredentials(this.keys, { id, ttlSeconds, now: Date.now() });
    return encodeJoinToken({
      id,
      hub: HUB,
      cluster: 'dev',
      servers: [this.server.url],
      jwt,
      seed,
      rootFingerprint: rootFingerprint(this.keys.root.publicKey),
    });
  }

  /** Publishes what `change` makes of the last manifest. */
  async publish(
    change: Partial<
      Pick<
        ClusterManifest,
        'applications' | 'removed' | 'specs' | 'gates' | 'requires' | 'generation' | 'cluster' | 'clusterKinds'
      >
    >,
    options: { readonly forged?: boolean } = {},
  ): Promise<ClusterManifest> {
    const base = this.#manifest;
    const next: ClusterManifest = {
      wire: 1,
      hub: HUB,
      cluster: CLUSTER,
      requires: [],
      applications: [],
      removed: [],
      specs: new Map(),
      gates: new Map(),
      ...base,
      generation: (base?.generation ?? 0) + 1,
      ...change,
    };
    const pair = options.forged ? generateEd25519() : this.keys.manifest;
    const signer = options.forged
      ? { ...ed25519Signer(pair), keyId: keyIdOf(this.keys.manifest.publicKey) }
      : ed25519Signer(pair);
    const sealed = sealManifest(next, { signer, compressor: nodeCompressor(), ...(base ? { base } : {}) });
    if (sealed.blob) await this.blobs.put(sealed.blob.project, sealed.blob.digest, sealed.blob.bytes);
    const stored = await this.manifests.publish(CLUSTER, { ...sealed, expectedSequence: this.#sequence });
    if (!stored.ok) throw new Error('conflict');
    this.#sequence = stored.value.sequence;
    if (!options.forged && next.generation > (base?.generation ?? 0) && next.cluster === CLUSTER) this.#manifest = next;
    return next;
  }

  /** One application with these objects, beside those that are there. */
  async want(id: ApplicationId, objects: readonly KubeObject[], more: WantOptions = {}): Promise<BundleRef> {
    const bundle = await this.store(objects, more.project);
    const spec = { ...targetSpec(id), ...more.spec };
    const digest = digestOf(spec);
    const own = new Map((more.windows ?? []).map((rule) => [digestOf({ kind: 'window', rule }), rule]));
    const held: Partial<ManifestEntry> = more.windows ? { staged: bundle } : { current: bundle };
    const entry: ManifestEntry = { id, spec: digest, gates: [...own.keys()].sort(), ...held, ...more.entry };
    const others = (this.#manifest?.applications ?? []).filter((other) => other.id !== id);
    const applications = [...others, entry].sort((a, b) => (a.id < b.id ? -1 : 1));
    const specs = new Map([...(this.#manifest?.specs ?? []), [digest, spec] as const]);
    const named = new Set<Digest>(applications.map((application) => application.spec));
    const gates = new Map([...(this.#manifest?.gates ?? [])]);
    for (const [digest, rule] of own) gates.set(digest, { kind: 'window', rule });
    const requires = gates.size > 0 ? ['windows'] : [];
    await this.publish({
      applications,
      specs: new Map([...specs].filter(([name]) => named.has(name))),
      gates,
      requires,
    });
    return bundle;
  }

  async remove(id: ApplicationId, mode: Tombstone['mode'] | 'absent'): Promise<void> {
    const applications = (this.#manifest?.applications ?? []).filter((other) => other.id !== id);
    const named = new Set<Digest>(applications.map((application) => application.spec));
    const specs = new Map([...(this.#manifest?.specs ?? [])].filter(([name]) => named.has(name)));
    const operation = crypto.randomUUID() as Tombstone['operation'];
    const removed = mode === 'absent' ? [] : [{ id, mode, operation }];
    await this.publish({ applications, specs, removed: [...(this.#manifest?.removed ?? []), ...removed] });
  }

  /** A person agrees that these go with what leaves. */
  async confirm(id: ApplicationId, confirmed: readonly ObjectKey[]): Promise<void> {
    const removed = this.#manifest!.removed.map((one) => (one.id === id ? { ...one, confirmed } : one));
    await this.publish({ removed });
  }

  /** Shuts the spoke out, as the removal of its cluster does. */
  revoke(): Promise<void> {
    return new FleetAccount(this.#system, this.keys).revoke([this.#spokeKey], Date.now());
  }

  async store(objects: readonly KubeObject[], project = PROJECT): Promise<BundleRef> {
    const bundle = { digest: digestOf(objects), objects };
    for (const blob of bundleToBlobs(bundle, project, nodeCompressor())) {
      await this.blobs.put(blob.project, blob.digest, blob.bytes);
    }
    const revision = bundle.digest.slice(0, 40) as Commit;
    return { project, digest: bundle.digest, revision };
  }

  get manifests(): ManifestStream {
    return new ManifestStream(this.#nats);
  }
  get blobs(): BlobStream {
    return new BlobStream(this.#nats);
  }

  ask<V extends keyof typeof calls.live>(verb: V, question: unknown): Promise<unknown> {
    return request(this.#nats, subjects.toSpoke(CLUSTER, verb), calls.live[verb] as never, question as never, 5_000);
  }

  /** Waits until the target's status is as wished. */
  async until(
    id: ApplicationId,
    wish: (status: TargetStatus) => boolean,
    { what = 'the status', timeoutMs = 15_000 } = {},
  ): Promise<TargetStatus> {
    try {
      return await waitUntil(
        async () => {
          const status = this.statuses.get(id);
          return status && wish(status) ? status : undefined;
        },
        { what, timeoutMs, everyMs: 10 },
      );
    } catch (error) {
      throw new Error(`${String(error)}; last: ${JSON.stringify(this.statuses.get(id))}`, { cause: error });
    }
  }

  healthy(id: ApplicationId, bundle: BundleRef): Promise<TargetStatus> {
    const wish = (status: TargetStatus): boolean =>
      status.healthy?.bundle === bundle.digest && status.sync.status === 'Synced';
    return this.until(id, wish, { what: 'it to be healthy' });
  }

  async #open(): Promise<void> {
    const servers = [this.server.url];
    this.#nats = await connectNats({ servers, credentials: hubCredentials(this.keys), name: 'hub' });
    this.#system = await connectNats({ servers, credentials: systemCredentials(this.keys), name: 'system' });
    await ensureStreams(this.#nats);
    const { manifest, root } = this.keys;
    const trusted = { id: keyIdOf(manifest.publicKey), publicKey: manifest.publicKey };
    const trust = signTrustSet({ hub: HUB, version: 1, keys: [trusted] }, ed25519Signer(root));
    const used = new Map<string, string>();
    respond(this.#nats, 'wh.v1.join.*', calls.join, ({ token, publicKey }): JoinAnswer => {
      if (this.refuseJoin) return { ok: false, reason: this.refuseJoin };
      if ((used.get(token) ?? publicKey) !== publicKey) return { ok: false, reason: 'the token was used already' };
      used.set(token, publicKey);
      this.#spokeKey = publicKey;
      return { ok: true, cluster: CLUSTER, hub: HUB, jwt: this.#jwt(publicKey), trust };
    });
    respond(this.#nats, subjects.toHub(CLUSTER, 'renew'), calls.renew, () => {
      this.renewals.push(Date.now());
      return { jwt: this.#jwt(this.#spokeKey), trust };
    });
    respond(this.#nats, subjects.toHub(CLUSTER, 'epoch'), calls.epoch, ({ known }) => {
      const epoch = Math.max(known, ...this.epochs, 0) + 1;
      this.epochs.push(epoch);
      return { epoch };
    });
    respond(this.#nats, subjects.toHub(CLUSTER, 'clock'), calls.clock, () => ({ now: Date.now() }));
    const status = new StatusSubjects(this.#nats);
    status.subscribeStatus('*', (report) => this.#hear(report));
    status.subscribeHeartbeats('*', (heartbeat) => void this.heartbeats.push(heartbeat));
    status.subscribeEvents('*', (event) => void this.events.push(event));
    await this.#nats.flush();
  }

  #jwt(publicKey: string): string {
    const now = Date.now();
    const { projects, ttlSeconds } = this;
    return spokeUserJwt(this.keys, { cluster: CLUSTER, projects, publicKey, ttlSeconds, now });
  }

  #hear(report: StatusReport): void {
    this.reports.push(report);
    if (report.full) this.statuses.clear();
    for (const target of report.targets) this.statuses.set(target.id, target);
    for (const gone of report.gone) {
      this.statuses.delete(gone.id);
      this.gone.push(gone);
    }
  }
}

export interface WantOptions {
  readonly spec?: Partial<TargetSpec>;
  readonly entry?: Partial<ManifestEntry>;
  /** Whose bundle it is. */
  readonly project?: ProjectId;
  /** It is staged, and these windows hold it. */
  readonly windows?: readonly WindowRule[];
}

export const automated = { prune: true, selfHeal: true, allowEmpty: false };

/** Synced by itself, pruned and healed; its namespace is made. */
export const targetSpec = (id: string): TargetSpec => ({
  identity: { project: 'default', namespace: 'argocd', name: `app-${id.slice(0, 4)}` },
  destinationNamespace: `ns-${id.slice(0, 4)}`,
  syncPolicy: { automated, syncOptions: ['CreateNamespace=true'] },
  ignoreDifferences: [],
  cascade: true,
});
