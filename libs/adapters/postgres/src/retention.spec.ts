import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { projectId, type Digest } from '@wheelhouse/core-domain';
import {
  addRelease,
  blobsDeleted,
  collectionCutoff,
  deletingBlobs,
  dropEndedJoinTokens,
  dropEndedSessions,
  dropGoneCounters,
  dropNeedlessOutbox,
  dropOldEvents,
  dropOldHistory,
  dropOldOperations,
  dropOldReleases,
  dropOldRenders,
  dropUnusedRepositories,
  markDeleting,
  touchNamedBlobs,
  unnamedBlobs,
  type Database,
} from './index.ts';
import { testingPostgres, type TestingPostgres } from './testing/testing-database.ts';

const project = projectId('projectaaaaaaaa2');
const digest = (n: number): Digest => n.toString(16).padStart(64, '0') as Digest;

describe('what grows has a bound', () => {
  let postgres: TestingPostgres;
  let db: Database;
  beforeAll(async () => {
    postgres = await testingPostgres();
  }, 60_000);
  afterAll(() => postgres.stop(), 30_000);
  beforeEach(async () => {
    db = await postgres.migrated();
  }, 30_000);

  const run = (text: string, values: unknown[] = []) => db.sql.query(text, values);
  const column = async (text: string): Promise<unknown[]> =>
    (await db.sql.query<{ x: unknown }>(text)).rows.map((row) => row.x);
  const seedApplication = async (): Promise<void> => {
    await run(`INSERT INTO project (id, name, manifest, origin, updated_at) VALUES ($1, 'p', '{}', '', now())`, [
      project,
    ]);
    await run(
      `INSERT INTO application (id, project_id, namespace, name, shard, manifest, origin, spec_digest, repositories, updated_at)
       VALUES ('aaaaaaaaaaaaaaaa', $1, 'n', 'a', 0, '{}', '', '', '{file:///used}', now())`,
      [project],
    );
  };
  const blob = (n: number, kind = 'bundle', parts: readonly number[] = []): Promise<unknown> =>
    run(
      `INSERT INTO blob (project_id, digest, kind, size, parts, sequence, stored_at, last_used_at)
       VALUES ($1, $2, $3, 1, $4, $5, now(), now() - interval '1 hour')`,
      [project, digest(n), kind, parts.map(digest), n],
    );
  const unnamed = async (): Promise<string[]> => {
    const cutoff = await collectionCutoff(db.sql, 60_000);
    return (await unnamedBlobs(db.sql, cutoff, 100)).map((one) => one.digest).sort();
  };

  it.each([
    ['what a target is to be', 'UPDATE application SET desired_bundle = $1'],
    ['what is published', 'UPDATE application SET published_bundle = $1'],
    ['what is admitted', 'UPDATE application SET admitted_bundle = $1'],
    [
      'what an operation asks for',
      `UPDATE application SET operation = jsonb_build_object('bundle', jsonb_build_object('bundle', $1::text))`,
    ],
    [
      'what a spoke says it runs',
      `INSERT INTO application_status (application_id, cluster_id, epoch, seq, applied_bundle, sync, health, detail, hash, changed_at)
       VALUES ('aaaaaaaaaaaaaaaa', 'clusteraaaaaaaa2', 1, 1, $1, 'Synced', 'Healthy', '{}', '', now())`,
    ],
  ])('a bundle is in use that is %s', async (_, text) => {
    await seedApplication();
    await Promise.all([blob(1), blob(2, 'index', [3]), blob(3, 'object'), blob(4)]);
    await run(text, [digest(2)]);
    expect(await unnamed()).toEqual([digest(1), digest(4)]);
    await touchNamedBlobs(db.sql, 60_000);
    const touched = await column(
      `SELECT digest AS x FROM blob WHERE last_used_at > now() - interval '1 minute' ORDER BY 1`,
    );
    expect(touched).toEqual([digest(2), digest(3)]);
  });

  it('a bundle is in use as long as a Release that names it is kept', async () => {
    await Promise.all([1, 2, 3].map((n) => blob(n)));
    const owner = { setId: null, projectId: project };
    for (const n of [1, 2, 3]) {
      const leftBehind = n > 1 ? [digest(n - 1)] : [];
      await addRelease(db.sql, owner, { digest: digest(n), assignments: [], summary: {}, leftBehind });
    }
    // What the last one names, its targets do.
    expect(await unnamed()).toEqual([digest(3)]);
    expect(await dropOldReleases(db.sql, 2)).toBe(1);
    expect(await unnamed()).toEqual([digest(1), digest(3)]);
  });

  it('parts of an index stay until its row is gone, and what was used since the cutoff is not marked', async () => {
    await Promise.all([blob(1, 'index', [2]), blob(2, 'object'), blob(3)]);
    const cutoff = await collectionCutoff(db.sql, 60_000);
    const names = await unnamedBlobs(db.sql, cutoff, 100);
    expect(names.map((one) => one.digest).sort()).toEqual([digest(1), digest(3)]);
    await run('UPDATE blob SET last_used_at = now() WHERE digest = $1', [digest(3)]);
    await markDeleting(db.sql, names, cutoff);
    const doomed = await deletingBlobs(db.sql);
    expect(doomed).toEqual([{ projectId: project, digest: digest(1), sequence: 1 }]);
    expect(await unnamed()).toEqual([]);
    expect(await blobsDeleted(db.sql, [{ ...doomed[0]!, sequence: 7 }])).toBe(0);
    expect(await blobsDeleted(db.sql, doomed)).toBe(1);
    expect(await unnamed()).toEqual([digest(2)]);
  });

  it('events go by age and by number', async () => {
    await run(`INSERT INTO event (at, type, reason, message)
      SELECT now() - n * interval '1 day', 'Normal', 'r', n::text FROM generate_series(9, 0, -1) AS n`);
    expect(await dropOldEvents(db.sql, { days: 6.5, rows: 100 })).toBe(3);
    expect(await dropOldEvents(db.sql, { days: 6.5, rows: 3 })).toBe(4);
    expect(await column('SELECT message AS x FROM event ORDER BY id')).toEqual(['2', '1', '0']);
  });

  it('of a history the newest stay', async () => {
    await seedApplication();
    await run(`INSERT INTO application_history (application_id, at, revision, bundle, spec, initiated_by)
      SELECT 'aaaaaaaaaaaaaaaa', now() - n * interval '1 hour', n::text, '', '', '' FROM generate_series(1, 9) AS n`);
    expect(await dropOldHistory(db.sql, 3)).toBe(6);
    expect(await column('SELECT revision AS x FROM application_history ORDER BY at DESC')).toEqual(['1', '2', '3']);
    expect(await dropOldHistory(db.sql, 3)).toBe(0);
  });

  it('of the operations of each Application the newest stay', async () => {
    await seedApplication();
    await run(`INSERT INTO operation (application_id, id, attempt, started_at, status, objects, omitted)
      SELECT 'aaaaaaaaaaaaaaaa', n::text, 1, now() - n * interval '1 hour', '{}', '[]', 0 FROM generate_series(1, 9) AS n`);
    expect(await dropOldOperations(db.sql, 3)).toBe(6);
    expect(await column('SELECT id AS x FROM operation ORDER BY started_at DESC')).toEqual(['1', '2', '3']);
  });

  it('of the outbox the newest row of each cluster stays, and none of one that is no more', async () => {
    await run(
      `INSERT INTO cluster (id, name, shard, origin, updated_at) VALUES ('clusteraaaaaaaa2', 'c', 0, '', now())`,
    );
    await run(
      `INSERT INTO outbox (shard, term, kind, key) VALUES (0, 1, 'manifest', 'clusteraaaaaaaa2'), (0, 1, 'manifest', 'clusteraaaaaaaa2'), (0, 1, 'manifest', 'gone')`,
    );
    expect(await dropNeedlessOutbox(db.sql)).toBe(2);
    expect(await column('SELECT id::int AS x FROM outbox')).toEqual([2]);
  });

  it('sessions and tokens go when they are over', async () => {
    await run(`INSERT INTO user_account (id, name, password_hash) VALUES (gen_random_uuid(), 'u', '')`);
    await run(
      `INSERT INTO session (hash, user_id, expires_at) SELECT n::text, id, now() + n * interval '1 hour' FROM user_account, generate_series(-1, 1, 2) AS n`,
    );
    await run(`INSERT INTO api_token (hash, user_id, name, expires_at) SELECT 'for ever', id, '', NULL FROM user_account
      UNION ALL SELECT 'over', id, '', now() - interval '1 hour' FROM user_account`);
    await run(`INSERT INTO join_token (id, cluster_name, public_key, created_by, expires_at)
      SELECT n::text, '', '', '', now() - n * interval '1 day' FROM generate_series(0, 2) AS n`);
    expect(await dropEndedSessions(db.sql)).toBe(2);
    expect(await dropEndedJoinTokens(db.sql, 1.5)).toBe(1);
    expect(await column('SELECT hash AS x FROM session UNION ALL SELECT hash FROM api_token')).toEqual([
      '1',
      'for ever',
    ]);
    expect(await column('SELECT id AS x FROM join_token ORDER BY id')).toEqual(['0', '1']);
  });

  it('where a bundle came from stays with the bundle, and as long as somebody may roll back to it', async () => {
    await seedApplication();
    await blob(1);
    await run(
      `INSERT INTO application_history (application_id, at, revision, bundle, spec, initiated_by) VALUES ('aaaaaaaaaaaaaaaa', now(), '', $1, '', '')`,
      [digest(2)],
    );
    await run(`UPDATE application SET desired_bundle = $1`, [digest(3)]);
    for (const n of [1, 2, 3, 4]) {
      const values = [project, String(n), digest(n)];
      await run(
        `INSERT INTO render_cache (project_id, key, bundle, source, last_used_at) VALUES ($1, $2, $3, '{}', now() - interval '1 hour')`,
        values,
      );
    }
    expect(await dropOldRenders(db.sql, 60_000)).toBe(1);
    expect(await column('SELECT key AS x FROM render_cache ORDER BY 1')).toEqual(['1', '2', '3']);
  });

  it('counters of what is no more go, others stay at zero', async () => {
    await seedApplication();
    await run(
      `INSERT INTO counter (scope, scope_id, state, count) VALUES ('project', $1, 'total', 0), ('project', 'gone', 'total', 0),
      ('set', 'gone', 'total', 0), ('set', 'gone', 'failing', 1), ('fleet', '', 'total', 0)`,
      [project],
    );
    expect(await dropGoneCounters(db)).toBe(2);
    expect(await dropGoneCounters(db)).toBe(0);
    expect(await column(`SELECT scope || ' ' || state AS x FROM counter ORDER BY 1`)).toEqual([
      'fleet total',
      'project total',
      'set failing',
    ]);
  });

  it('repositories go that nobody declares and nothing reads', async () => {
    await seedApplication();
    await run(`INSERT INTO repository (id, url, shard, manifest, created_at) VALUES
      (gen_random_uuid(), 'file:///used', 0, NULL, now() - interval '1 day'),
      (gen_random_uuid(), 'file:///declared', 0, '{}', now() - interval '1 day'),
      (gen_random_uuid(), 'file:///new', 0, NULL, now()),
      (gen_random_uuid(), 'file:///left', 0, NULL, now() - interval '1 day')`);
    expect(await dropUnusedRepositories(db.sql)).toEqual(['file:///left']);
  });
});
