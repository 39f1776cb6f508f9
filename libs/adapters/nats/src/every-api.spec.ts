/** With a spoke's credentials, every request that a nats-server answers, on every stream: none is permitted but the reads of its own. */
import { blobMessage, inboxPrefix, streams, subjects } from '@wheelhouse/contract';
import { digestText } from '@wheelhouse/core-domain';
import { BlobStream, ManifestStream } from './index.ts';
import type { Nats } from './index.ts';
import { bytes, c1, c2, digestA, p1, p2, startFleet } from './testdata/fleet.ts';
import type { Fleet } from './testdata/fleet.ts';

/** The subjects of `server/jetstream_api.go` of nats-server 2.15, also those that it knew before; `S` is a stream, `C` a consumer, `T` a subject. */
const VERBS = [
  'INFO',
  'STREAM.TEMPLATE.CREATE.S',
  'STREAM.TEMPLATE.NAMES',
  'STREAM.TEMPLATE.INFO.S',
  'STREAM.TEMPLATE.DELETE.S',
  'STREAM.CREATE.S',
  'STREAM.CANCEL_MOVE.S',
  'STREAM.PEER.EVACUATE.S',
  'CONSUMER.PEER.REMOVE.S.C',
  'CONSUMER.PEER.EVACUATE.S.C',
  'META.RESCUE',
  'SERVER.EVACUATE',
  'STREAM.UPDATE.S',
  'STREAM.NAMES',
  'STREAM.LIST',
  'STREAM.INFO.S',
  'STREAM.DELETE.S',
  'STREAM.PURGE.S',
  'STREAM.SNAPSHOT.S',
  'STREAM.RESTORE.S',
  'STREAM.MSG.DELETE.S',
  'STREAM.MSG.GET.S',
  'STREAM.PEER.REMOVE.S',
  'STREAM.LEADER.STEPDOWN.S',
  'DIRECT.GET.S',
  'CONSUMER.CREATE.S',
  'CONSUMER.CREATE.S.C',
  'CONSUMER.CREATE.S.C.T',
  'CONSUMER.DURABLE.CREATE.S.C',
  'CONSUMER.NAMES.S',
  'CONSUMER.LIST.S',
  'CONSUMER.INFO.S.C',
  'CONSUMER.DELETE.S.C',
  'CONSUMER.PAUSE.S.C',
  'CONSUMER.RESET.S.C',
  'CONSUMER.UNPIN.S.C',
  'CONSUMER.MSG.NEXT.S.C',
  'CONSUMER.LEADER.STEPDOWN.S.C',
  'META.LEADER.STEPDOWN',
  'SERVER.REMOVE',
  'ACCOUNT.PURGE.A',
  'ACCOUNT.STREAM.MOVE.A.S',
  'ACCOUNT.STREAM.CANCEL_MOVE.A.S',
];
const names = Object.values(streams).map(({ name }) => name);
const filled = (verb: string): string[] =>
  /\.S\b/.test(verb)
    ? [...names, '*'].map((name) =>
        verb.replace(/\.S\b/, `.${name}`).replace(/\.C\b/, '.c').replace(/\.T\b/, '.wh.v1.>'),
      )
    : [verb];

const violation: unknown = expect.stringMatching(/permissions violation/i);

let fleet: Fleet;
let spoke: Nats;
beforeAll(async () => {
  fleet = await startFleet();
  const manifests = new ManifestStream(fleet.hub);
  for (const cluster of [c1, c2])
    await manifests.publish(cluster, { headers: {}, body: bytes(`of ${cluster}`), expectedSequence: 0 });
  for (const project of [p1, p2]) await new BlobStream(fleet.hub).put(project, digestA, bytes(`of ${project}`));
  spoke = (await fleet.spoke(c1, [p1])).nats;
});
afterAll(() => fleet.stop());

