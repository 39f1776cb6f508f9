import { inboxPrefix, subjects } from '@wheelhouse/contract';
import {
  connectNats,
  createUserKey,
  FleetAccount,
  hubCredentials,
  joinCredentials,
  jwtExpiry,
  ManifestStream,
  spokeUserJwt,
} from './index.ts';
import type { Credentials, NatsStatus } from './index.ts';
import { bytes, c1, c2, p1, startFleet, until } from './testdata/fleet.ts';
import type { Fleet } from './testdata/fleet.ts';

let fleet: Fleet;
beforeAll(async () => (fleet = await startFleet()));
afterAll(() => fleet.stop());

const connect = (credentials: Credentials, prefix: string) => fleet.open(credentials, { inboxPrefix: prefix });

describe('revocation', () => {
  it('ends an open connection at once, keeps the user out, and leaves the others alone', async () => {
    const account = new FleetAccount(fleet.system, fleet.keys);
    const credentials = fleet.spokeCredentials(c1, [p1]);
    const { nats, user } = await fleet.spoke(c1, [p1]);
    const other = await fleet.open(credentials, { inboxPrefix: inboxPrefix(c1) });

    const startedAt = Date.now();
    await account.revoke([user.publicKey], Date.now());
    await expect(nats.closed).resolves.toMatchObject({ kind: 'revoked' });
    expect(Date.now() - startedAt).toBeLessThan(2_000);

    const again = {
      jwt: spokeUserJwt(fleet.keys, {
        cluster: c1,
        projects: [],
        publicKey: user.publicKey,
        ttlSeconds: 60,
        now: Date.now(),
      }),
      seed: user.seed,
    };
    await expect(connect(again, inboxPrefix(c1))).rejects.toMatchObject({ failure: 'unauthorized' });
    expect(other.connected()).toBe(true);
    await other.rtt();
  });

  it('adds up, survives a restart of the server, and can be taken back', async () => {
    const account = new FleetAccount(fleet.system, fleet.keys);
    const users = [await fleet.spoke(c1, []), await fleet.spoke(c2, [])];
    await Promise.all(users.map(({ user }) => account.revoke([user.publicKey], Date.now())));
    await fleet.server.kill();
    await fleet.server.restart();
    await until('hub and system to be back', () => fleet.hub.connected() && fleet.system.connected());
    expect([...(await account.revoked()).keys()]).toEqual(
      expect.arrayContaining(users.map(({ user }) => user.publicKey)),
    );

    const { user } = users[0]!;
    await account.allowAgain([user.publicKey], Date.now());
    const jwt = spokeUserJwt(fleet.keys, {
      cluster: c1,
      projects: [],
      publicKey: user.publicKey,
      ttlSeconds: 60,
      now: Date.now(),
    });
    const back = await connect({ jwt, seed: user.seed }, inboxPrefix(c1));
    expect(back.connected()).toBe(true);
    expect((await account.revoked()).has(user.publicKey)).toBe(false);
  });
});

describe('a join token’s user', () => {
  it('may ask to join and hear the answer', async () => {
    const token = joinCredentials(fleet.keys, { id: 'token-1', ttlSeconds: 60, now: Date.now() });
    const joiner = await connect(token, inboxPrefix('token-1'));
    fleet.hub.connection.subscribe('wh.v1.join.*', { callback: (_, message) => void message.respond('welcome') });
    await fleet.hub.flush();
    expect((await joiner.connection.request(subjects.join('token-1'), 'hello', { timeout: 2_000 })).string()).toBe(
      'welcome',
    );
  });

  it.each<[string, string]>([
    ['another token’s join', subjects.join('token-2')],
    ['a manifest', `$JS.API.DIRECT.GET.WH_MANIFESTS.${subjects.manifest(c1)}`],
    ['a status', subjects.status(0 as never, c1)],
    ['the hub', subjects.toHub(c1, 'epoch')],
  ])('is refused %s', async (_, subject) => {
    const token = joinCredentials(fleet.keys, { id: 'token-1', ttlSeconds: 60, now: Date.now() });
    const joiner = await connect(token, inboxPrefix('token-1'));
    await expect(joiner.connection.request(subject, '', { timeout: 2_000 })).rejects.toThrow(/permissions violation/i);
    await joiner.close();
  });
});

describe('credentials that end', () => {
  it('are refused after their time', async () => {
    const now = Date.now() - 120_000;
    const user = createUserKey();
    const jwt = spokeUserJwt(fleet.keys, { cluster: c1, projects: [], publicKey: user.publicKey, ttlSeconds: 60, now });
    expect(jwtExpiry(jwt)).toBe(Math.floor(now / 1000) * 1000 + 60_000);
    await expect(connect({ jwt, seed: user.seed }, inboxPrefix(c1))).rejects.toMatchObject({ failure: 'unauthorized' });
  });

  it('come back with renewed ones by themselves, subscriptions included', async () => {
    const user = createUserKey();
    const issue = (ttlSeconds: number) => ({
      jwt: spokeUserJwt(fleet.keys, {
        cluster: c1,
        projects: [p1],
        publicKey: user.publicKey,
        ttlSeconds,
        now: Date.now(),
      }),
      seed: user.seed,
    });
    let credentials = issue(2);
    const statuses: NatsStatus['kind'][] = [];
    const nats = await fleet.open(() => credentials, {
      inboxPrefix: inboxPrefix(c1),
      onStatus: (status) => statuses.push(status.kind),
    });
    const heard: number[] = [];
    new ManifestStream(nats).subscribeLive(c1, (live) => heard.push(live.sequence));
    credentials = issue(60);
    await until('the new connection', () => statuses.filter((kind) => kind === 'connected').length === 2);
    await nats.flush();
    const manifests = new ManifestStream(fleet.hub);
    const before = (await manifests.get(c1))?.sequence ?? 0;
    await manifests.publish(c1, { headers: {}, body: bytes('x'), expectedSequence: before });
    await until('the live header', () => heard.length === 1);
    expect(statuses).toContain('refused');
  });

  it('of another fleet are refused', async () => {
    const { createFleetKeys } = await import('./fleet-keys.ts');
    const stranger = hubCredentials(createFleetKeys(Date.now()));
    await expect(connect(stranger, '_INBOX')).rejects.toMatchObject({ failure: 'unauthorized' });
  });
});

describe('a connection', () => {
  it('says when it cannot be made in time, naming the server', async () => {
    const options = {
      servers: ['nats://127.0.0.1:1'],
      credentials: hubCredentials(fleet.keys),
      name: 'spec',
      firstConnectMs: 300,
    };
    await expect(connectNats(options)).rejects.toMatchObject({
      failure: 'disconnected',
      message: expect.stringContaining('nats://127.0.0.1:1'),
    });
  });

  it('survives a crash of the server', async () => {
    const statuses: NatsStatus['kind'][] = [];
    const nats = await fleet.open(hubCredentials(fleet.keys), { onStatus: ({ kind }) => statuses.push(kind) });
    await fleet.server.kill();
    await until('the loss to be noticed', () => !nats.connected());
    await expect(nats.rtt()).rejects.toMatchObject({ name: 'NatsError' });
    await fleet.server.restart();
    await until('the connection to be back', () => nats.connected());
    expect(await nats.rtt()).toBeGreaterThanOrEqual(0);
    expect(statuses).toEqual(expect.arrayContaining(['connected', 'disconnected']));
    await nats.close();
    await expect(nats.closed).resolves.toEqual({ kind: 'closed' });
  });
});
