import { shardOf } from '@wheelhouse/core-domain';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { joinPermissions, spokePermissions } from './permissions.ts';
import { askerOf, parseBlobSubject, parseClusterSubject, parseJoinSubject, subjects } from './subjects.ts';
import { clusterIds } from './testdata/arbitraries.ts';

const c1 = 'clusteraaaaaaaa2' as ClusterId;
const project = 'projectaaaaaaaa2' as ProjectId;

it('every subject about a cluster gives the cluster back', () => {
  fc.assert(
    fc.property(clusterIds, (cluster) => {
      const shard = shardOf(cluster);
      const all = [
        subjects.manifest(cluster),
        subjects.live(cluster),
        subjects.status(shard, cluster),
        subjects.heartbeat(shard, cluster),
        subjects.event(shard, cluster),
        subjects.toHub(cluster, 'renew'),
        subjects.toSpoke(cluster, 'tree'),
      ];
      expect(all.map(parseClusterSubject)).toEqual(all.map(() => cluster));
    }),
  );
});

it.each([
  ['nothing', ''],
  ['another system’s', 'other.v1.m.clusteraaaaaaaa2'],
  ['another version', 'wh.v2.m.clusteraaaaaaaa2'],
  ['a wildcard', 'wh.v1.m.*'],
  ['a blob', subjects.blob(project, 'd' as never)],
  ['an unknown kind', 'wh.v1.toString.clusteraaaaaaaa2'],
])('%s names no cluster', (_, subject) => {
  expect(parseClusterSubject(subject)).toBeUndefined();
});

it('a blob’s subject gives its project and digest back, and no other subject does', () => {
  expect(parseBlobSubject(subjects.blob(project, 'd' as never))).toEqual({ project, digest: 'd' });
  for (const other of [subjects.manifest(c1), 'wh.v1.b.p', 'wh.v1.b.p.d.e'])
    expect(parseBlobSubject(other)).toBeUndefined();
});

it('tells who asks the hub', () => {
  expect(askerOf(subjects.toHub(c1, 'epoch'))).toBe(c1);
  expect(askerOf(subjects.join('token-1'))).toBe('token-1');
  expect(parseJoinSubject(subjects.join('token-1'))).toBe('token-1');
  expect(askerOf(subjects.toSpoke(c1, 'tree'))).toBeUndefined();
});

it('a spoke’s permissions are these and no more', () => {
  expect(spokePermissions({ cluster: c1, projects: [project, project] })).toMatchInlineSnapshot(`
    {
      "publish": [
        "wh.v1.s.5.clusteraaaaaaaa2",
        "wh.v1.hb.5.clusteraaaaaaaa2",
        "wh.v1.e.5.clusteraaaaaaaa2",
        "wh.v1.h.clusteraaaaaaaa2.renew",
        "wh.v1.h.clusteraaaaaaaa2.epoch",
        "wh.v1.h.clusteraaaaaaaa2.clock",
        "$JS.API.DIRECT.GET.WH_MANIFESTS.wh.v1.m.clusteraaaaaaaa2",
        "$JS.API.DIRECT.GET.WH_BLOBS.wh.v1.b.clusteraaaaaaaa2.*",
        "$JS.API.DIRECT.GET.WH_BLOBS.wh.v1.b.projectaaaaaaaa2.*",
      ],
      "respond": true,
      "subscribe": [
        "_INBOX.clusteraaaaaaaa2.>",
        "wh.v1.live.clusteraaaaaaaa2",
        "wh.v1.r.clusteraaaaaaaa2.*",
      ],
    }
  `);
  expect(joinPermissions('token-1')).toEqual({
    publish: ['wh.v1.join.token-1'],
    subscribe: ['_INBOX.token-1.>'],
    respond: false,
  });
});
