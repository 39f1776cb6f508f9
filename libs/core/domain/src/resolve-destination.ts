import type { Destination } from './application.ts';
import { LOCAL_CLUSTER_NAME, LOCAL_CLUSTER_SERVER, type Cluster } from './cluster.ts';
import { nearestName } from './nearest.ts';
import { err, ok, type Result } from './result.ts';

/**
 * The registered cluster that a destination means: by its name, or by its server's URL. `in-cluster` and
 * `https://kubernetes.default.svc` mean a cluster registered under that name or URL, else the one that `localCluster` names.
 */
export function resolveDestination(
  destination: Destination,
  clusters: readonly Cluster[],
  localCluster?: string,
): Result<Cluster> {
  const { name, server } = destination;
  const hits = clusters.filter((cluster) =>
    name ? cluster.metadata.name === name : server !== undefined && sameServer(cluster.spec.server, server),
  );
  if (hits.length === 1) return ok(hits[0]!);
  if (hits.length > 1) {
    const names = hits.map((cluster) => cluster.metadata.name).sort();
    return unknown(
      `more than one cluster has the server ${server}: ${names.join(', ')}`,
      'name the cluster by destination.name',
    );
  }
  const isLocal = name ? name === LOCAL_CLUSTER_NAME : sameServer(server ?? '', LOCAL_CLUSTER_SERVER);
  const wanted = name ?? server ?? '';
  if (isLocal) {
    const local = clusters.find((cluster) => cluster.metadata.name === localCluster);
    return local
      ? ok(local)
      : unknown(
          `${wanted} means the hub's localCluster, and that is not registered`,
          'set localCluster to the name of a cluster',
        );
  }
  const near =
    name &&
    nearestName(
      name,
      clusters.map((cluster) => cluster.metadata.name),
    );
  return unknown(
    `there is no cluster ${JSON.stringify(wanted)}`,
    near ? `did you mean ${near}?` : 'register it, or name one that is',
  );
}

const sameServer = (a: string, b: string): boolean => a !== '' && a.replace(/\/+$/, '') === b.replace(/\/+$/, '');

const unknown = (message: string, hint: string): Result<never> =>
  err([{ code: 'UNKNOWN_CLUSTER', message, where: 'spec.destination', hint }]);
