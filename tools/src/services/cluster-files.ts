import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { preferPort } from '../processes/ports.ts';

/** What a cluster keeps on disk, so that it comes back as the same one. */
export interface ClusterFiles {
  readonly dir: string;
  readonly port: number;
  readonly adminToken: string;
  readonly serviceAccountKey: string;
  readonly tokens: string;
  readonly certificates: string;
  readonly kubeconfig: string;
}

const generate = promisify(generateKeyPair);

export async function clusterFiles(dir: string): Promise<ClusterFiles> {
  const state = path.join(dir, 'cluster.json');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const known = await readFile(state, 'utf8').then(
    (text) => JSON.parse(text) as { port: number; adminToken: string },
    () => undefined,
  );
  const port = await preferPort(known?.port);
  const adminToken = known?.adminToken ?? randomBytes(24).toString('base64url');
  const files: ClusterFiles = {
    dir,
    port,
    adminToken,
    serviceAccountKey: path.join(dir, 'service-accounts.key'),
    tokens: path.join(dir, 'tokens.csv'),
    certificates: path.join(dir, 'certificates'),
    kubeconfig: path.join(dir, 'admin.kubeconfig'),
  };
  if (!known) await createSecrets(files);
  await writeFile(state, JSON.stringify({ port, adminToken }), { mode: 0o600 });
  return files;
}

async function createSecrets({ serviceAccountKey, tokens, adminToken }: ClusterFiles): Promise<void> {
  const { privateKey } = await generate('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  await writeFile(serviceAccountKey, privateKey, { mode: 0o600 });
  await writeFile(tokens, `${adminToken},admin,admin,system:masters\n`, { mode: 0o600 });
}

export interface KubeconfigInput {
  readonly name: string;
  readonly server: string;
  readonly ca: string;
  readonly token: string;
  readonly user: string;
}

/** JSON, which is YAML. */
export function kubeconfigText({ name, server, ca, token, user }: KubeconfigInput): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user } }],
    'current-context': name,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
