import { inboxPrefix, streams, subjects } from '@wheelhouse/contract';
import { digestText } from '@wheelhouse/core-domain';
import { BlobStream, ManifestStream } from './index.ts';
import type { Nats } from './index.ts';
import { bytes, c1, c2, digestA, p1, p2, startFleet } from './testdata/fleet.ts';
import type { Fleet } from './testdata/fleet.ts';

let fleet: Fleet;
let spoke: Nats;
beforeAll(async () => {
  fleet = await startFleet();
  const manifests = new ManifestStream(fleet.hub);
  const blobs = new BlobStream(fleet.hub);
  for (const cluster of [c1, c2]) {
    await manifests.publish(cluster, { headers: {}, body: bytes(`of ${cluster}`), expectedSequence: 0 });
  }
  for (const project of [p1, p2]) await blobs.put(project, digestA, bytes(`of ${project}`));
  spoke = (await fleet.spoke(c1, [p1])).nats;
});
afterAll(() => fleet.stop());

it('a spoke reads its own manifest and the blobs of its projects', async () => {
  expect((await new ManifestStream(spoke).get(c1))?.body).toEqual(bytes(`of ${c1}`));
  expect(await new BlobStream(spoke).get(p1, digestA)).toEqual(bytes(`of ${p1}`));
  expect(await new BlobStream(spoke).get(p1, digestText('nothing'))).toBeUndefined();
});

const direct = '$JS.API.DIRECT.GET';
const { manifests, blobs, events } = streams;
const payload = (value: unknown) => JSON.stringify(value);

describe('a spoke is refused', () => {
  it.each<[string, string, string?]>([
    ['another cluster’s manifest', `${direct}.${manifests.name}.${subjects.manifest(c2)}`],
    ['all manifests by a wildcard', `${direct}.${manifests.name}.wh.v1.m.*`],
    ['all manifests by the full wildcard', `${direct}.${manifests.name}.>`],
    ['a blob of another project', `${direct}.${blobs.name}.${subjects.blob(p2, digestA)}`],
    ['another project’s blobs by a wildcard', `${direct}.${blobs.name}.${subjects.blobsOf(p2)}`],
    ['all blobs by a wildcard', `${direct}.${blobs.name}.wh.v1.b.*.*`],
    ['the multi-get of blobs', `${direct}.${blobs.name}`, payload({ multi_last: ['wh.v1.b.>'] })],
    ['the multi-get of manifests', `${direct}.${manifests.name}`, payload({ multi_last: ['wh.v1.m.*'] })],
    ['a message by sequence', `${direct}.${manifests.name}`, payload({ seq: 1 })],
    ['the message API', `$JS.API.STREAM.MSG.GET.${manifests.name}`, payload({ seq: 1 })],
    ['the list of streams', '$JS.API.STREAM.NAMES'],
    ['what a stream is', `$JS.API.STREAM.INFO.${blobs.name}`],
    ['deleting a stream', `$JS.API.STREAM.DELETE.${manifests.name}`],
    ['purging a stream', `$JS.API.STREAM.PURGE.${blobs.name}`],
    ['a consumer', `$JS.API.CONSUMER.CREATE.${events.name}`, payload({ stream_name: events.name, config: {} })],
    ['publishing its own manifest', subjects.manifest(c1)],
    ['publishing a live header', subjects.live(c1)],
    ['publishing a blob', subjects.blob(p1, digestText('forged'))],
    ['another cluster’s questions to the hub', subjects.toHub(c2, 'renew')],
    ['asking another spoke', subjects.toSpoke(c2, 'tree')],
    ['joining', subjects.join('token')],
    ['another’s inbox', `${inboxPrefix(c2)}.anything`],
    ['the system’s requests', '$SYS.REQ.CLAIMS.UPDATE'],
  ])('%s', async (...[, subject, body]) => {
    await expect(spoke.connection.request(subject, body, { timeout: 2_000 })).rejects.toThrow(/permissions violation/i);
  });

  it.each<[string, string]>([
    ['another cluster’s live headers', subjects.live(c2)],
    ['all live headers', 'wh.v1.live.*'],
    ['the stream’s own subject', subjects.manifest(c1)],
    ['everybody’s status', 'wh.v1.s.>'],
    ['its own status', 'wh.v1.s.*.*'],
    ['another spoke’s questions', subjects.toSpoke(c2, '*')],
    ['the hub’s questions', 'wh.v1.h.>'],
    ['joins', 'wh.v1.join.*'],
    ['another’s inbox', `${inboxPrefix(c2)}.>`],
    ['all inboxes', '_INBOX.>'],
    ['everything', '>'],
  ])('hearing %s', async (_, subject) => {
    const subscription = spoke.connection.subscribe(subject, { callback: () => {} });
    await expect(subscription.closed).resolves.toMatchObject({
      message: expect.stringMatching(/permissions violation/i),
    });
  });
});

it('a payload on the subject of its own blobs cannot reach beyond them', async () => {
  const subject = `${direct}.${blobs.name}.${subjects.blobsOf(p1)}`;
  for (const query of [
    { multi_last: ['wh.v1.b.>'] },
    { last_by_subj: subjects.blob(p2, digestA) },
    { seq: 2 },
    { batch: 100 },
  ]) {
    const answer = await spoke.connection.request(subject, payload(query), { timeout: 2_000 });
    expect([answer.headers?.code, answer.data.length]).toEqual([408, 0]);
  }
});

it('a spoke may answer what it was asked, and nothing more', async () => {
  spoke.connection.subscribe(subjects.toSpoke(c1, 'echo'), {
    callback: (_, message) => {
      message.respond('once');
      message.respond('twice');
    },
  });
  await spoke.flush();
  expect((await fleet.hub.connection.request(subjects.toSpoke(c1, 'echo'))).string()).toBe('once');
});
