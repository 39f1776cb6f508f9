import type { ClusterId, Digest, ProjectId, ShardId } from '@wheelhouse/core-domain';

/** Only this file builds and parses subjects. */
export const WIRE_VERSION = 1;

export const subjects = {
  manifest: (cluster: ClusterId) => `wh.v1.m.${cluster}`,
  live: (cluster: ClusterId) => `wh.v1.live.${cluster}`,
  blob: (project: ProjectId, digest: Digest) => `wh.v1.b.${project}.${digest}`,
  /** All blobs of a project. */
  blobsOf: (project: ProjectId) => `wh.v1.b.${project}.*`,
  status: (shard: ShardId, cluster: ClusterId) => `wh.v1.s.${shard}.${cluster}`,
  heartbeat: (shard: ShardId, cluster: ClusterId) => `wh.v1.hb.${shard}.${cluster}`,
  event: (shard: ShardId, cluster: ClusterId) => `wh.v1.e.${shard}.${cluster}`,
  join: (tokenId: string) => `wh.v1.join.${tokenId}`,
  toHub: (cluster: ClusterId, verb: 'renew' | 'epoch' | 'clock') => `wh.v1.h.${cluster}.${verb}`,
  toSpoke: (cluster: ClusterId, verb: string) => `wh.v1.r.${cluster}.${verb}`,
} as const;

/** What the hub listens to; `*` for all shards. */
export const patterns = {
  statusOf: (shard: ShardId | '*') => `wh.v1.s.${shard}.*`,
  heartbeatsOf: (shard: ShardId | '*') => `wh.v1.hb.${shard}.*`,
  eventsOf: (shard: ShardId | '*') => `wh.v1.e.${shard}.*`,
  joins: 'wh.v1.join.*',
  renewals: 'wh.v1.h.*.renew',
  epochs: 'wh.v1.h.*.epoch',
  clocks: 'wh.v1.h.*.clock',
} as const;

/** Where the cluster's id stands in each kind of subject. */
const CLUSTER_AT: Readonly<Record<string, number>> = { m: 3, live: 3, s: 4, hb: 4, e: 4, h: 3, r: 3 };

/**
 * The cluster that a subject is about. A spoke may publish only on subjects of its own cluster, so this, not what a body
 * says, tells who is speaking.
 */
export function parseClusterSubject(subject: string): ClusterId | undefined {
  const parts = subject.split('.');
  const text = parts[0] === 'wh' && parts[1] === 'v1' ? parts[CLUSTER_AT[parts[2] ?? ''] ?? -1] : undefined;
  return text !== undefined && /^[a-z2-7]{16}$/.test(text) ? (text as ClusterId) : undefined;
}

/**
 * What stands in the stream of blobs. Also of subjects that no hub built: a server answers a client on whatever reply subject
 * the client names, so that neither part need be an id or a digest.
 */
export function parseBlobSubject(
  subject: string,
): { readonly project: ProjectId; readonly digest: Digest } | undefined {
  const [, project, digest] = /^wh\.v1\.b\.([^.]+)\.([^.]+)$/.exec(subject) ?? [];
  return project && digest ? { project: project as ProjectId, digest: digest as Digest } : undefined;
}

/** The token that a join request was sent with. */
export const parseJoinSubject = (subject: string): string | undefined => /^wh\.v1\.join\.([^.]+)$/.exec(subject)?.[1];

/** Who asks the hub on a subject: a cluster's id, or that of a join token. Undefined for questions that the hub asks. */
export const askerOf = (subject: string): string | undefined =>
  subject.startsWith('wh.v1.h.') ? parseClusterSubject(subject) : parseJoinSubject(subject);

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
