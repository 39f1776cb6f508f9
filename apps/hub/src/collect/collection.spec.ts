import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlobStream } from '@wheelhouse/adapter-nats';
import {
  manifestOf,
  manifestPublished,
  putBlobs,
  putCluster,
  putManifest,
  waitingOutbox,
  type BlobName,
  type Database,
} from '@wheelhouse/adapter-postgres';
import { manifestDigest, manifestMessage, type ClusterManifest } from '@wheelhouse/contract';
import {
  applicationId,
  clusterId,
  digestOf,
  projectId,
  type Bundle,
  type ClusterId,
  type Commit,
} from '@wheelhouse/core-domain';
import { createLogger, nodeCompressor } from '@wheelhouse/runtime';
import fc from 'fast-check';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { Interleaving, type Step } from '../hub-testing/interleaving.ts';
import type { Hub } from '../hub.ts';
import { BundleStore } from '../publish/bundle-store.ts';
import { bundlesOf } from '../publish/bundles-of.ts';
import { packManifest, unpackManifest } from '../publish/stored-manifest.ts';
import { blobRows } from '../release/store-release.ts';
import { BlobAudit } from './blob-audit.ts';
import { BlobCollector } from './blob-collector.ts';

interface Decision {
  /** Index into `bundles`. */
  readonly bundle: number;
  /** A rollback names a bundle without rendering it. */
  readonly rendered: boolean;
}

const project = projectId('projectaaaaaaaa2');
const clusters = ['clusteraaaaaaaa2', 'clusterbbbbbbbb2'].map(clusterId);
const logger = createLogger({ app: 'hub', level: 'fatal' });

const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'a' },
  data: { value },
});
const bundleOf = (...objects: Bundle['objects']): Bundle => ({ digest: digestOf(objects), objects });
const shared = configMap('shared', 'x'.repeat(150_000));
/** Two small ones, and two that are split and share an object. */
const bundles: readonly Bundle[] = [
  ...['1', '2'].map((value) => bundleOf(configMap('small', value))),
  ...['1', '2'].map((value) => bundleOf(shared, configMap('large', value.repeat(150_000)))),
];
const rowsOf = new Map(
  bundles.map((bundle) => [bundle.digest, blobRows(bundle, project, nodeCompressor(), undefined)]),
);

/** The database as an actor has it: each statement and each transaction is a step. */
const stepwise = (db: Database, step: Step): Database => ({
  ...db,
  sql: { query: (text, values) => step(text.trim().slice(0, 40), () => db.sql.query(text, values)) },
  transaction: (work) => step('a transaction', () => db.transaction(work)),
});

