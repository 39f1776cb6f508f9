import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describeProblem } from '@wheelhouse/core-domain';
import { manualClock, type ManualClock } from '@wheelhouse/runtime';
import { ScmProviders } from './scm-providers.ts';
import type { Data } from './scm-types.ts';
import { github, ProviderServer, TOKEN, WORLD, type ProviderQuestion, type ProviderReply } from './testing/index.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const APP: Data = { githubAppID: '42', githubAppInstallationID: '7', githubAppPrivateKey: privateKey };

let server: ProviderServer;
let providers: ScmProviders;
let clock: ManualClock;
let issued: number;

/** docs.github.com/rest/apps/apps, read 2026-11-21: checks the JWT as GitHub does, and issues tokens for an hour. */
function answer(question: ProviderQuestion): ProviderReply | undefined {
  const path = question.path.replace(/^\/api\/v3/, '');
  if (!/^\/(app|orgs\/[^/]+\/installation|users\/[^/]+\/installation)/.test(path))
    return github.answer(WORLD)(question);
  if (!isOurs(question.headers.authorization ?? '')) return github.unauthorized;
  if (path === '/orgs/acme/installation') return { json: { id: 7, account: { login: 'acme' } } };
  if (question.method !== 'POST' || path !== '/app/installations/7/access_tokens') return undefined;
  issued++;
  const expires_at = new Date(clock.now() + 3_600_000).toISOString();
  return { status: 201, json: { token: TOKEN, expires_at, permissions: { contents: 'read' } } };
}

function isOurs(authorization: string): boolean {
  const [head = '', claims = '', signature = ''] = authorization.replace('Bearer ', '').split('.');
  const { iss, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, number | string>;
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${claims}`),
    createPublicKey(publicKey),
    Buffer.from(signature, 'base64url'),
  );
  const now = clock.now() / 1000;
  return signed && iss === '42' && Number(iat) <= now && Number(exp) > now && Number(exp) - Number(iat) <= 600;
}

beforeEach(async () => {
  issued = 0;
  server = new ProviderServer(answer, github.notFound);
  const origin = await server.start();
  clock = manualClock('2026-11-21T12:00:00Z');
  providers = new ScmProviders({ clock, allowedProviders: [origin] });
});
afterEach(async () => {
  await providers.close();
  await server.stop();
});

const pulls = (secret: Data = APP, api: string | undefined = server.origin) =>
  providers.pullRequests(
    { provider: 'github', config: { owner: 'acme', repo: 'web', appSecretName: 'app', ...(api && { api }) } },
    { secret: async (name) => (name === 'app' ? secret : undefined), configMap: async () => undefined },
  );
const refusal = async (secret: Data): Promise<string> => {
  const asked = await pulls(secret);
  return asked.ok ? 'an answer' : asked.error.problems.map(describeProblem).join();
};

it('asks as an installation of an App, with one token until it ends', async () => {
  expect(await pulls()).toMatchObject({ ok: true, value: [{ number: 7 }, { number: 8 }, { number: 9 }] });
  await pulls();
  expect(issued).toBe(1);
  await clock.advance(59 * 60_000);
  expect(await pulls()).toMatchObject({ ok: true });
  expect(issued).toBe(2);
});

it('looks for the installation where none is named', async () => {
  const { githubAppInstallationID: _id, ...without } = APP;
  expect(await pulls(without)).toMatchObject({ ok: true });
  expect(server.asked[0]).toBe('/api/v3/orgs/acme/installation');
});

it('asks where the Secret says that GitHub Enterprise is', async () => {
  expect(await pulls({ ...APP, githubAppEnterpriseBaseUrl: server.origin }, '')).toMatchObject({ ok: true });
});

it.each([
  ['no key', { ...APP, githubAppPrivateKey: 'secret-but-broken' }, /no RSA key as PEM under githubAppPrivateKey/],
  ['no App', { ...APP, githubAppID: 'x' }, /no number under githubAppID/],
  [
    'another key',
    { ...APP, githubAppPrivateKey: otherKey() },
    /answers 401: Bad credentials \(check the GitHub App of the Secret app\)/,
  ],
])('says what is wrong: %s', async (_, secret, message) => {
  expect(await refusal(secret)).toMatch(message);
  expect(await refusal(secret)).not.toContain('secret-but-broken');
});

function otherKey(): string {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return pair.privateKey;
}
