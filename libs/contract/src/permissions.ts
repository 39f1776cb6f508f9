import { shardOf } from '@wheelhouse/core-domain';
import type { ClusterId, ProjectId } from '@wheelhouse/core-domain';
import { manifestBlobProject } from './sealed-manifest.ts';
import { streams, subjects } from './subjects.ts';

/** What a user of the fleet's account may do; everything else the server refuses. */
export interface SubjectPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
  /** May answer what it was asked, on the asker's reply subject, once each. */
  readonly respond: boolean;
}

/** Every user has an inbox prefix of its own, so that nobody hears another's answers. */
export const inboxPrefix = (owner: string): string => `_INBOX.${owner}`;

const directGet = (stream: string, subject: string) => `$JS.API.DIRECT.GET.${stream}.${subject}`;

/**
 * Own status, own manifest, the blobs of its own projects. A wildcard can be asked for as a literal subject, so the prefix of
 * a project is the boundary; the multi-get and all other APIs of JetStream are not in the list.
 */
export function spokePermissions(spoke: {
  readonly cluster: ClusterId;
  readonly projects: readonly ProjectId[];
}): SubjectPermissions {
  const { cluster } = spoke;
  const shard = shardOf(cluster);
  const prefixes = [...new Set([manifestBlobProject(cluster), ...spoke.projects])].sort();
  return {
    publish: [
      subjects.status(shard, cluster),
      subjects.heartbeat(shard, cluster),
      subjects.event(shard, cluster),
      subjects.toHub(cluster, 'renew'),
      subjects.toHub(cluster, 'epoch'),
      subjects.toHub(cluster, 'clock'),
      directGet(streams.manifests.name, subjects.manifest(cluster)),
      ...prefixes.map((project) => directGet(streams.blobs.name, subjects.blobsOf(project))),
    ],
    subscribe: [`${inboxPrefix(cluster)}.>`, subjects.live(cluster), subjects.toSpoke(cluster, '*')],
    respond: true,
  };
}

/** A join token's user: asks once to join and hears the answer. */
export const joinPermissions = (tokenId: string): SubjectPermissions => ({
  publish: [subjects.join(tokenId)],
  subscribe: [`${inboxPrefix(tokenId)}.>`],
  respond: false,
});