describe('publishing and collecting at the same moment', () => {
  let world: HubWorld;
  let hub: Hub;
  let db: Database;
  let stream: BlobStream;
  beforeAll(async () => {
    world = await hubWorld();
    hub = await world.hub();
    db = hub.parts.db;
    stream = new BlobStream(hub.parts.nats);
    const cluster = {
      shard: 0,
      server: '',
      labels: {},
      annotations: {},
      timeZone: 'UTC',
      project: '',
      origin: 'api:a',
    };
    for (const id of clusters) await putCluster(db.sql, { ...cluster, id, name: id });
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  const blobsAsSteps = (step: Step): Pick<BlobStream, 'put' | 'remove' | 'all' | 'head'> => ({
    put: (...given) => step('put a blob', () => stream.put(...given)),
    remove: (...given) => step('remove a blob', () => stream.remove(...given)),
    all: () => step('list the blobs', () => stream.all()),
    head: (...given) => step('look at a blob', () => stream.head(...given)),
  });

  const spec = {
    ...{ identity: { project: 'default', namespace: 'argocd', name: 'a' }, destinationNamespace: 'a' },
    ...{ syncPolicy: { syncOptions: [] }, ignoreDifferences: [], cascade: false },
  };
  const manifestOfBundle = (cluster: ClusterId, generation: number, bundle: Bundle): ClusterManifest => ({
    ...{
      wire: 1,
      hub: 'h',
      cluster,
      generation,
      requires: [],
      removed: [],
      specs: new Map([[digestOf(spec), spec]]),
      gates: new Map(),
    },
    applications: [
      {
        id: applicationId('aaaaaaaaaaaaaaaa'),
        spec: digestOf(spec),
        current: { project, digest: bundle.digest, revision: 'a'.repeat(40) as Commit },
        gates: [],
      },
    ],
  });

  /** Every blob of a manifest is there. */
  async function demandStored(manifest: ClusterManifest): Promise<void> {
    for (const { digest } of bundlesOf(manifest)) {
      for (const row of rowsOf.get(digest)!) {
        if (!(await stream.get(project, row.digest)))
          throw new Error(`a published manifest names ${digest}: it is gone`);
      }
    }
  }

  /** Decides one bundle after the other, and publishes; what was decided before it died is published first. */
  const publisher = (cluster: ClusterId, plan: readonly Decision[], published: Map<ClusterId, ClusterManifest>) => {
    let done = 0;
    return async (step: Step): Promise<void> => {
      const own = stepwise(db, step);
      const restorer = {
        restore: (lost: readonly BlobName[]) =>
          putBlobs(
            own.sql,
            lost.flatMap((one) => rowsOf.get(one.digest)!),
          ),
      };
      const store = new BundleStore({ db: own, blobs: blobsAsSteps(step), restorer, graceMs: 0 });
      const publish = async (): Promise<void> => {
        const [outbox, row] = [await waitingOutbox(own.sql, cluster), await manifestOf(own.sql, cluster)];
        if (outbox === undefined || !row) return;
        const manifest = unpackManifest(row.body);
        await store.store(bundlesOf(manifest));
        await step('publish', async () => {
          await demandStored(manifest);
          published.set(cluster, manifest);
        });
        const { generation, body } = row;
        await own.transaction((sql) =>
          manifestPublished(sql, { clusterId: cluster, generation, body, sequence: generation, outbox: [0n, outbox] }),
        );
      };
      await publish();
      while (done < plan.length) {
        const bundle = bundles[plan[done]!.bundle]!;
        const { rendered } = plan[done]!;
        await own.transaction(async (sql) => {
          const manifest = manifestOfBundle(cluster, done + 1, bundle);
          if (rendered) await putBlobs(sql, rowsOf.get(bundle.digest)!);
          const digest = manifestDigest(manifestMessage.encode(manifest));
          const decided = { clusterId: cluster, generation: done + 1, digest, body: packManifest(manifest) };
          await putManifest(sql, { ...decided, shard: 0, term: 1n });
          done += 1;
        });
        await publish();
      }
    };
  };

  const collector = (sweeps: number, published: ReadonlyMap<ClusterId, ClusterManifest>) => {
    let done = 0;
    return async (step: Step): Promise<void> => {
      const own = stepwise(db, step);
      const remove: BlobStream['remove'] = (...blob) =>
        step('remove a blob', async () => {
          await stream.remove(...blob);
          for (const manifest of published.values()) await demandStored(manifest);
        });
      const blobs = { ...blobsAsSteps(step), remove };
      const given = { db: own, blobs, graceMs: 0, logger, onLost: () => undefined };
      for (; done < sweeps; done++) {
        await new BlobCollector(given).sweep();
        if (done % 2 === 1) await new BlobAudit(given).run();
      }
    };
  };

  /** Only what the spec wrote: each begins with an empty stream and no rows. */
  async function clear(): Promise<void> {
    for (const table of ['blob', 'manifest', 'outbox']) await db.sql.query(`DELETE FROM ${table}`);
    for (const { project: of, digest } of await stream.all()) {
      await stream.remove(of, digest, (await stream.head(of, digest))!.sequence);
    }
  }

  it('a message without a row is collected once it is old, and a publisher that wants it meanwhile stores it anew', async () => {
    await clear();
    const [first, second] = bundles.map((bundle) => rowsOf.get(bundle.digest)![0]!);
    for (const row of [first!, second!]) await stream.put(project, row.digest, row.body);
    const given = { db, blobs: stream, logger, onLost: () => undefined };
    expect(await new BlobAudit({ ...given, graceMs: 60_000 }).run()).toEqual({ withoutRow: 2, lost: 0 });
    expect(await db.sql.query('SELECT 1 FROM blob')).toMatchObject({ rows: [] });

    await new BlobAudit({ ...given, graceMs: 0 }).run();
    const before = (await stream.head(project, first!.digest))!.sequence;
    await putBlobs(db.sql, [first!]);
    const name = { projectId: project, digest: first!.digest };
    const restorer = { restore: () => Promise.reject(new Error('it is not lost')) };
    await new BundleStore({ db, blobs: stream, restorer, graceMs: 60_000 }).store([name]);
    await new BlobCollector({ db, blobs: stream, graceMs: 60_000 }).sweep();
    expect((await stream.head(project, first!.digest))!.sequence).toBeGreaterThan(before);
    expect(await stream.all()).toEqual([{ project, digest: first!.digest }]);
  });

  it('what a rollback claims between the look and the mark is spared', async () => {
    await clear();
    const digest = bundles[0]!.digest;
    const restorer = { restore: () => Promise.reject(new Error('it is not lost')) };
    let passed = 0;
    const store = new BundleStore({ db, blobs: stream, restorer, graceMs: 60_000, monotonic: () => passed });
    await putBlobs(db.sql, rowsOf.get(digest)!);
    await store.store([{ projectId: project, digest }]);
    passed = 3_600_000;
    await db.sql.query("UPDATE blob SET last_used_at = now() - interval '1 hour'");
    const publish = async (): Promise<void> => {
      const manifest = manifestOfBundle(clusters[0]!, 1, bundles[0]!);
      const decided = { clusterId: clusters[0]!, generation: 1, digest, body: packManifest(manifest) };
      await db.transaction((sql) => putManifest(sql, { ...decided, shard: 0, term: 1n }));
      await store.store(bundlesOf(manifest));
    };
    let published = false;
    const step: Step = async (name, work) => {
      if (name.startsWith('WITH old') && !published) await publish().then(() => (published = true));
      return work();
    };
    const collector = new BlobCollector({ db: stepwise(db, step), blobs: stream, graceMs: 60_000 });
    expect(await collector.sweep()).toBe(0);
    expect(published).toBe(true);
    expect(await stream.get(project, digest)).toBeDefined();
  });

  it('the manifests of one Release share one claim of a bundle, which waits until the stream has it', async () => {
    await clear();
    const digest = bundles[0]!.digest;
    const [claims, puts] = [[] as string[], [] as string[]];
    const step: Step = (name, work) => {
      if (name.startsWith('WITH named')) claims.push(name);
      return work();
    };
    const restorer = { restore: () => Promise.reject(new Error('it is not lost')) };
    const blobs = {
      put: async (...args: Parameters<BlobStream['put']>) => (puts.push(args[1]), stream.put(...args)),
      remove: (...args: Parameters<BlobStream['remove']>) => stream.remove(...args),
    };
    const store = new BundleStore({ db: stepwise(db, step), blobs, restorer, graceMs: 60_000 });
    await putBlobs(db.sql, rowsOf.get(digest)!);
    const name = { projectId: project, digest };
    store.storeAhead([name]);
    await Promise.all([store.store([name]), store.store([name])]);
    expect(await stream.get(project, digest)).toBeDefined();
    expect(puts).toEqual([digest]);
    const once = claims.length;
    store.forget();
    await store.store([name]);
    expect(claims.length).toBe(2 * once);
  });

  it('a row whose message the stream lost is dropped, and who names it is published again', async () => {
    await clear();
    const lost: (readonly ClusterId[])[] = [];
    const digest = bundles[0]!.digest;
    await putBlobs(db.sql, rowsOf.get(digest)!);
    const manifest = manifestOfBundle(clusters[0]!, 1, bundles[0]!);
    const decided = { clusterId: clusters[0]!, generation: 1, digest, body: packManifest(manifest) };
    await putManifest(db.sql, { ...decided, shard: 0, term: 1n });
    const restorer = { restore: () => Promise.reject(new Error('it is not lost yet')) };
    await new BundleStore({ db, blobs: stream, restorer, graceMs: 60_000 }).store([{ projectId: project, digest }]);
    await db.sql.query('DELETE FROM outbox');
    await stream.remove(project, digest, (await stream.head(project, digest))!.sequence);

    const given = { db, blobs: stream, graceMs: 60_000, logger };
    const audit = new BlobAudit({ ...given, onLost: (those) => lost.push(those) });
    expect(await audit.run()).toEqual({ withoutRow: 0, lost: 1 });
    expect(lost).toEqual([[clusters[0]]]);
    expect(await waitingOutbox(db.sql, clusters[0]!)).toBeDefined();
    expect(await db.sql.query('SELECT 1 FROM blob')).toMatchObject({ rows: [] });
  });

  it('loses nothing that a published manifest names and leaves nothing that none does, whoever dies between any two steps', async () => {
    const decision = fc.record({ bundle: fc.nat(bundles.length - 1), rendered: fc.boolean() });
    const plan = fc.array(decision, { minLength: 1, maxLength: 6 });
    const choices = fc.array(fc.nat(100_000), { minLength: 100, maxLength: 300 });
    const property = fc.asyncProperty(plan, plan, choices, async (first, second, order) => {
      await clear();
      const published = new Map<ClusterId, ClusterManifest>();
      let at = 0;
      const inOrder = new Interleaving(() => order[at++] ?? at * 7, 37);
      const plans = [first, second];
      const publishers = clusters.map((id, i) => [`publisher ${i + 1}`, publisher(id, plans[i]!, published)] as const);
      try {
        await inOrder.run({
          ...Object.fromEntries(publishers),
          collector: collector(6, published),
          'paused collector': collector(6, published),
        });
        for (const manifest of published.values()) await demandStored(manifest);
        // Nobody is interrupted any more: a sweep for bundles, one for their parts, one for what has no row.
        const given = { db, blobs: stream, graceMs: 0, logger, onLost: () => undefined };
        for (let i = 0; i < 2; i++) await new BlobCollector(given).sweep();
        await new BlobAudit(given).run();
        await new BlobCollector(given).sweep();
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${inOrder.trace.join('\n')}`, { cause: error });
      }
      const named = new Set(
        [...published.values()].flatMap((one) => bundlesOf(one)).flatMap(({ digest }) => rowsOf.get(digest)!),
      );
      const wanted = [...new Set([...named].map((row) => row.digest))].sort();
      const rows = await db.sql.query<{ digest: string }>("SELECT digest FROM blob WHERE state = 'live' ORDER BY 1");
      expect(rows.rows.map((row) => row.digest)).toEqual(wanted);
      expect((await stream.all()).map((one) => one.digest).sort()).toEqual(wanted);
    });
    await fc.assert(property, { numRuns: 60, endOnFailure: true });
  }, 120_000);
});
