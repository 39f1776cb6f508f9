import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  applicationId,
  clusterId,
  operationId,
  projectId,
  type ApplicationId,
  type ClusterId,
  type Commit,
  type Digest,
  type Rung,
} from '@wheelhouse/core-domain';
import {
  buryApplications,
  claimShards,
  completeTombstones,
  tombstonesOf,
  counted,
  countByScanning,
  deleteApplications,
  fence,
  FencedOff,
  keptCounters,
  migrate,
  nextEpoch,
  putBlobs,
  putCluster,
  putProject,
  recount,
  saveApplications,
  storePlacements,
  unstoredBlobs,
  blobsStored,
  upsertStatuses,
  type Database,
  type SavedApplication,
  type StatusRow,
} from './index.ts';
import { migrationsFolder, testingPostgres, type TestingPostgres } from './testing/testing-database.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../../', import.meta.url));
const project = projectId('a'.repeat(16));
const clusters = ['b', 'c'].map((letter) => clusterId(letter.repeat(16)));
const rung = (n: number): Rung => ({
  bundle: String(n).repeat(64).slice(0, 64) as Digest,
  spec: 'f'.repeat(64) as Digest,
  revision: String(n).repeat(40).slice(0, 40) as Commit,
});

async function seed(db: Database): Promise<void> {
  await putProject(db.sql, { id: project, name: 'default', manifest: {}, origin: 'hub' });
  for (const [index, id] of clusters.entries()) {
    await putCluster(db.sql, {
      id,
      name: `c${index}`,
      shard: index,
      server: '',
      labels: {},
      annotations: {},
      timeZone: 'UTC',
      project: '',
      origin: 'join',
    });
  }
}

const application = (id: ApplicationId, change: Partial<SavedApplication> = {}): SavedApplication => ({
  id,
  projectId: project,
  namespace: 'argocd',
  name: id,
  clusterId: clusters[0]!,
  setId: null,
  shard: 0,
  manifest: {},
  labels: {},
  origin: 'api:admin',
  specDigest: 'f'.repeat(64) as Digest,
  repositories: [],
  problems: [],
  warnings: [],
  ...change,
});

const status = (id: ApplicationId, change: Partial<StatusRow> = {}): StatusRow => ({
  id,
  clusterId: clusters[0]!,
  epoch: 1,
  seq: 1,
  sync: 'Synced',
  health: 'Healthy',
  troubled: false,
  detail: {},
  hash: '0'.repeat(32),
  ...change,
});

