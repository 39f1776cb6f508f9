import {
  BlobStream,
  calls,
  connectNats,
  createUserKey,
  ManifestStream,
  request,
  StatusSubjects,
  type Nats,
} from '@wheelhouse/adapter-nats';
import {
  bundleFromBlobs,
  decodeJoinToken,
  decodeManifestHeaders,
  inboxPrefix,
  openManifest,
  projectKeyBound,
  StatusHashSum,
  subjects,
  verifyTrustSet,
  type BodyOpener,
  type ClusterManifest,
  type Heartbeat,
  type ManifestEntry,
  type OpenedBody,
  type SealedBody,
  type SealedProjectKey,
  type TargetStatus,
  type TrustSet,
} from '@wheelhouse/contract';
import type { ApplicationId, Bundle, ClusterId, Digest } from '@wheelhouse/core-domain';
import {
  ed25519Verifier,
  generateX25519,
  nodeCompressor,
  openBody,
  openBox,
  type X25519Pair,
} from '@wheelhouse/runtime';

const compressor = nodeCompressor();

/** A spoke without a cluster: it joins, reads and verifies what is desired, and says that it did it. */
export class FakeSpoke {
  readonly cluster: ClusterId;
  readonly nats: Nats;
  #trust: TrustSet;
  readonly #rootFingerprint: Digest;
  readonly #sealingKey: Uint8Array;
  /** Of the newest credentials. */
  jwt = '';
  readonly #keyring: BodyOpener;
  /** Of the last manifest that was read. */
  keys: ReadonlyMap<string, SealedProjectKey> = new Map();
  readonly #status: StatusSubjects;
  readonly targets = new Map<ApplicationId, TargetStatus>();
  epoch = 0;
  seq = 0;
  generation = 0;

  private constructor(cluster: ClusterId, nats: Nats, trust: TrustSet, pair: X25519Pair, root: Digest) {
    this.cluster = cluster;
    this.nats = nats;
    this.#trust = trust;
    this.#rootFingerprint = root;
    this.#sealingKey = pair.publicKey;
    this.#keyring = { open: (sealed, bound) => openWith(pair, this.keys, { sealed, bound, cluster, hub: trust.hub }) };
    this.#status = new StatusSubjects(nats);
  }

  static async join(text: string, servers: readonly string[]): Promise<FakeSpoke> {
    const token = decodeJoinToken(text);
    if (!token.ok) throw new Error(JSON.stringify(token.error));
    const { id, jwt, seed, cluster: clusterName, hub } = token.value;
    const key = createUserKey();
    const pair = generateX25519();
    const asking = await connectNats({
      servers,
      credentials: { jwt, seed },
      name: 'join',
      inboxPrefix: inboxPrefix(id),
    });
    const asked = {
      token: id,
      clusterName,
      publicKey: key.publicKey,
      kubernetes: 'v1.36.3',
      version: '0.1.0',
      sealingKey: pair.publicKey,
    };
    const answer = await request(asking, subjects.join(id), calls.join, asked, 5_000).finally(() => asking.close());
    if (!answer.ok) throw new Error(answer.reason);
    const trust = verifyTrustSet(answer.trust, { rootFingerprint: token.value.rootFingerprint, hub }, ed25519Verifier);
    if (!trust.ok) throw new Error(JSON.stringify(trust.error));
    const credentials = { jwt: answer.jwt, seed: key.seed };
    const prefix = inboxPrefix(answer.cluster);
    const nats = await connectNats({ servers, credentials, name: 'spoke', inboxPrefix: prefix });
    const spoke = new FakeSpoke(answer.cluster, nats, trust.value, pair, token.value.rootFingerprint);
    const epoch = await request(
      nats,
      subjects.toHub(answer.cluster, 'epoch'),
      calls.epoch,
      { holder: 't', known: 0, generation: 0 },
      5_000,
    );
    spoke.epoch = epoch.epoch;
    return spoke;
  }

