import {
  calls,
  connectNats,
  createUserKey,
  ManifestStream,
  request,
  StatusSubjects,
  type Nats,
} from '@wheelhouse/adapter-nats';
import {
  decodeJoinToken,
  decodeManifestHeaders,
  inboxPrefix,
  openManifest,
  StatusHashSum,
  subjects,
  verifyTrustSet,
  type ManifestEntry,
  type TargetStatus,
  type TrustSet,
} from '@wheelhouse/contract';
import type { ApplicationId, ClusterId, Result } from '@wheelhouse/core-domain';
import { ed25519Verifier, nodeCompressor } from '@wheelhouse/runtime';
import type { Center } from './center.ts';

const HEARTBEAT_MS = 5_000;
const WITHIN_MS = 10_000;
const compressor = nodeCompressor();

/** A spoke without a cluster: it says of everything that is admitted that it is applied and healthy, at once. */
export interface PaperSpoke {
  /** Resolves when something of its manifest stands at this commit, and it has said that it is healthy there. */
  until(commit: string): Promise<void>;
  close(): Promise<void>;
}

export async function joinOnPaper(center: Center, clusterName: string): Promise<PaperSpoke> {
  const mutation = 'mutation ($cluster: String!) { createJoinToken(cluster: $cluster) { token } }';
  const { createJoinToken } = await center.ask<{ createJoinToken: { token: string } }>(mutation, {
    cluster: clusterName,
  });
  const { id, jwt, seed, hub, rootFingerprint } = demand(decodeJoinToken(createJoinToken.token));
  const servers = [center.nats.url];
  const key = createUserKey();
  const asking = { servers, credentials: { jwt, seed }, name: 'join', inboxPrefix: inboxPrefix(id) };
  const joining = await connectNats(asking);
  const asked = { token: id, clusterName, publicKey: key.publicKey, kubernetes: 'v1.36.3', version: '0.1.0' };
  const joined = await request(joining, subjects.join(id), calls.join, asked, WITHIN_MS).finally(() => joining.close());
  if (!joined.ok) throw new Error(joined.reason);
  const trust = demand(verifyTrustSet(joined.trust, { rootFingerprint, hub }, ed25519Verifier));
  const credentials = { jwt: joined.jwt, seed: key.seed };
  const nats = await connectNats({ servers, credentials, name: 'spoke', inboxPrefix: inboxPrefix(joined.cluster) });
  const holder = { holder: 'paper', known: 0, generation: 0 };
  const { epoch } = await request(nats, subjects.toHub(joined.cluster, 'epoch'), calls.epoch, holder, WITHIN_MS);
  return work({ nats, cluster: joined.cluster, trust, epoch });
}

interface Joined {
  readonly nats: Nats;
  readonly cluster: ClusterId;
  readonly trust: TrustSet;
  readonly epoch: number;
}

function work({ nats, cluster, trust, epoch }: Joined): PaperSpoke {
  const stream = new ManifestStream(nats);
  const status = new StatusSubjects(nats);
  const targets = new Map<ApplicationId, TargetStatus>();
  const revisions = new Set<string>();
  const waiting = new Map<string, () => void>();
  let [seq, generation] = [0, 0];
  let reading: Promise<void> = Promise.resolve();

  const hash = () => StatusHashSum.of(targets.values()).value;
  const beat = (): void =>
    status.publishHeartbeat({
      ...{ cluster, epoch, seq, generation, hash: hash(), targets: targets.size, wire: { min: 1, max: 1 } },
      ...{ features: [], version: '0.1.0', kubernetes: 'v1.36.3', node: 'n', now: Date.now() },
    });

  const read = async (): Promise<void> => {
    const stored = await stream.get(cluster);
    if (!stored) return;
    const headers = demand(decodeManifestHeaders(cluster, stored.header));
    const manifest = demand(openManifest(headers, stored.body, { trust, verifier: ed25519Verifier, compressor }));
    if (manifest.generation === generation) return;
    generation = manifest.generation;
    const changed = manifest.applications.flatMap((entry) => {
      const before = targets.get(entry.id);
      const same = before?.applied?.bundle === entry.current?.digest && before?.applied?.spec === entry.spec;
      return entry.current && !same ? [healthy(entry)] : [];
    });
    for (const target of changed) targets.set(target.id, target);
    const gone = manifest.removed.map(({ id, operation }) => ({ id, operation }));
    for (const one of gone) targets.delete(one.id);
    seq += 1;
    status.publishStatus({ wire: 1, cluster, epoch, seq, full: seq === 1, targets: changed, gone, hash: hash() });
    revisions.clear();
    for (const { current } of manifest.applications) if (current) revisions.add(current.revision);
    for (const [commit, tell] of waiting) if (revisions.has(commit)) tell();
  };
  let failed: unknown;
  const look = (): void => {
    reading = reading.then(read).catch((error: unknown) => void (failed = error));
  };
  const late = (commit: string): string =>
    `${cluster} did not come to ${commit} in a minute; it has ${[...revisions].join(', ')}`;
  const live = stream.subscribeLive(cluster, look);
  const timer = setInterval(() => (beat(), look()), HEARTBEAT_MS);
  beat();
  look();
  return {
    async until(commit) {
      if (revisions.has(commit)) return;
      await new Promise<void>((resolve, reject) => {
        const timeout = setTimeout(() => reject(new Error(late(commit), { cause: failed })), 60_000);
        waiting.set(commit, () => (clearTimeout(timeout), resolve()));
      }).finally(() => waiting.delete(commit));
    },
    async close() {
      clearInterval(timer);
      live.stop();
      await reading;
      await nats.close();
    },
  };
}

function healthy(entry: ManifestEntry): TargetStatus {
  const rung = { bundle: entry.current!.digest, spec: entry.spec, revision: entry.current!.revision };
  return {
    ...{ id: entry.id, applied: rung, healthy: rung, sync: { status: 'Synced' }, health: { status: 'Healthy' } },
    ...{ counts: { total: 1, synced: 1, healthy: 1 }, resources: [], conditions: [] },
  };
}

function demand<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