describe('the database', () => {
  let postgres: TestingPostgres;
  beforeAll(async () => {
    postgres = await testingPostgres();
  }, 60_000);
  afterAll(() => postgres.stop(), 30_000);

  describe('migrations', () => {
    it('are applied once, also by two hubs at the same moment', async () => {
      const url = await postgres.empty();
      const both = await Promise.all([migrate(url, migrationsFolder), migrate(url, migrationsFolder)]);
      const folders = await readdir(migrationsFolder, { withFileTypes: true });
      const all = folders.filter((one) => one.isDirectory()).length;
      expect(both.map((one) => one.applied.length).sort()).toEqual([0, all]);
      expect(await migrate(url, migrationsFolder)).toEqual({ applied: [], edited: [] });
    });

    it('say which one failed, and go no further until it is resolved', async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'migrations-'));
      await mkdir(path.join(folder, '1_broken'));
      await writeFile(path.join(folder, '1_broken', 'migration.sql'), 'CREATE TABLE a (id INT); SELECT nothing;');
      const url = await postgres.empty();
      await expect(migrate(url, folder)).rejects.toThrow(/1_broken.*"nothing"/);
      await expect(migrate(url, folder)).rejects.toThrow(/failed earlier/);
      await rm(folder, { recursive: true });
    });

    it('agree with schema.prisma, and Prisma finds nothing to do after ours', async () => {
      const url = await postgres.empty();
      await migrate(url, migrationsFolder);
      const prisma = path.join(
        path.dirname(createRequire(import.meta.url).resolve('prisma/package.json')),
        'build/index.js',
      );
      const engine = path.join(root, 'tools/prisma/schema-engine.mjs');
      const env = { ...process.env, DATABASE_URL: url, PRISMA_SCHEMA_ENGINE_BINARY: engine, NODE_OPTIONS: '' };
      const ask = (...args: string[]) => run(process.execPath, [prisma, ...args], { cwd: root, env });
      const diff = await ask(
        'migrate',
        'diff',
        '--from-migrations',
        'prisma/migrations',
        '--to-schema',
        'prisma/schema.prisma',
        '--script',
      );
      expect(diff.stdout.replace(/^--.*$/gm, '').trim()).toBe('');
      expect((await ask('migrate', 'status')).stdout).toContain('Database schema is up to date');
    }, 60_000);
  });

  describe('shards', () => {
    it('change hands under a higher term, which refuses what the former owner still writes', async () => {
      const db = await postgres.migrated();
      const first = await claimShards(db.sql, 'first', 60_000);
      expect(first).toHaveLength(64);
      expect(await claimShards(db.sql, 'first', 60_000)).toEqual(first);
      expect(await claimShards(db.sql, 'second', 60_000)).toEqual([]);
      await db.transaction((sql) => fence(sql, first));
      await db.sql.query("UPDATE shard SET expires_at = now() - interval '1 second' WHERE id < 3");
      const second = await claimShards(db.sql, 'second', 60_000);
      expect(second.map((one) => one.shard)).toEqual([0, 1, 2]);
      await expect(db.transaction((sql) => fence(sql, first.slice(2, 4)))).rejects.toThrow(FencedOff);
      await db.transaction((sql) => fence(sql, first.slice(3)));
      const again = await claimShards(db.sql, 'second', 60_000, true);
      await expect(db.transaction((sql) => fence(sql, second))).rejects.toThrow(FencedOff);
      await db.transaction((sql) => fence(sql, again));
    });

    it('give an epoch larger than any before, and than the one that the spoke knows', async () => {
      const db = await postgres.migrated();
      await seed(db);
      expect(await nextEpoch(db.sql, clusters[0]!, 0)).toBe(1);
      expect(await nextEpoch(db.sql, clusters[0]!, 41)).toBe(42);
      expect(await nextEpoch(db.sql, clusters[0]!, 0)).toBe(43);
    });
  });

  describe('statuses', () => {
    const id = applicationId('0'.repeat(16));
    const seqOf = async (db: Database): Promise<string> => {
      const { rows } = await db.sql.query<{ at: string }>("SELECT epoch || '.' || seq AS at FROM application_status");
      return rows.map((row) => row.at).join();
    };

    it.each([
      ['a newer sequence wins', [status(id, { seq: 2 })], '1.2'],
      ['an older sequence is dropped', [status(id, { seq: 0 })], '1.1'],
      ['a newer epoch wins, whatever its sequence', [status(id, { epoch: 2, seq: 0 })], '2.0'],
      ['of two in one batch the newer wins', [status(id, { seq: 5 }), status(id, { seq: 4 })], '1.5'],
      ['another cluster says nothing of it', [status(id, { clusterId: clusters[1]!, epoch: 9 })], '1.1'],
    ])('%s', async (_case, batch, expected) => {
      const db = await postgres.migrated();
      await seed(db);
      await saveApplications(db.sql, [application(id)]);
      expect(await upsertStatuses(db.sql, [status(id)])).toEqual([id]);
      await upsertStatuses(db.sql, batch);
      expect(await seqOf(db)).toBe(expected);
    });

    it.each([
      ['a failed operation', status(id, { seq: 2, phase: 'Failed' }), ['1', '0']],
      [
        'an attempt that failed and is made again',
        status(id, { seq: 2, phase: 'Running', troubled: true }),
        ['1', '0'],
      ],
      ['an operation that runs', status(id, { seq: 2, phase: 'Running' }), ['0', '0']],
    ])('%s counts as it does among the failing, until it is over', async (_case, said, expected) => {
      const db = await postgres.migrated();
      await seed(db);
      await counted(db.sql, [id], () => saveApplications(db.sql, [application(id)]));
      const failing = async (row: StatusRow): Promise<string> => {
        await counted(db.sql, [id], () => upsertStatuses(db.sql, [row]));
        return String((await keptCounters(db.sql)).get('fleet//failing') ?? 0);
      };
      expect([await failing(said), await failing(status(id, { seq: 3, phase: 'Succeeded' }))]).toEqual(expected);
    });

    it('what was applied anew enters the history once', async () => {
      const db = await postgres.migrated();
      await seed(db);
      await saveApplications(db.sql, [application(id)]);
      for (const [seq, n] of [1, 1, 2, 2].entries())
        await upsertStatuses(db.sql, [status(id, { seq: seq + 1, applied: rung(n) })]);
      const { rows } = await db.sql.query<{ revision: string }>('SELECT revision FROM application_history ORDER BY at');
      expect(rows.map((row) => row.revision[0])).toEqual(['1', '2']);
    });
  });

  describe('blobs', () => {
    it('wait with their bytes until the stream has them; parts come before what names them', async () => {
      const db = await postgres.migrated();
      const [index, part] = ['1', '2'].map((n) => n.repeat(64) as Digest) as [Digest, Digest];
      const body = new Uint8Array([1, 2, 3]);
      await putBlobs(db.sql, [
        { projectId: project, digest: index, kind: 'index', size: 3, parts: [part], body, keyId: '' },
        { projectId: project, digest: part, kind: 'object', size: 3, parts: [], body, keyId: '' },
      ]);
      const named = [{ projectId: project, digest: index }];
      const waiting = await unstoredBlobs(db.sql, named);
      expect(waiting.map((one) => one.digest)).toEqual([part, index]);
      await blobsStored(
        db.sql,
        waiting.map((one, n) => ({ ...one, sequence: n + 1 })),
      );
      expect(await unstoredBlobs(db.sql, named)).toEqual([]);
    });
  });

  it('keeps counters that equal a recount, whatever happens in whatever order', async () => {
    const db = await postgres.migrated();
    await seed(db);
    const ids = Array.from({ length: 6 }, (_, n) => applicationId(String(n).repeat(16)));
    const pick = fc.constantFrom(...ids);
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('save' as const),
        id: pick,
        cluster: fc.constantFrom(...clusters),
        n: fc.nat(2),
        bad: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('place' as const), id: pick, n: fc.nat(2), manual: fc.boolean() }),
      fc.record({
        kind: fc.constant('status' as const),
        id: pick,
        n: fc.nat(2),
        seq: fc.nat(9),
        health: fc.constantFrom('Healthy', 'Degraded', 'Missing'),
        phase: fc.constantFrom('Succeeded' as const, 'Failed' as const, undefined),
      }),
      fc.record({ kind: fc.constant('bury' as const), id: pick }),
      fc.record({ kind: fc.constant('delete' as const), id: pick }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const one of steps) await db.transaction((sql) => counted(sql, [one.id], () => perform(sql, one)));
        expect(await keptCounters(db.sql)).toEqual(await countByScanning(db.sql));
      }),
      { numRuns: 25 },
    );
    const kept = await keptCounters(db.sql);
    await db.transaction((sql) => recount(sql));
    expect(await keptCounters(db.sql)).toEqual(kept);
  }, 60_000);

  it('keeps the order to leave of one that came back, whatever a spoke says of the order before', async () => {
    const db = await postgres.migrated();
    await seed(db);
    const id = applicationId('a'.repeat(16));
    const [first, second] = ['0', '1'].map((n) => operationId(`00000000-0000-4000-8000-00000000000${n}`));
    const bury = (operation: typeof first) => {
      const order = {
        applicationId: id,
        clusterId: clusters[0]!,
        projectId: project,
        name: id,
        mode: 'prune' as const,
      };
      return buryApplications(db.sql, [{ ...order, operation: operation! }]);
    };
    await saveApplications(db.sql, [application(id, { clusterId: clusters[0]!, desired: rung(1) })]);
    await bury(first);
    await bury(second);
    expect(await completeTombstones(db.sql, clusters[0]!, [{ id, operation: first! }])).toEqual([]);
    expect(await tombstonesOf(db.sql, clusters[0]!)).toMatchObject([{ applicationId: id, operation: second }]);
    expect(await completeTombstones(db.sql, clusters[0]!, [{ id, operation: second! }])).toEqual([id]);
    expect(await tombstonesOf(db.sql, clusters[0]!)).toEqual([]);
  }, 30_000);

  it('moves counters that were not there before, by many at once, without a circle', async () => {
    const db = await postgres.migrated();
    await seed(db);
    const healths = ['Healthy', 'Degraded', 'Missing', 'Progressing', 'Suspended', 'Unknown'];
    const ids = Array.from({ length: 24 }, (_, n) => applicationId(n.toString(16).padStart(16, '0')));
    const work = async (id: ApplicationId, n: number, round: number): Promise<void> => {
      const steps: Step[] = [
        { kind: 'save', id, cluster: clusters[n % 2]!, n: n % 3, bad: n % 4 === 0 },
        { kind: 'place', id, n: n % 3, manual: n % 5 === 0 },
        { kind: 'status', id, n: n % 3, seq: 1, health: healths[(n + round) % 6]!, phase: undefined },
        { kind: 'delete', id },
      ];
      for (const step of steps) await db.transaction((sql) => counted(sql, [id], () => perform(sql, step)));
    };
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(ids.map((id, n) => work(id, n, round)));
      expect(await keptCounters(db.sql)).toEqual(new Map());
      await db.sql.query('TRUNCATE counter');
    }
  }, 60_000);

  type Step =
    | { kind: 'save'; id: ApplicationId; cluster: ClusterId; n: number; bad: boolean }
    | { kind: 'place'; id: ApplicationId; n: number; manual: boolean }
    | {
        kind: 'status';
        id: ApplicationId;
        n: number;
        seq: number;
        health: string;
        phase: 'Succeeded' | 'Failed' | undefined;
      }
    | { kind: 'bury' | 'delete'; id: ApplicationId };

  async function perform(sql: Database['sql'], step: Step): Promise<void> {
    const { id } = step;
    if (step.kind === 'save') {
      const problems = step.bad ? [{ code: 'RENDER_FAILED' as const, message: 'x', since: '' }] : [];
      await saveApplications(sql, [application(id, { clusterId: step.cluster, desired: rung(step.n), problems })]);
    } else if (step.kind === 'place') {
      const admitted = step.manual ? {} : { admitted: rung(step.n) };
      for (const one of clusters)
        await storePlacements(sql, one, [{ id, published: rung(step.n), ...admitted, gates: [] }]);
    } else if (step.kind === 'status') {
      const { n, seq, health, phase } = step;
      await upsertStatuses(sql, [
        status(id, { seq, health, applied: rung(n), healthy: rung(n), ...(phase && { phase }) }),
      ]);
    } else if (step.kind === 'bury') {
      const operation = operationId('00000000-0000-4000-8000-000000000000');
      const tombstone = {
        applicationId: id,
        clusterId: clusters[0]!,
        projectId: project,
        name: id,
        mode: 'prune' as const,
        operation,
      };
      await buryApplications(sql, [tombstone]);
      await completeTombstones(sql, clusters[0]!, [{ id, operation }]);
    } else await deleteApplications(sql, [id]);
  }
});
