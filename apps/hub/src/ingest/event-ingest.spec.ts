import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StatusSubjects } from '@wheelhouse/adapter-nats';
import { createDatabase } from '@wheelhouse/tools';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, eventually, joined } from '../hub-testing/shop.ts';
import type { Hub } from '../hub.ts';

const messagesOf = async (hub: Hub): Promise<string> => {
  const { rows } = await hub.parts.db.sql.query<{ message: string }>(
    `SELECT message FROM event WHERE reason = 'DriftHealed' ORDER BY message`,
  );
  return rows.map((row) => row.message).join(' ');
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
  }, 60_000);
});
