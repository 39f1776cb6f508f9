import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stageOf, type Ladder } from '@wheelhouse/core-domain';
import { createDatabase, startPostgres, type Postgres } from '@wheelhouse/tools';
import { openDatabase, type Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import { stageSql } from './target-sql.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../../prisma/migrations');
const rungs = ['desired', 'published', 'admitted', 'applied', 'healthy'] as const;

let folder: string;
let postgres: Postgres;
let database: Database;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'wh-read-'));
  postgres = await startPostgres({ dir: folder, durable: false });
  const url = await createDatabase(postgres.url, 'read');
  await migrate(url, MIGRATIONS);
  database = openDatabase(url);
}, 60_000);

afterAll(async () => {
  await database?.close();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Every ladder whose rungs are absent, at bundle a, at bundle b, or at bundle a with another spec. */
function* everyLadder(): Generator<(string | null)[][]> {
  const choices: (string | null)[][] = [
    [null, null],
    ['a', 's'],
    ['b', 's'],
    ['a', 't'],
  ];
  for (let i = 0; i < choices.length ** rungs.length; i++) {
    yield rungs.map((_, rung) => choices[Math.floor(i / choices.length ** rung) % choices.length]!);
  }
}

const toLadder = (row: (string | null)[][]): Ladder =>
  Object.fromEntries(
    rungs.flatMap((rung, i) => (row[i]![0] ? [[rung, { bundle: row[i]![0], spec: row[i]![1], revision: 'c' }]] : [])),
  );

const columns = (from: number, to: number) =>
  rungs
    .slice(from, to)
    .flatMap((rung) => [`${rung}_bundle`, `${rung}_spec`])
    .join(', ');
const values = (from: number, to: number) =>
  rungs
    .slice(from, to)
    .flatMap((rung) => [`l ->> '${rung}_bundle'`, `l ->> '${rung}_spec'`])
    .join(', ');

async function store(ladders: readonly (string | null)[][][]): Promise<void> {
  const json = ladders.map((row, i) =>
    JSON.stringify(
      Object.fromEntries([
        ['id', i.toString(16).padStart(16, '0')],
        ...rungs.flatMap((rung, n) => [
          [`${rung}_bundle`, row[n]![0]],
          [`${rung}_spec`, row[n]![1]],
        ]),
      ]),
    ),
  );
  await database.sql.query(
    `INSERT INTO project (id, name, manifest, origin, updated_at) VALUES ('pppppppppppppppp', 'p', '{}', 'test', now())`,
  );
  await database.sql.query(
    `INSERT INTO application (id, project_id, namespace, name, shard, manifest, origin, spec_digest, updated_at, ${columns(0, 3)})
     SELECT l ->> 'id', 'pppppppppppppppp', 'argocd', l ->> 'id', 0, '{}', 'test', 's', now(), ${values(0, 3)} FROM unnest($1::jsonb[]) AS l`,
    [json],
  );
  await database.sql.query(
    `INSERT INTO application_status (application_id, cluster_id, epoch, seq, sync, health, detail, hash, changed_at, ${columns(3, 5)})
     SELECT l ->> 'id', 'cccccccccccccccc', 1, 1, 'Synced', 'Healthy', '{}', '', now(), ${values(3, 5)} FROM unnest($1::jsonb[]) AS l`,
    [json],
  );
}

describe('the ladder in SQL', () => {
  it('says what stageOf says, on every combination of rungs', async () => {
    const ladders = [...everyLadder()];
    await store(ladders);
    const { rows } = await database.sql.query<{ id: string; stage: string }>(
      `SELECT t.application_id AS id, ${stageSql} AS stage FROM target_state t`,
    );
    expect(rows).toHaveLength(ladders.length);
    for (const { id, stage } of rows)
      expect([ladders[Number.parseInt(id, 16)], stage]).toEqual([
        ladders[Number.parseInt(id, 16)],
        stageOf(toLadder(ladders[Number.parseInt(id, 16)]!)),
      ]);
  });
});
