import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StatusSubjects } from '@wheelhouse/adapter-nats';
import { listOperations } from '@wheelhouse/adapter-postgres';
import type { ApplicationId, OperationId } from '@wheelhouse/core-domain';
import { createDatabase } from '@wheelhouse/tools';
import type { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, eventually, joined } from '../hub-testing/shop.ts';
import type { Hub } from '../hub.ts';

const application = (name: string, on: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  project: default
  source: { repoURL: 'https://git.example/shop.git', path: '.' }
  destination: { name: ${on}, namespace: shop }
`;

const listEventsOf = async (hub: Hub): Promise<readonly string[]> =>
  (await hub.parts.db.sql.query<{ message: string }>('SELECT message FROM event')).rows.map(({ message }) => message);

const messagesOf = async (hub: Hub): Promise<string> => {
  const { rows } = await hub.parts.db.sql.query<{ message: string }>(
    `SELECT message FROM event WHERE reason = 'DriftHealed' ORDER BY message`,
  );
  return rows.map((row) => row.message).join(' ');
};

const operation = {
  ...{ id: '00000000-0000-4000-8000-00000000000a' as OperationId, phase: 'Succeeded' as const, message: '1 applied' },
  ...{ startedAt: 1_790_000_000_000, finishedAt: 1_790_000_000_100, attempt: 1, initiatedBy: 'ada' },
};

describe('events of spokes', () => {
  let world: HubWorld;
  beforeAll(async () => {
    world = await hubWorld();
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  it('are there after the hub was away, each once, also after the stream was lost', async () => {
    const database = await createDatabase(world.postgres.url, 'events');
    const first = await world.hub({ database });
    await apply(first, cluster('dev'));
    const spoke = await joined(first, world, 'dev');
    const say = (message: string): Promise<boolean> =>
      new StatusSubjects(spoke.nats).publishEvent({
        cluster: spoke.cluster,
        at: 1_790_000_000_000,
        type: 'Normal',
        reason: 'DriftHealed',
        message,
      });
    expect(await say('a')).toBe(true);
    await eventually('the first', async () => (await messagesOf(first)) === 'a');
    await world.stopHubs();

    expect(await say('b')).toBe(true);
    expect(await say('b')).toBe(true);
    const second = await world.hub({ database });
    await eventually('what came meanwhile', async () => (await messagesOf(second)) === 'a b');
    expect(await say('c')).toBe(true);
    await eventually('what comes now', async () => (await messagesOf(second)) === 'a b c');

    await world.loseStreams();
    await eventually('the stream again', () => say('d'));
    await eventually('what came since', async () => (await messagesOf(second)) === 'a b c d');
    await spoke.close();
    await world.stopHubs();
  }, 60_000);

  it('bring what became of an operation, of their own Applications alone', async () => {
    const hub = await world.hub({ database: await createDatabase(world.postgres.url, 'records') });
    await apply(hub, `${cluster('dev')}---${cluster('other')}`);
    const [dev, other] = [await joined(hub, world, 'dev'), await joined(hub, world, 'other')];
    await apply(hub, application('shop', 'dev'));
    const { sql } = hub.parts.db;
    const [row] = (await sql.query<{ id: ApplicationId }>('SELECT id FROM application')).rows;
    const say = (spoke: FakeSpoke, cause: string): Promise<boolean> =>
      new StatusSubjects(spoke.nats).publishEvent({
        ...{ cluster: spoke.cluster, application: row!.id, at: 1_790_000_000_000, type: 'Normal', message: cause },
        ...{ reason: 'SyncSucceeded', record: { operation: { ...operation, cause }, objects: [], omitted: 0 } },
      });
    expect(await say(other, 'forged')).toBe(true);
    await eventually('the forged one', async () => (await listEventsOf(hub)).includes('forged'));
    expect(await listOperations(sql, row!.id, 5)).toEqual([]);
    expect(await say(dev, 'true')).toBe(true);
    const told = await eventually('the true one', async () => (await listOperations(sql, row!.id, 5))[0]);
    expect(told).toEqual({ ...operation, cause: 'true' });
    await Promise.all([dev.close(), other.close()]);
  }, 60_000);
});
