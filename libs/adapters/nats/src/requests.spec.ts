import { joinRequestMessage, subjects } from '@wheelhouse/contract';
import { calls, NatsError, refuse, request, respond, StatusSubjects } from './index.ts';
import type { Nats, Subscription } from './index.ts';
import { c1, c2, p1, startFleet, until } from './testdata/fleet.ts';
import type { Fleet } from './testdata/fleet.ts';
import { applicationId, shardOf } from '@wheelhouse/core-domain';
import { eventMessage, heartbeatMessage, EMPTY_STATUS_HASH } from '@wheelhouse/contract';
import type { Heartbeat, SpokeEvent, StatusReport } from '@wheelhouse/contract';

let fleet: Fleet;
let spoke: Nats;
const open: Subscription[] = [];
beforeAll(async () => {
  fleet = await startFleet();
  spoke = (await fleet.spoke(c1, [p1])).nats;
});
afterEach(() => {
  for (const subscription of open.splice(0)) subscription.stop();
});
afterAll(() => fleet.stop());

const epoch = subjects.toHub(c1, 'epoch');
const question = { holder: 'pod-1', known: 3, generation: 7 };

describe('a request', () => {
  it('is answered with what the handler gives, typed on both sides', async () => {
    open.push(
      respond(fleet.hub, 'wh.v1.h.*.epoch', calls.epoch, ({ known }, subject) => ({ epoch: known + subject.length })),
    );
    await fleet.hub.flush();
    expect(await request(spoke, epoch, calls.epoch, question, 2_000)).toEqual({ epoch: 3 + epoch.length });
  });

  it('is answered by one of several with the same queue', async () => {
    let count = 0;
    for (let i = 0; i < 3; i++) {
      open.push(respond(fleet.hub, 'wh.v1.h.*.epoch', calls.epoch, () => ({ epoch: ++count }), { queue: 'hub' }));
    }
    await fleet.hub.flush();
    await request(spoke, epoch, calls.epoch, question, 2_000);
    await fleet.hub.flush();
    expect(count).toBe(1);
  });

  it('whose answer the server does not take is refused with its size, and the next one is answered', async () => {
    const subject = subjects.toSpoke(c1, 'resource');
    const errors: unknown[] = [];
    let live = 'x'.repeat(9 * 1024 * 1024);
    const answer = () => ({ live: { data: live }, changes: [] });
    open.push(respond(spoke, subject, calls.live.resource, answer, { onError: (error) => errors.push(error) }));
    await spoke.flush();
    const key = { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'large' };
    const ask = () =>
      request(fleet.hub, subject, calls.live.resource, { id: applicationId('a'.repeat(16)), key }, 5_000);
    await expect(ask()).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringMatching(/9\d{6} bytes, and the server takes \d+/),
    });
    expect(errors).toHaveLength(1);
    live = 'small';
    await expect(ask()).resolves.toMatchObject({ live: { data: 'small' } });
  });

  it('hears a refusal in its own words, and of a bug nothing but that there was one', async () => {
    const errors: unknown[] = [];
    const fail = (error: Error) => {
      open.splice(0).forEach((one) => one.stop());
      const options = { onError: (caught: unknown) => errors.push(caught) };
      open.push(respond(fleet.hub, 'wh.v1.h.*.epoch', calls.epoch, () => Promise.reject(error), options));
      return fleet.hub.flush().then(() => request(spoke, epoch, calls.epoch, question, 2_000));
    };
    await expect(fail(refuse('the cluster was removed – join again'))).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('the cluster was removed – join again'),
    });
    const bug = await fail(new Error('password=hunter2')).catch((error: unknown) => error);
    expect(bug).toMatchObject({ failure: 'refused' });
    expect(String(bug)).not.toContain('hunter2');
    expect(errors).toHaveLength(2);
  });

  it('says when nobody is there, when nobody answers in time, and when the answer is garbage', async () => {
    await fleet.hub.flush();
    const ask = () => request(spoke, epoch, calls.epoch, question, 300);
    await expect(ask()).rejects.toMatchObject({ failure: 'no-responder', message: expect.stringContaining(epoch) });
    open.push(respond(fleet.hub, epoch, calls.epoch, () => new Promise<never>(() => {})));
    await fleet.hub.flush();
    await expect(ask()).rejects.toMatchObject({ failure: 'timeout' });
    const garbage = fleet.hub.connection.subscribe(epoch, { callback: (_, message) => void message.respond('?') });
    await fleet.hub.flush();
    await expect(ask()).rejects.toBeInstanceOf(NatsError);
    garbage.unsubscribe();
  });

  it('that cannot be read is refused with the place', async () => {
    open.push(respond(fleet.hub, 'wh.v1.h.*.epoch', calls.epoch, () => ({ epoch: 1 })));
    await fleet.hub.flush();
    const wrong = { request: joinRequestMessage, answer: calls.epoch.answer };
    const asked = request(
      spoke,
      epoch,
      wrong,
      { token: '', clusterName: '', publicKey: '', kubernetes: '', version: '' },
      2_000,
    );
    await expect(asked).rejects.toMatchObject({
      failure: 'refused',
      message: expect.stringContaining('epoch request: known'),
    });
  });

  it('whose answer would go to another’s subject is not answered', async () => {
    const errors: unknown[] = [];
    const heard: string[] = [];
    const target = subjects.manifest(c2);
    fleet.hub.connection.subscribe(target, { callback: (_, message) => void heard.push(message.subject) });
    open.push(
      respond(fleet.hub, 'wh.v1.h.*.epoch', calls.epoch, () => ({ epoch: 1 }), {
        onError: (error) => errors.push(error),
      }),
    );
    await fleet.hub.flush();
    spoke.connection.publish(epoch, calls.epoch.request.encode(question), { reply: target });
    await until('the refusal', () => errors.length === 1);
    await fleet.hub.flush();
    expect(heard).toEqual([]);
  });
});