  async manifest(): Promise<ClusterManifest | undefined> {
    const stored = await new ManifestStream(this.nats).get(this.cluster);
    if (!stored) return undefined;
    const headers = decodeManifestHeaders(this.cluster, stored.header);
    if (!headers.ok) throw new Error(JSON.stringify(headers.error));
    const opened = openManifest(headers.value, stored.body, {
      trust: this.#trust,
      verifier: ed25519Verifier,
      compressor,
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    this.generation = opened.value.generation;
    this.keys = opened.value.keys ?? new Map();
    return opened.value;
  }

  /** New credentials, which it does not use, and the newest trust set. */
  async renew(): Promise<void> {
    const question = { trustVersion: this.#trust.version, sealingKey: this.#sealingKey };
    const answer = await request(this.nats, subjects.toHub(this.cluster, 'renew'), calls.renew, question, 5_000);
    const { hub } = this.#trust;
    const expected = { rootFingerprint: this.#rootFingerprint, hub, known: this.#trust };
    const trust = verifyTrustSet(answer.trust, expected, ed25519Verifier);
    if (!trust.ok) throw new Error(JSON.stringify(trust.error));
    this.#trust = trust.value;
    this.jwt = answer.jwt;
  }

  get trustVersion(): number {
    return this.#trust.version;
  }

  async bundle(entry: ManifestEntry): Promise<Bundle> {
    const ref = (entry.current ?? entry.staged)!;
    const blobs = new BlobStream(this.nats);
    const bundle = await bundleFromBlobs(ref, (digest) => blobs.get(ref.project, digest), compressor, this.#keyring);
    if (!bundle.ok) throw new Error(JSON.stringify(bundle.error));
    return bundle.value;
  }

  /** Says that everything admitted is applied and healthy, and that what should go is gone. */
  async obey(): Promise<ClusterManifest> {
    const manifest = (await this.manifest())!;
    const changed = manifest.applications.filter((entry) => entry.current).map((entry) => healthy(entry));
    for (const target of changed) this.targets.set(target.id, target);
    const gone = manifest.removed.map(({ id, operation }) => ({ id, operation }));
    for (const { id } of gone) this.targets.delete(id);
    this.report(changed, { gone });
    await this.nats.flush();
    return manifest;
  }

  report(
    targets: readonly TargetStatus[],
    options: { readonly gone?: readonly { readonly id: ApplicationId }[]; readonly full?: boolean } = {},
  ): void {
    this.#status.publishStatus({
      wire: 1,
      cluster: this.cluster,
      epoch: this.epoch,
      seq: ++this.seq,
      full: options.full ?? false,
      targets,
      gone: options.gone ?? [],
      hash: StatusHashSum.of(this.targets.values()).value,
    });
  }

  heartbeat(more: Pick<Heartbeat, 'trust' | 'credentials'> = {}): void {
    this.#status.publishHeartbeat({
      cluster: this.cluster,
      epoch: this.epoch,
      seq: this.seq,
      generation: this.generation,
      hash: StatusHashSum.of(this.targets.values()).value,
      targets: this.targets.size,
      wire: { min: 1, max: 1 },
      features: [],
      version: '0.1.0',
      kubernetes: 'v1.36.3',
      node: 'n',
      now: Date.now(),
      ...more,
    });
  }

  close(): Promise<void> {
    return this.nats.close();
  }
}

interface ToOpen {
  readonly sealed: SealedBody;
  readonly bound: Uint8Array;
  readonly cluster: ClusterId;
  readonly hub: string;
}

function openWith(
  pair: X25519Pair,
  keys: ReadonlyMap<string, SealedProjectKey>,
  { sealed: { keyId, body, project }, bound, cluster, hub }: ToOpen,
): OpenedBody {
  const granted = keys.get(keyId);
  if (!granted) return { kind: 'unknown-key' };
  const key = openBox(granted.sealed, pair, projectKeyBound({ hub, cluster, project, keyId }));
  const opened = key && openBody({ id: keyId, key }, body, bound);
  return opened ? { kind: 'opened', body: opened } : { kind: 'refused' };
}

export function healthy(entry: ManifestEntry): TargetStatus {
  const { digest: bundle, revision } = entry.current!;
  const rung = { bundle, spec: entry.spec, revision };
  const { operation } = entry;
  return {
    id: entry.id,
    applied: rung,
    healthy: rung,
    sync: { status: 'Synced' },
    health: { status: 'Healthy' },
    ...(operation && {
      operation: {
        id: operation.id,
        phase: 'Succeeded' as const,
        message: 'synced',
        startedAt: 1,
        finishedAt: 2,
        attempt: 1,
        initiatedBy: operation.requestedBy,
      },
    }),
    counts: { total: 1, synced: 1, healthy: 1 },
    resources: [],
    conditions: [],
  };
}
