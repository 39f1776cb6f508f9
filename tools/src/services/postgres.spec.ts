import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { isRunning, identityOf } from '../processes/identity.ts';
import { createDatabase, startPostgres } from './postgres.ts';

describe('startPostgres', () => {
  let dir: string;
  beforeEach(async () => (dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-postgres-'))));
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps what was committed through a crash, on the same port', async () => {
    const server = await startPostgres({ dir, durable: false });
    const url = await createDatabase(server.url, 'wheel house');
    expect(await createDatabase(server.url, 'wheel house')).toBe(url);
    await query(url, "create table t as select 'ä' as v");
    await server.kill();
    await server.restart();
    expect(await query(url, 'select v, upper(v) as u from t')).toEqual([{ v: 'ä', u: 'Ä' }]);
    await server.stop();
  });

  it('ends a server that an earlier process left running there, and goes on with its data', async () => {
    const first = await startPostgres({ dir, durable: false });
    const identity = (await identityOf(first.pid))!;
    await query(first.url, 'create table t as select 1 as v');
    const second = await startPostgres({ dir, durable: false });
    expect(await isRunning(identity)).toBe(false);
    expect(await query(second.url, 'select v from t')).toEqual([{ v: 1 }]);
    await second.stop();
  });
});

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
