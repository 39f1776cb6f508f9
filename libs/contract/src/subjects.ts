import type { ClusterId, Digest, ProjectId, ShardId } from '@wheelhouse/core-domain';

/** Only this file builds and parses subjects. */
export const WIRE_VERSION = 1;

export const subjects = {
  manifest: (cluster: ClusterId) => `wh.v1.m.${cluster}`,
  live: (cluster: ClusterId) => `wh.v1.live.${cluster}`,
  blob: (project: ProjectId, digest: Digest) => `wh.v1.b.${project}.${digest}`,
  status: (shard: ShardId, cluster: ClusterId) => `wh.v1.s.${shard}.${cluster}`,
  heartbeat: (shard: ShardId, cluster: ClusterId) => `wh.v1.hb.${shard}.${cluster}`,
  event: (shard: ShardId, cluster: ClusterId) => `wh.v1.e.${shard}.${cluster}`,
  join: (tokenId: string) => `wh.v1.join.${tokenId}`,
  toHub: (cluster: ClusterId, verb: 'renew' | 'epoch') => `wh.v1.h.${cluster}.${verb}`,
  toSpoke: (cluster: ClusterId, verb: string) => `wh.v1.r.${cluster}.${verb}`,
} as const;

/** JetStream streams and what they hold. */
export const streams = {
  manifests: {
    name: 'WH_MANIFESTS',
    subjects: ['wh.v1.m.*'],
    republish: { from: 'wh.v1.m.*', to: 'wh.v1.live.{{wildcard(1)}}' },
  },
  blobs: { name: 'WH_BLOBS', subjects: ['wh.v1.b.*.*'] },
  events: { name: 'WH_EVENTS', subjects: ['wh.v1.e.*.*'] },
} as const;
