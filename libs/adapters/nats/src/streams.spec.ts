import { jetstreamManager } from '@nats-io/jetstream';
import { packBlob, streams, subjects } from '@wheelhouse/contract';
import { digestText, shardOf } from '@wheelhouse/core-domain';
import type { Digest, ProjectId } from '@wheelhouse/core-domain';
import { nodeCompressor } from '@wheelhouse/runtime';
import { waitUntil } from '@wheelhouse/tools';
import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { BlobStream, ensureStreams, ManifestStream, StatusSubjects } from './index.ts';
import { bytes, c1, c2, digestA, p1, p2, startFleet, until } from './testdata/fleet.ts';
import type { Fleet } from './testdata/fleet.ts';

const blob = (project: ProjectId, text: string, digest: Digest = digestText(text)) =>
  packBlob({ kind: 'object', project, digest, plain: bytes(text) }, nodeCompressor());

let fleet: Fleet;
beforeAll(async () => (fleet = await startFleet()));
afterAll(() => fleet.stop());

describe('manifests', () => {
  it('are the last value of each cluster, read by Direct Get with their headers', async () => {
    const stream = new ManifestStream(fleet.hub);
    expect(await stream.get(c2)).toBeUndefined();
    const first = await stream.publish(c2, {
      headers: { 'Wh-Generation': '1' },
      body: bytes('one'),
      expectedSequence: 0,
    });
    const second = await stream.publish(c2, {
      headers: { 'Wh-Generation': '2' },
      body: bytes('two'),
      expectedSequence: first.ok ? first.value.sequence : -1,
    });
    const stored = await stream.get(c2);
    expect(stored).toMatchObject({ sequence: second.ok && second.value.sequence, body: bytes('two') });
    expect(stored?.header('Wh-Generation')).toBe('2');
    expect(stored?.header('Wh-Nothing')).toBeUndefined();
    expect(Math.abs(stored!.time - Date.now())).toBeLessThan(60_000);
    expect((await stream.heads()).get(c2)?.header('Wh-Generation')).toBe('2');
  });

  it('reach live subscribers by their headers only, and what lost the compare-and-set is not heard', async () => {
    const stream = new ManifestStream(fleet.hub);
    const spoke = await fleet.spoke(c1, [p1]);
    const heard: [sequence: number, delta: string | undefined][] = [];
    new ManifestStream(spoke.nats).subscribeLive(c1, (live) => heard.push([live.sequence, live.header('Wh-Delta')]));
    await spoke.nats.flush();
    const publish = (delta: string, expectedSequence: number) =>
      stream.publish(c1, { headers: { 'Wh-Delta': delta }, body: bytes('whole'), expectedSequence });

    const won = await publish('first', 0);
    expect(await publish('loser', 0)).toEqual({ ok: false, error: 'conflict' });
    const sequence = won.ok ? won.value.sequence : -1;
    const last = await publish('second', sequence);

    await until('the second manifest', () => heard.length === 2);
    expect(heard).toEqual([
      [sequence, 'first'],
      [last.ok && last.value.sequence, 'second'],
    ]);
  });

  it('keep a delta of the largest size that the contract lets into a header', async () => {
    const stream = new ManifestStream(fleet.hub);
    const before = (await stream.get(c1))?.sequence ?? 0;
    const large = 'x'.repeat(48 * 1024 + 1024);
    expect(
      await stream.publish(c1, { headers: { 'Wh-Delta': large }, body: bytes(''), expectedSequence: before }),
    ).toMatchObject({
      ok: true,
    });
  });

  it('of a removed cluster are gone, and a publisher that knows nothing may start again', async () => {
    const stream = new ManifestStream(fleet.hub);
    await stream.delete(c2);
    expect(await stream.get(c2)).toBeUndefined();
    expect(await stream.publish(c2, { headers: {}, body: bytes('again'), expectedSequence: 0 })).toMatchObject({
      ok: true,
    });
  });

  it('are published 2,000 at a time, each acknowledged', async () => {
    const stream = new ManifestStream(fleet.hub);
    const ids = Array.from(
      { length: 2000 },
      (_, i) => `many${i.toString(2).padStart(12, 'a').replace(/0/g, 'b').replace(/1/g, 'c')}` as typeof c1,
    );
    const all = await Promise.all(
      ids.map((id) => stream.publish(id, { headers: {}, body: bytes(id), expectedSequence: 0 })),
    );
    expect(all.every((one) => one.ok)).toBe(true);
    expect((await stream.heads()).size).toBeGreaterThanOrEqual(2000);
  });
});

