/** Who may not join, tried on a real nats-server and a real Postgres. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster } from '../hub-testing/shop.ts';
import type { Hub } from '../hub.ts';

describe('a join', () => {
  let world: HubWorld;
  let hub: Hub;
  beforeAll(async () => {
    world = await hubWorld();
    hub = await world.hub();
    await apply(hub, cluster('dev'));
  }, 60_000);
  afterAll(() => world.stop(), 30_000);

  const tokenOf = async (name: string): Promise<string> => {
    const made = await hub.joinTokens.create(name, admin);
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return made.value.token;
  };

  it('with a token that is used is refused, and says when it was used', async () => {
    const token = await tokenOf('dev');
    await (await FakeSpoke.join(token, [world.nats.url])).close();
    await expect(FakeSpoke.join(token, [world.nats.url])).rejects.toThrow(
      /the token was used already, at .*; make a new/,
    );
  });

  it('with a token that ended is refused, and says when it ended', async () => {
    const token = await tokenOf('dev');
    await hub.parts.db.sql.query(
      `UPDATE join_token SET expires_at = now() - interval '1 second' WHERE used_at IS NULL`,
    );
    await expect(FakeSpoke.join(token, [world.nats.url])).rejects.toThrow(/the token ended at .*; make a new one/);
    expect(new Map(hub.refused.entries()).get('join')).toBeGreaterThan(0);
  });
});
