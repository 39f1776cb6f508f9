import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCredentials } from './credentials.ts';
import type { CredentialSource } from './credentials.ts';

const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

describe('loadCredentials', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'wheelhouse-credentials-'));
    await writeFile(path.join(dir, 'ca.crt'), 'CA');
    await writeFile(path.join(dir, 'namespace'), 'wheelhouse-system\n');
    await writeFile(path.join(dir, 'token'), 'first\n');
  });
  afterAll(() => rm(dir, { recursive: true }));

  const kubeconfig = async (user: object, cluster: object = {}): Promise<string> => {
    const file = path.join(dir, 'kubeconfig');
    const config = {
      clusters: [
        { name: 'c', cluster: { server: 'https://10.0.0.1:6443/', 'certificate-authority': 'ca.crt', ...cluster } },
      ],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
      'current-context': 'x',
    };
    await writeFile(file, JSON.stringify(config));
    return file;
  };
  const refused = (source: CredentialSource, from: NodeJS.ProcessEnv = env) =>
    loadCredentials(source, from).then(
      () => 'no error',
      (error: Error) => error.message,
    );

  it('in a pod: the mounted token, read anew when it was refused', async () => {
    const credentials = await loadCredentials({ inCluster: true, mount: dir }, env);
    expect(credentials).toMatchObject({
      server: 'https://[fd00::1]:443',
      tls: { ca: 'CA' },
      namespace: 'wheelhouse-system',
    });
    expect(await credentials.authorization()).toBe('Bearer first');
    await writeFile(path.join(dir, 'token'), 'second\n');
    expect(await credentials.authorization()).toBe('Bearer first');
    expect(await credentials.authorization(true)).toBe('Bearer second');
    expect(await credentials.authorization()).toBe('Bearer second');
  });

  it('from a kubeconfig: server, CA beside the file, namespace, token', async () => {
    const credentials = await loadCredentials({ kubeconfig: await kubeconfig({ token: 't' }) });
    expect(credentials).toMatchObject({ server: 'https://10.0.0.1:6443', namespace: 'shop' });
    expect(String(credentials.tls.ca)).toBe('CA');
    expect(await credentials.authorization()).toBe('Bearer t');
  });

  it('from a kubeconfig: a client certificate', async () => {
    const data = (text: string) => Buffer.from(text).toString('base64');
    const file = await kubeconfig({ 'client-certificate-data': data('CERT'), 'client-key-data': data('KEY') });
    const credentials = await loadCredentials({ kubeconfig: file });
    expect([String(credentials.tls.cert), String(credentials.tls.key)]).toEqual(['CERT', 'KEY']);
    expect(await credentials.authorization()).toBeUndefined();
  });

  it('from a kubeconfig: a plugin that prints a token', async () => {
    const answer = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    };
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'echo', args: [JSON.stringify(answer)] };
    const credentials = await loadCredentials({ kubeconfig: await kubeconfig({ exec }) });
    expect(await credentials.authorization()).toBe('Bearer from-plugin');
  });

  it('says what is wrong', async () => {
    expect(await refused({ inCluster: true }, {})).toMatch(/this is no pod; give a kubeconfig/);
    expect(await refused({ inCluster: true, mount: '/nowhere' })).toMatch(/files in \/nowhere cannot be read/);
    expect(await refused({ kubeconfig: '/nowhere/config' })).toMatch(/kubeconfig \/nowhere\/config cannot be read/);
    expect(await refused({ kubeconfig: await kubeconfig({}), context: 'other' })).toMatch(
      /no cluster for its context "other"/,
    );
    expect(await refused({ kubeconfig: await kubeconfig({}, { 'proxy-url': 'http://p' }) })).toMatch(
      /proxy-url is not supported/,
    );
  });
});