describe('blobs', () => {
  it('are stored once per project and digest', async () => {
    const blobs = new BlobStream(fleet.hub);
    expect(await blobs.put(p1, digestA, blob(p1, 'a'))).toMatchObject({ isNew: true });
    expect(await blobs.put(p1, digestA, blob(p1, 'a'))).toMatchObject({ isNew: false });
    expect(await blobs.put(p2, digestA, blob(p2, 'a'))).toMatchObject({ isNew: true });
    expect(await blobs.get(p1, digestA)).toEqual(blob(p1, 'a'));
    expect(await blobs.get(p1, digestText('nothing'))).toBeUndefined();
  });

  it('are deleted by sequence, so that a deletion that comes late spares what was stored again', async () => {
    const blobs = new BlobStream(fleet.hub);
    const { sequence } = await blobs.put(p2, digestA, blob(p2, 'a'));
    await blobs.remove(p1, digestA, sequence);
    expect(await blobs.get(p2, digestA)).toBeDefined();
    await blobs.remove(p2, digestA, sequence);
    expect(await blobs.get(p2, digestA)).toBeUndefined();
    const again = await blobs.put(p2, digestA, blob(p2, 'a'));
    await blobs.remove(p2, digestA, sequence);
    expect(again).toEqual({ isNew: true, sequence: (await blobs.head(p2, digestA))?.sequence });
    expect(await blobs.all()).toEqual(expect.arrayContaining([{ project: p2, digest: digestA }]));
  });

  it('that are deleted one by one give the disk back', async () => {
    const blobs = new BlobStream(fleet.hub);
    const store = path.join(fleet.folder, 'server', 'jetstream');
    const onDisk = async (): Promise<number> => {
      const files = (await readdir(store, { recursive: true })).filter((name) => /WH_BLOBS.*\.blk$/.test(name));
      const sizes = files.map((name) =>
        stat(path.join(store, name)).then(
          (one) => one.size,
          () => 0,
        ),
      );
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    };
    const before = await onDisk();
    const size = 64 * 1024;
    // Several of the server's blocks: the one that it writes to is left alone.
    const digests = Array.from({ length: 320 }, (_, i) => digestText(`random ${i}`));
    const stored: number[] = [];
    for (const digest of digests) stored.push((await blobs.put(p2, digest, randomBytes(size))).sequence);
    expect((await onDisk()) - before).toBeGreaterThan(300 * size);
    // Every tenth stays, so that what goes is in between.
    for (const [i, digest] of digests.entries()) if (i % 10 > 0) await blobs.remove(p2, digest, stored[i]!);
    const isBack = async (): Promise<boolean> => (await onDisk()) - before < 130 * size;
    await waitUntil(isBack, { what: 'the disk to be given back', timeoutMs: 60_000 });
  }, 120_000);

  it('cannot be kept out by what a spoke makes the server answer on their subject', async () => {
    const { nats } = await fleet.spoke(c1, [p1]);
    const digest = digestText('b');
    nats.connection.publish(subjects.event(shardOf(c1), c1), 'an event', { reply: subjects.blob(p2, digest) });
    const blobs = new BlobStream(fleet.hub);
    await waitUntil(async () => (await blobs.get(p2, digest)) !== undefined, { what: 'the answer', timeoutMs: 5_000 });
    await blobs.put(p2, digest, blob(p2, 'b'));
    expect(await blobs.get(p2, digest)).toEqual(blob(p2, 'b'));
  });

  it('of 7 MB go through, and one that the server would not take says so without costing the connection', async () => {
    const blobs = new BlobStream(fleet.hub);
    expect(await blobs.put(p1, digestText('7MB'), new Uint8Array(7 * 1024 * 1024))).toMatchObject({ isNew: true });
    const tooLarge = blobs.put(p1, digestText('9MB'), new Uint8Array(9 * 1024 * 1024));
    await expect(tooLarge).rejects.toMatchObject({
      failure: 'too-large',
      message: expect.stringContaining('max_payload'),
    });
    expect(fleet.hub.connected()).toBe(true);
  });
});

it('of the events of one cluster the newest ten thousand are kept', async () => {
  const spoke = await fleet.spoke(c1, [p1]);
  const said = new StatusSubjects(spoke.nats);
  const event = (i: number) => ({ cluster: c1, at: i, type: 'Normal' as const, reason: 'Many', message: `${i}` });
  for (let i = 0; i < 10_050; i += 150)
    await Promise.all(Array.from({ length: 150 }, (_, k) => said.publishEvent(event(i + k))));
  const { streams: api } = await jetstreamManager(fleet.hub.connection);
  const { state } = await api.info(streams.events.name, { subjects_filter: '>' });
  expect(Object.values(state.subjects ?? {})).toEqual([10_000]);
}, 60_000);

it('events are kept for a share of a day too', async () => {
  expect(await ensureStreams(fleet.hub, { eventsMaxAgeMs: 0.003 * 24 * 3_600_000 })).toEqual({ created: [] });
});

it('streams that are there are kept, and those that were lost are built again and named', async () => {
  expect(await ensureStreams(fleet.hub)).toEqual({ created: [] });
  await fleet.server.kill();
  await rm(path.join(fleet.folder, 'server', 'jetstream'), { recursive: true });
  await fleet.server.restart();
  await until('the hub to be back', () => fleet.hub.connected());
  await expect(new ManifestStream(fleet.hub).get(c1)).rejects.toMatchObject({ failure: 'no-responder' });
  expect((await ensureStreams(fleet.hub)).created).toEqual(['WH_MANIFESTS', 'WH_BLOBS', 'WH_EVENTS']);
  expect(await new BlobStream(fleet.hub).put(p1, digestA, bytes('body'))).toMatchObject({ isNew: true });
});

describe('a connection that is lost', () => {
  it('ends what waits for an answer at once, and the same again is stored once it is back', async () => {
    const stream = new ManifestStream(fleet.hub);
    const message = { headers: {}, body: bytes('whole'), expectedSequence: (await stream.get(c2))?.sequence ?? 0 };
    await fleet.server.kill('SIGSTOP'); // It takes the message, and answers no more.
    const lost = stream.publish(c2, message).catch((error: unknown) => error);
    await fleet.server.kill();
    expect(await lost).toMatchObject({ failure: 'disconnected', errorClass: 'transient' });
    await expect(stream.publish(c2, message)).rejects.toMatchObject({ failure: 'disconnected' });
    await fleet.server.restart();
    await until('the hub to be back', () => fleet.hub.connected());
    expect(await stream.publish(c2, message)).toMatchObject({ ok: true });
  });
});
