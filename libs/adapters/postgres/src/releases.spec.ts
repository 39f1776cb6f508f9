import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectId, type ClusterId, type Commit, type Digest } from '@wheelhouse/core-domain';
import { addRelease, lastRelease, type AssignmentRow, type Database } from './index.ts';
import { testingPostgres, type TestingPostgres } from './testing/testing-database.ts';

const owner = { setId: null, projectId: projectId('projectaaaaaaaa2') };
const digest = (n: number): Digest => n.toString(16).padStart(64, '0') as Digest;
const assignment = (name: string, cluster: string): AssignmentRow => ({
  identity: { project: owner.projectId, namespace: 'apps', name } as unknown as AssignmentRow['identity'],
  cluster: cluster as ClusterId,
  bundle: digest(1),
  spec: digest(2),
  revision: 'c'.repeat(40) as Commit,
});
const release = (assignments: readonly AssignmentRow[]) => ({
  digest: digest(assignments.length),
  assignments,
  summary: {},
  leftBehind: [],
});

describe("one cluster's part of a Release", () => {
  let postgres: TestingPostgres;
  let db: Database;
  beforeAll(async () => {
    postgres = await testingPostgres();
    db = await postgres.migrated();
    await db.sql.query(
      `INSERT INTO project (id, name, manifest, origin, updated_at) VALUES ($1, 'p', '{}', '', now())`,
      [owner.projectId],
    );
  }, 60_000);
  afterAll(() => postgres.stop(), 30_000);

  it('is read as it was written, with those of the other clusters', async () => {
    const assignments = [assignment('a', 'one'), assignment('b', 'one'), assignment('a', 'two')];
    await addRelease(db.sql, owner, release(assignments));
    expect((await lastRelease(db.sql, owner))?.assignments).toEqual(assignments);
  });

  it('is refused where it could not be read again, with its size and what to do', async () => {
    const long = 'n'.repeat(64 * 1024 * 1024);
    const add = addRelease(db.sql, owner, release([assignment(long, 'one'), assignment(long, 'one')]));
    await expect(add).rejects.toThrow(/part for cluster one has 1342\d{5} bytes, more than 134217728: spread its 2/);
  });

  it('is not unpacked beyond its bound, whatever the row has', async () => {
    const bomb = gzipSync(Buffer.alloc(129 * 1024 * 1024, ' '));
    await db.sql.query('UPDATE release_assignment SET body = $1', [bomb]);
    await expect(lastRelease(db.sql, owner)).rejects.toThrow(/release_assignment cannot be read/);
  });
});
