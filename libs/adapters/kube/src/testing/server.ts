import type { Cluster } from '@wheelhouse/tools';
import type { KubeClient } from '../kube-client.ts';

/** What the suites share: one real API server, and a client with all rights. */
export interface Server {
  readonly cluster: Cluster;
  readonly client: KubeClient;
}