/** Whether the server took it; a refused publish ends nothing, and is told to the asker. */
const answerTo = (subject: string, body = ''): Promise<string> =>
  spoke.connection.request(subject, body, { timeout: 1_000 }).then(
    (message) => `an answer of ${message.data.length} bytes`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

it('no request to JetStream is permitted, on any stream', async () => {
  const all = VERBS.flatMap(filled).map((verb) => `$JS.API.${verb}`);
  expect(all.length).toBeGreaterThan(100);
  for (const subject of all) expect([subject, await answerTo(subject)]).toEqual([subject, violation]);
});

it('no read is permitted but of its own, asked by whatever subject', async () => {
  const asked = [
    subjects.manifest(c2),
    subjects.blob(p2, digestA),
    subjects.blobsOf(p2),
    'wh.v1.*.*',
    'wh.>',
    '>',
    '*',
    '',
  ];
  for (const name of [...names, '*']) {
    for (const subject of [...asked, subjects.manifest(c1), subjects.blob(p1, digestA)]) {
      const own = `${name} ${subject}`;
      if (own === `${streams.manifests.name} ${subjects.manifest(c1)}`) continue;
      if (own === `${streams.blobs.name} ${subjects.blob(p1, digestA)}`) continue;
      const request = `$JS.API.DIRECT.GET.${name}${subject && `.${subject}`}`;
      expect([request, await answerTo(request)]).toEqual([request, violation]);
    }
  }
});

it('no acknowledgement, flow control, system request or other account’s service is permitted', async () => {
  for (const subject of [
    '$JS.ACK.WH_EVENTS.c.1.1.1.1.1',
    '$JS.FC.WH_EVENTS.c.x',
    '$JSC.CI.x',
    '$SYS.REQ.SERVER.PING',
    '$SYS.REQ.ACCOUNT.PING.CONNZ',
    '$SYS.REQ.USER.INFO',
    '$SYS.REQ.CLAIMS.LIST',
    '$SYS.REQ.SERVER.PING.JSZ',
    '$KV.x.y',
    '$O.x.C.y',
    '$MQTT.x',
    '$GR.x',
    '_INBOX.x',
    `${inboxPrefix(c2)}.x`,
    '_R_.x',
    'anything',
  ])
    expect([subject, await answerTo(subject)]).toEqual([subject, violation]);
});

/**
 * The server answers on whatever reply subject the asker names, and asks for no permission there. What can be done with it, as
 * docs/adr has it: nothing that a spoke or the hub believes.
 */
describe('an answer that is wanted on a subject of others', () => {
  /** Resolves when the server has published its answer there. */
  async function answeredOn(reply: string): Promise<string> {
    const subscription = fleet.hub.connection.subscribe(reply, { max: 1 });
    await fleet.hub.connection.flush();
    const own = `$JS.API.DIRECT.GET.${streams.manifests.name}.${subjects.manifest(c1)}`;
    spoke.connection.publish(own, '', { reply });
    for await (const message of subscription) return message.string();
    return 'nothing';
  }

  it('changes no manifest: each carries the sequence that it was to follow, and the stream compares it', async () => {
    const manifests = new ManifestStream(fleet.hub);
    const before = await manifests.get(c2);
    expect(await answeredOn(subjects.manifest(c2))).toBe(`of ${c1}`);
    // Taken by the stream in order: what comes after it was stored was asked later.
    const sequence = before?.sequence ?? 0;
    const next = await manifests.publish(c2, { headers: {}, body: bytes('the next'), expectedSequence: sequence });
    expect(next.ok).toBe(true);
  });

  it('keeps no blob out: what lies there is no envelope of it, and the real one takes its place', async () => {
    const digest = digestText('the real one');
    const body = blobMessage.encode({
      ...{ version: 1, kind: 'bundle', codec: 'none', keyId: '', project: p2, digest, size: 12 },
      body: bytes('the real one'),
    });
    expect(await answeredOn(subjects.blob(p2, digest))).toBe(`of ${c1}`);
    await new BlobStream(fleet.hub).put(p2, digest, body);
    const there = await new BlobStream(fleet.hub).get(p2, digest);
    expect(there && new Uint8Array(there)).toEqual(new Uint8Array(body));
  });
});
