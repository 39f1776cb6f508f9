import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { binary } from '../binaries/ensure-binaries.ts';
import { inRoot } from '../run/root.ts';
import type { Cluster } from '../services/cluster.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export const SPOKE_NAMESPACE = 'wheelhouse-system';
export const SPOKE_ACCOUNT = 'wheelhouse-spoke';

const run = promisify(execFile);
const A_YEAR = 365 * 24 * 3600;
const PLURALS: Readonly<Record<string, string>> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  Role: 'roles',
  RoleBinding: 'rolebindings',
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
};

/**
 * Gives the cluster what `deploy/spoke` holds, apart from the DaemonSet (the spoke runs as a process here), and returns a
 * kubeconfig file with the rights of its ServiceAccount and no others.
 */
export async function prepareSpoke(cluster: Cluster): Promise<string> {
  for (const manifest of await spokeManifests()) await apply(cluster, manifest);
  const token = await cluster.serviceAccountToken(SPOKE_NAMESPACE, SPOKE_ACCOUNT, A_YEAR);
  return cluster.writeKubeconfig('spoke', token);
}

/** The spoke has joined before and knows itself. */
export async function hasIdentity(cluster: Pick<Cluster, 'request'>): Promise<boolean> {
  const { status } = await cluster.request('GET', `/api/v1/namespaces/${SPOKE_NAMESPACE}/secrets/wheelhouse-identity`);
  return status === 200;
}

let manifests: Promise<Manifest[]> | undefined;

function spokeManifests(): Promise<Manifest[]> {
  manifests ??= build();
  return manifests;
}

async function build(): Promise<Manifest[]> {
  const { stdout } = await run(await binary('kustomize'), ['build', inRoot('deploy', 'spoke')]);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest)
    .filter(({ kind }) => kind in PLURALS);
}

async function apply(cluster: Cluster, manifest: Manifest): Promise<void> {
  const { apiVersion, kind, metadata } = manifest;
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
  const at = `${root}${namespace}/${PLURALS[kind]}/${metadata.name}?fieldManager=wheelhouse-up&force=true`;
  const { status, text } = await cluster.request('PATCH', at, manifest, 'application/apply-patch+yaml');
  if (status >= 300) throw new Error(`${cluster.name} refuses ${kind} ${metadata.name} of deploy/spoke: ${text}`);
}
