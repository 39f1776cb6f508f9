/** A spoke that sends too much, on a real nats-server and a real Postgres. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calls, connectNats, request, StatusSubjects } from '@wheelhouse/adapter-nats';
import { decodeJoinToken, inboxPrefix, subjects, type JoinToken } from '@wheelhouse/contract';
import { shardOf } from '@wheelhouse/core-domain';
import { admin, hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, eventually, joined } from '../hub-testing/shop.ts';
import type { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import type { Hub } from '../hub.ts';

const countOf = async (hub: Hub, spoke: FakeSpoke, reason: string): Promise<number> => {
  const { rows } = await hub.parts.db.sql.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM event WHERE cluster_id = $1 AND reason = $2',
    [spoke.cluster, reason],
  );
  return rows[0]!.count;
};

const dropped = (hub: Hub, spoke: FakeSpoke, what: string): number =>
  hub.refused.dropped().find((one) => one.cluster === spoke.cluster && one.what === what)?.count ?? 0;

const event = (spoke: FakeSpoke, i: number) => ({
  cluster: spoke.cluster,
  at: 1_790_000_000_000 + i,
  type: 'Normal' as const,
  reason: 'Flood',
  message: `number ${i}`,
});

describe('a spoke that sends too much', () => {
  let world: HubWorld;
  let hub: Hub;
  let flooding: FakeSpoke;
  let quiet: FakeSpoke;
  beforeAll(async () => {
    world = await hubWorld();
    hub = await world.hub({
      env: { WHEELHOUSE_SPOKE_EVENTS_PER_SECOND: '1', WHEELHOUSE_SPOKE_STATUSES_PER_SECOND: '2' },
    });
    await apply(hub, [cluster('flooding'), cluster('quiet')].join('---'));
    flooding = await joined(hub, world, 'flooding');
    quiet = await joined(hub, world, 'quiet');
  }, 60_000);
  afterAll(async () => {
    await Promise.all([flooding.close(), quiet.close()]);
    await world.stop();
  }, 30_000);

  it('of events: the database takes what it may send, the rest is dropped, counted and told; another is heard', async () => {
    const said = new StatusSubjects(flooding.nats);
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => said.publishEvent(event(flooding, i))));
    await eventually('the drop', () => Promise.resolve(dropped(hub, flooding, 'event') > 500));
    await eventually('the event that tells it', async () => (await countOf(hub, flooding, 'SpokeTooFast')) === 1);
    await new StatusSubjects(quiet.nats).publishEvent(event(quiet, 1));
    await eventually('the other spoke', async () => (await countOf(hub, quiet, 'Flood')) === 1);
    await hub.events.flush();
    const stored = await countOf(hub, flooding, 'Flood');
    expect(stored).toBeGreaterThanOrEqual(100);
    expect(stored + dropped(hub, flooding, 'event')).toBe(1_000);
    expect(stored).toBeLessThan(300);
  }, 60_000);

  it('of statuses: reports above its share change nothing, and another spoke is heard', async () => {
    for (let i = 0; i < 500; i++) flooding.report([]);
    await flooding.nats.flush();
    await eventually('the drop', () => Promise.resolve(dropped(hub, flooding, 'status') >= 400));
    expect(dropped(hub, quiet, 'status')).toBe(0);
  }, 30_000);

  it('of heartbeats: those above its share are not looked at', async () => {
    for (let i = 0; i < 500; i++) flooding.heartbeat();
    await eventually('the drop', () => Promise.resolve(dropped(hub, flooding, 'heartbeat') > 300));
    expect(dropped(hub, quiet, 'heartbeat')).toBe(0);
  }, 30_000);

  it('of what nobody can read: each is counted, few are logged', async () => {
    const before = new Map(hub.refused.entries()).get('status')!;
    const subject = subjects.status(shardOf(flooding.cluster), flooding.cluster);
    for (let i = 0; i < 200; i++) flooding.nats.connection.publish(subject, Uint8Array.of(255, i));
    await flooding.nats.flush();
    await eventually('all of them', () =>
      Promise.resolve(new Map(hub.refused.entries()).get('status') === before + 200),
    );
    expect(dropped(hub, flooding, 'bad')).toBeGreaterThan(150);
  }, 30_000);

  it('of requests: it is told so, and may ask again later', async () => {
    const ask = () =>
      request(flooding.nats, subjects.toHub(flooding.cluster, 'renew'), calls.renew, { trustVersion: 1 }, 5_000).then(
        () => 'answered',
        (error: Error) => error.message,
      );
    const answers = await Promise.all(Array.from({ length: 60 }, ask));
    expect(answers.filter((one) => one === 'answered').length).toBeGreaterThanOrEqual(20);
    expect(answers.find((one) => one !== 'answered')).toMatch(/asked too often; wait a minute/);
    await eventually('an answer again', async () => (await ask()) === 'answered');
  }, 30_000);

  it('of joins with one token: after a few it is refused without a look into the database', async () => {
    const answers = await joinAtOnce(await tokenOf('third'), 30);
    expect(answers.filter((one) => /no user nkey/.test(one)).length).toBeLessThanOrEqual(12);
    expect(answers.filter((one) => /asked too often/.test(one)).length).toBeGreaterThanOrEqual(18);
  }, 30_000);

  it('of joins with many tokens: of all together a hundred at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, (_one, n) => tokenOf(`many-${n}`)));
    const answers = (await Promise.all(tokens.map((token) => joinAtOnce(token, 10)))).flat();
    expect(answers.filter((one) => /no user nkey/.test(one)).length).toBeGreaterThanOrEqual(80);
    expect(answers.filter((one) => /asked too often/.test(one)).length).toBeGreaterThanOrEqual(20);
  }, 30_000);

  const tokenOf = async (cluster: string): Promise<JoinToken> => {
    const made = await hub.joinTokens.create(cluster, admin);
    const token = made.ok && decodeJoinToken(made.value.token);
    if (!token || !token.ok) throw new Error('no token');
    return token.value;
  };

  const joinAtOnce = async ({ id, jwt, seed }: JoinToken, times: number): Promise<string[]> => {
    const nats = await connectNats({
      servers: [world.nats.url],
      credentials: { jwt, seed },
      name: 'join',
      inboxPrefix: inboxPrefix(id),
    });
    const asked = { token: id, clusterName: 'third', publicKey: 'no key', kubernetes: 'v1', version: '0' };
    const ask = () =>
      request(nats, subjects.join(id), calls.join, asked, 5_000).then(
        (answer) => (answer.ok ? 'joined' : answer.reason),
        (error: Error) => error.message,
      );
    const answers = await Promise.all(Array.from({ length: times }, ask));
    await nats.close();
    return answers;
  };
});
