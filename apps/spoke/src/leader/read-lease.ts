import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { LEASE_NAME } from './lease.ts';
import type { LeaseSight } from './wait-for-lease.ts';

const TIMEOUT_MS = 3_000;

/**
 * Reads the Lease from within a pod with what Node has: a spoke that only waits, in a DaemonSet on every control-plane node, should
 * cost its node as little as it can, so the Kubernetes client is not loaded for it.
 */
export function inClusterLease(namespace: string, mount: string, env = process.env) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return async (signal: AbortSignal): Promise<LeaseSight | undefined> => {
    const [ca, token] = await Promise.all([readFile(`${mount}/ca.crt`), readFile(`${mount}/token`, 'utf8')]);
    const answer = await get({
      agent,
      ca,
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      host: env['KUBERNETES_SERVICE_HOST'],
      port: env['KUBERNETES_SERVICE_PORT'],
      path: `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${LEASE_NAME}`,
      headers: { authorization: `Bearer ${token.trim()}`, accept: 'application/json' },
    });
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Error(`read the Lease ${namespace}/${LEASE_NAME}: HTTP ${answer.status}`);
    return sightOf(JSON.parse(answer.body));
  };
}

function sightOf(lease: {
  spec?: { holderIdentity?: string; renewTime?: string; leaseDurationSeconds?: number };
}): LeaseSight {
  const { holderIdentity = '', renewTime = '', leaseDurationSeconds = 0 } = lease.spec ?? {};
  return { holder: holderIdentity, renewTime, durationMs: leaseDurationSeconds * 1000 };
}

function get(options: Parameters<typeof request>[1] & object): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end();
  });
}
