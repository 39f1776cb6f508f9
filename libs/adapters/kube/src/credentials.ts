import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { KubeError } from './kube-error.ts';

/** How to reach one API server, and as whom. */
export interface Credentials {
  /** e.g. `https://10.0.0.1:6443` */
  readonly server: string;
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;
  /** The `Authorization` header; `fresh` after a 401: not from memory. */
  authorization(fresh?: boolean): Promise<string | undefined>;
  /** Of the context, or of the pod. */
  readonly namespace?: string;
}

export type CredentialSource =
  | {
      /** A path; absent: `$KUBECONFIG`, else `~/.kube/config`, else in-cluster. */
      readonly kubeconfig?: string;
      readonly context?: string;
    }
  | { readonly inCluster: true; /** Where the token and CA are mounted; for tests. */ readonly mount?: string };

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The kubelet renews a token well before it ends; client-go reads the file anew every minute too. */
const REREAD_MS = 60_000;

export async function loadCredentials(source: CredentialSource, env = process.env): Promise<Credentials> {
  return 'inCluster' in source
    ? inCluster(source.mount ?? MOUNT, env)
    : fromKubeconfig(source.kubeconfig, source.context);
}

/** From the pod's own files, so that a waiting spoke reads its Lease without the Kubernetes client in memory. */
async function inCluster(mount: string, env: NodeJS.ProcessEnv): Promise<Credentials> {
  const [host, port] = [env['KUBERNETES_SERVICE_HOST'], env['KUBERNETES_SERVICE_PORT']];
  if (!host || !port) {
    throw credentialError(
      'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod; give a kubeconfig',
    );
  }
  const [ca, namespace] = await Promise.all([
    readFile(`${mount}/ca.crt`, 'utf8'),
    readFile(`${mount}/namespace`, 'utf8'),
  ]).catch((cause: unknown) => {
    throw credentialError(
      `the ServiceAccount's files in ${mount} cannot be read: is automountServiceAccountToken off?`,
      cause,
    );
  });
  return {
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    tls: { ca },
    namespace: namespace.trim(),
    authorization: remembered(async () => `Bearer ${(await readFile(`${mount}/token`, 'utf8')).trim()}`),
  };
}

/** Everything that a kubeconfig may hold (exec plugins, OIDC, client certificates, token files) is client-node's business. */
async function fromKubeconfig(file: string | undefined, context: string | undefined): Promise<Credentials> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  try {
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
  } catch (cause) {
    throw credentialError(`the kubeconfig ${file ?? 'of this user'} cannot be read`, cause);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw credentialError(`the kubeconfig has no cluster for its context "${config.getCurrentContext()}"`);
  if (cluster.proxyUrl) throw credentialError(`cluster ${cluster.name}: proxy-url is not supported`);
  const options = await httpsOptions(config);
  const namespace = config.getContextObject(config.getCurrentContext())?.namespace;
  return {
    server: cluster.server.replace(/\/+$/, ''),
    tls: tlsOf(options, cluster.tlsServerName),
    ...(namespace ? { namespace } : {}),
    authorization: remembered(async () => (await httpsOptions(config)).headers?.['Authorization']),
  };
}

interface HttpsOptions extends Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'> {
  headers?: Record<string, string>;
}

async function httpsOptions(config: { applyToHTTPSOptions(options: object): Promise<void> }): Promise<HttpsOptions> {
  const options: HttpsOptions = {};
  await config.applyToHTTPSOptions(options).catch((cause: unknown) => {
    throw credentialError('the credentials of the kubeconfig cannot be had', cause);
  });
  return options;
}

const tlsOf = ({ ca, cert, key, rejectUnauthorized }: HttpsOptions, servername?: string): Credentials['tls'] => ({
  ...(ca ? { ca } : {}),
  ...(cert ? { cert } : {}),
  ...(key ? { key } : {}),
  ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  ...(servername ? { servername } : {}),
});

function remembered(read: () => Promise<string | undefined>): Credentials['authorization'] {
  let known: { readonly value: Promise<string | undefined>; readonly at: number } | undefined;
  return (fresh) => {
    const now = performance.now();
    if (!known || fresh || now - known.at > REREAD_MS) {
      const value = read();
      known = { value, at: now };
      // A failed reading is not remembered.
      value.catch(() => (known = undefined));
    }
    return known.value;
  };
}

const credentialError = (message: string, cause?: unknown): KubeError =>
  new KubeError(message, { code: 'UNAUTHORIZED', ...(cause === undefined ? {} : { cause }) });
