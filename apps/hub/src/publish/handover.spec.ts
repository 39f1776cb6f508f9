import type { ClusterRow } from '@wheelhouse/adapter-postgres';
import type { ClusterManifest } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import { Handover, type Decided } from './handover.ts';

const id = 'clusteraaaaaaaa2' as ClusterId;
const manifest = (generation: number): ClusterManifest => ({
  ...{ wire: 1, hub: 'hub-1', cluster: id, generation, requires: [], applications: [], removed: [] },
  ...{ specs: new Map(), gates: new Map() },
});
const decided = (more: Partial<Decided> = {}): Decided => ({
  ...{ cluster: { id } as ClusterRow, next: manifest(2), generation: 2, body: Buffer.alloc(0) },
  ...{ outbox: 7n, othersWait: false, sequence: 41 },
  ...more,
});

describe('what was decided is handed to who publishes it', () => {
  it.each<[string, (handover: Handover) => void]>([
    ['before anything was published here', (handover) => handover.decided(decided())],
    [
      'where something else of the cluster waits too',
      (handover) => {
        handover.published(id, { sequence: 41, manifest: manifest(1) });
        handover.decided(decided({ othersWait: true }));
      },
    ],
    [
      'where the database believes another message to be the last',
      (handover) => {
        handover.published(id, { sequence: 42, manifest: manifest(1) });
        handover.decided(decided());
      },
    ],
    [
      'where it names other keys',
      (handover) => {
        handover.published(id, { sequence: 41, manifest: manifest(1) });
        handover.decided(decided({ next: { ...manifest(2), keys: new Map([['key-2', {} as never]]) } }));
      },
    ],
    [
      'once it was forgotten',
      (handover) => {
        handover.published(id, { sequence: 41, manifest: manifest(1) });
        handover.decided(decided());
        handover.forget(id);
      },
    ],
  ])('not %s', (_when, arrange) => {
    const handover = new Handover();
    arrange(handover);
    expect(handover.take(id)).toBeUndefined();
  });

  it('once, with what it is a change from', () => {
    const handover = new Handover();
    handover.published(id, { sequence: 41, manifest: manifest(1) });
    handover.decided(decided());
    expect(handover.take(id)).toMatchObject({ generation: 2, outbox: 7n, sequence: 41, base: { generation: 1 } });
    expect(handover.take(id)).toBeUndefined();
  });
});
