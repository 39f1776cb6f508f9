import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql } from '@wheelhouse/adapter-postgres';
import type { Commit } from '@wheelhouse/core-domain';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import type { Hub } from '../hub.ts';
import { SettleReconciler } from './settle.reconciler.ts';
import { SourceMemory } from './source-memory.ts';

const URL = 'file:///repository';
const [first, second, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(40) as Commit) as [Commit, Commit, Commit];
const PROJECT = 'projectaaaaaaaa2';

describe('commits that nobody noticed', () => {
  let world: HubWorld;
  let hub: Hub;
  beforeAll(async () => {
    world = await hubWorld();
    hub = await world.hub({ start: false });
    const manifest = JSON.stringify({ spec: { source: { repoURL: URL, targetRevision: 'main' } } });
    await hub.parts.db.sql.query(
      `INSERT INTO project (id, name, manifest, origin, updated_at) VALUES ($1, 'p', '{}', '', now())`,
      [PROJECT],
    );
    for (const name of ['0', '1']) {
      await hub.parts.db.sql.query(
        `INSERT INTO application (id, project_id, namespace, name, shard, manifest, origin, spec_digest, repositories, updated_at)
         VALUES ($1, $2, 'n', $1, 0, $3, '', '', '{}', now())`,
        [name.repeat(16), PROJECT, manifest],
      );
    }
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  const stand = (commit: Commit) =>
    hub.parts.db.sql.query("UPDATE application SET desired_bundle = 'b', desired_revision = $1", [commit]);
  const revisions = async (): Promise<string[]> => {
    const { rows } = await hub.parts.db.sql.query<{ revision: string }>(
      'SELECT desired_revision AS revision FROM application ORDER BY id',
    );
    return rows.map((row) => row.revision);
  };
  const moveTo = (memory: SourceMemory<undefined>, commit: Commit) =>
    memory.moved(URL, new Map([['main', commit]]), async () => []);

  /** `before` happens when the transaction of the settling has begun and written nothing. */
  const settle = async (memory: SourceMemory<undefined>, before: () => Promise<unknown>): Promise<void> => {
    const transaction = <T>(_: Iterable<number>, work: (sql: Sql) => Promise<T>): Promise<T> =>
      hub.parts.db.transaction(async (sql) => {
        await before();
        return work(sql);
      });
    const shards = Object.assign(Object.create(hub.shards) as typeof hub.shards, { transaction });
    const nobody = new SourceMemory<never>();
    const given = { shards, changes: hub.changes, memory: { set: nobody, byHand: memory, fleetSource: nobody } };
    await new SettleReconciler(given).reconcile(`byHand/${PROJECT}`);
  };
  const remembered = (touched: () => string[] = () => []): SourceMemory<undefined> => {
    const memory = new SourceMemory<undefined>();
    const revision = { url: URL, revision: 'main', commit: first };
    memory.remember(PROJECT, memory.begin(PROJECT), { revisions: [revision], touched, state: undefined });
    return memory;
  };

  it('are written down for everything that stands at them as it is', async () => {
    await stand(first);
    const memory = remembered();
    await moveTo(memory, second);
    await settle(memory, async () => undefined);
    expect(await revisions()).toEqual([second, second]);
  });

  it('are not written over a newer one that was released meanwhile', async () => {
    await stand(first);
    const memory = remembered();
    await moveTo(memory, second);
    await settle(memory, async () => {
      await moveTo(memory, third);
      await stand(third);
    });
    expect(await revisions()).toEqual([third, third]);
  });
});
