import type { Child, Supervisor } from '../processes/supervisor.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { inRoot } from '../run/root.ts';
import type { Cluster } from '../services/cluster.ts';
import { graphql, type HubAddress } from './hub-api.ts';
import { hasIdentity } from './prepare-spoke.ts';

export interface SpokeInput {
  readonly cluster: Pick<Cluster, 'name' | 'request'>;
  /** Of the process and its pod; `<cluster>-spoke` unless a cluster has several. */
  readonly name?: string;
  readonly kubeconfig: string;
  readonly hub: HubAddress;
  /** NATS is where it was when the spokes joined; if not, they join again. */
  readonly natsMoved: boolean;
  readonly supervisor: Supervisor;
  /** Added to the spoke's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** As `deploy/spoke/Dockerfile` has them. With semi-spaces of 2 MB collecting garbage took a sixth of a first sync's time. */
const SPOKE_FLAGS = ['--max-old-space-size=384', '--max-semi-space-size=4'];

/** The built spoke as a process, with nothing but its ServiceAccount's token and, until it has joined, a join token. */
export async function startSpoke({
  cluster,
  kubeconfig,
  hub,
  natsMoved,
  supervisor,
  ...rest
}: SpokeInput): Promise<Child> {
  const { name = `${cluster.name}-spoke` } = rest;
  const known = !natsMoved && (await hasIdentity(cluster));
  return supervisor.start({
    name,
    command: process.execPath,
    // Without source maps, as in its image: they cost more memory than all the rest of it.
    args: [...SPOKE_FLAGS, inRoot('dist', 'spoke', 'main.mjs')],
    env: {
      NODE_ENV: 'production',
      KUBECONFIG: kubeconfig,
      POD_NAME: name,
      WHEELHOUSE_NODE_NAME: 'node-1',
      WHEELHOUSE_JOIN_TOKEN: known ? undefined : await joinToken(cluster.name, hub),
      ...rest.env,
    },
    restart: 'on-failure',
    rank: 6,
  });
}

/** The hub knows a cluster once it has read its file from the demo's repository. */
function joinToken(cluster: string, hub: HubAddress): Promise<string> {
  const mutation = 'mutation ($cluster: String!) { createJoinToken(cluster: $cluster) { token } }';
  const ask = async (): Promise<string> =>
    (await graphql<{ createJoinToken: { token: string } }>(hub, mutation, { cluster })).createJoinToken.token;
  return waitUntil(ask, { what: `the hub to know the cluster ${cluster}`, timeoutMs: 30_000, everyMs: 100 });
}