const report: StatusReport = {
  wire: 1,
  cluster: c1,
  epoch: 1,
  seq: 1,
  full: true,
  targets: [],
  gone: [],
  hash: EMPTY_STATUS_HASH,
};
const heartbeat: Heartbeat = {
  cluster: c1,
  epoch: 1,
  seq: 1,
  generation: 1,
  hash: EMPTY_STATUS_HASH,
  targets: 0,
  wire: { min: 1, max: 1 },
  features: [],
  version: '0.1.0',
  kubernetes: '1.36.3',
  node: 'node-1',
  now: 1,
};
const event: SpokeEvent = { cluster: c1, at: 1, type: 'Normal', reason: 'SyncSucceeded', message: 'done' };

describe('status, heartbeats and events', () => {
  it('arrive at the shard’s subscriber', async () => {
    const [hub, own] = [new StatusSubjects(fleet.hub), new StatusSubjects(spoke)];
    const heard: unknown[] = [];
    const shard = shardOf(c1);
    open.push(hub.subscribeStatus(shard, (value) => heard.push(value)));
    open.push(hub.subscribeHeartbeats(shard, (value) => heard.push(value)));
    open.push(hub.subscribeEvents('*', (value) => heard.push(value)));
    await fleet.hub.flush();
    own.publishStatus(report);
    own.publishHeartbeat(heartbeat);
    expect(await own.publishEvent(event)).toBe(true);
    await until('all three', () => heard.length === 3);
    expect(heard).toEqual([report, heartbeat, event]);
  });

  it('that cannot be read, or speak for another cluster, are told and not handled', async () => {
    const hub = new StatusSubjects(fleet.hub);
    const heard: unknown[] = [];
    const bad: string[] = [];
    open.push(
      hub.subscribeHeartbeats(
        '*',
        (value) => heard.push(value),
        (_, reason) => bad.push(reason),
      ),
    );
    await fleet.hub.flush();
    const subject = subjects.heartbeat(shardOf(c1), c1);
    spoke.connection.publish(subject, 'garbage');
    spoke.connection.publish(subject, heartbeatMessage.encode({ ...heartbeat, cluster: c2 }));
    await until('both', () => bad.length === 2);
    expect(heard).toEqual([]);
    expect(bad[1]).toContain(c2);
  });

  it('an event that cannot be stored is false, no error', async () => {
    const message = 'x'.repeat(60_000);
    expect(eventMessage.encode({ ...event, message }).length).toBeGreaterThan(60_000);
    expect(await new StatusSubjects(spoke).publishEvent({ ...event, cluster: c2 })).toBe(false);
  });
});
