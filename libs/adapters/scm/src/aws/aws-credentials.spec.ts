import { describeProblem } from '@wheelhouse/core-domain';
import { manualClock, type ManualClock } from '@wheelhouse/runtime';
import { ScmProviders } from '../scm-providers.ts';
import { ProviderServer, type ProviderQuestion, type ProviderReply } from '../testing/index.ts';

let server: ProviderServer;
let providers: ScmProviders;
let clock: ManualClock;
let origin: string;
/** Access keys that CodeCommit was asked with. */
let keys: string[];

const inAnHour = (): string => new Date(clock.now() + 3_600_000).toISOString();

/** STS (docs.aws.amazon.com/STS/latest/APIReference, 2011-06-15, read 2026-11-21) answers with XML. */
const assumed = (action: string, key: string): ProviderReply => ({
  text: `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result><Credentials>
    <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret/+=</SecretAccessKey><SessionToken>session</SessionToken>
    <Expiration>${inAnHour()}</Expiration></Credentials></${action}Result></${action}Response>`,
});
/** Containers and instances (docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html, feature-imds-credentials.html). */
const temporary = (key: string): ProviderReply => ({
  json: { AccessKeyId: key, SecretAccessKey: 'secret', Token: 'session', Expiration: inAnHour() },
});

function answer({ method, path, headers, body }: ProviderQuestion): ProviderReply | undefined {
  const form = new URLSearchParams(body);
  if (form.get('Action') === 'AssumeRoleWithWebIdentity')
    return form.get('WebIdentityToken') === 'web-token' ? assumed('AssumeRoleWithWebIdentity', 'WEB') : undefined;
  if (form.get('Action') === 'AssumeRole')
    return headers.authorization?.includes('/sts/aws4_request') && form.get('RoleArn') === 'arn:aws:iam::1:role/r'
      ? assumed('AssumeRole', 'ROLE')
      : { status: 403, text: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>' };
  if (path === '/container') return headers.authorization === 'pod' ? temporary('POD') : { status: 401 };
  if (method === 'PUT' && path === '/latest/api/token') return { text: 'imds' };
  const instance = headers['x-aws-ec2-metadata-token'] === 'imds';
  if (path === '/latest/meta-data/iam/security-credentials/')
    return instance ? { text: 'node-role\n' } : { status: 401 };
  if (path.endsWith('/node-role')) return instance ? temporary('NODE') : { status: 401 };
  if (!headers['x-amz-target']) return undefined;
  keys.push(/Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1] ?? '');
  return { json: { repositories: [] } };
}

beforeEach(async () => {
  keys = [];
  clock = manualClock('2026-11-21T12:00:00Z');
  server = new ProviderServer(answer, { status: 400, text: '' });
  origin = await server.start();
});
afterEach(async () => {
  await providers.close();
  await server.stop();
});

async function ask(env: Readonly<Record<string, string>>, config: object = {}): Promise<string> {
  await providers?.close();
  providers = new ScmProviders({
    clock: { ...clock, sleep: () => Promise.resolve() },
    allowedProviders: [],
    aws: {
      env: { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: origin, ...env },
      readFile: async (file) => {
        if (file === '/token') return 'web-token\n';
        if (file === '/pod') return 'pod\n';
        throw new Error('there is no such file');
      },
    },
  });
  return again(config);
}

async function again(config: object = {}): Promise<string> {
  const request = { provider: 'awsCodeCommit', config: { ...config }, cloneProtocol: '', filters: [] };
  const data = { secret: async () => undefined, configMap: async () => undefined };
  const answered = await providers.repositories(request, data);
  return answered.ok ? (keys.at(-1) ?? '') : answered.error.problems.map(describeProblem).join();
}

const OWN = { AWS_ACCESS_KEY_ID: 'OWN', AWS_SECRET_ACCESS_KEY: 'secret' };
const WEB = { AWS_ROLE_ARN: 'arn:aws:iam::1:role/web', AWS_WEB_IDENTITY_TOKEN_FILE: '/token' };

it.each<[string, Record<string, string>, object, string | RegExp]>([
  ['the variables', OWN, {}, 'OWN'],
  ["a service account's token", WEB, {}, 'WEB'],
  ['a role that this identity takes on', WEB, { role: 'arn:aws:iam::1:role/r' }, 'ROLE'],
  [
    'a role that it may not take on',
    OWN,
    { role: 'arn:aws:iam::1:role/x' },
    /role\/x cannot be taken on: AccessDenied/,
  ],
  [
    'a token that cannot be read',
    { ...WEB, AWS_WEB_IDENTITY_TOKEN_FILE: '/x' },
    {},
    /AWS_WEB_IDENTITY_TOKEN_FILE cannot/,
  ],
  ['nobody', { AWS_EC2_METADATA_DISABLED: 'true' }, {}, /the hub has no AWS identity/],
  ['no region', { ...OWN, AWS_REGION: '' }, {}, /the region is not known/],
])('the identity is that of %s', async (_, env, config, expected) => expect(await ask(env, config)).toMatch(expected));

it('is that of the container, or else of the instance', async () => {
  const container = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/container` };
  expect(await ask({ ...container, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/pod' })).toBe('POD');
  expect(await ask({ ...container, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' })).toMatch(/gives no credentials/);
  expect(await ask({ AWS_EC2_METADATA_SERVICE_ENDPOINT: origin })).toBe('NODE');
});

it('is asked for once, until shortly before it ends', async () => {
  const asked = (): number => server.asked.filter((one) => one === '/').length - keys.length;
  await ask(WEB);
  await again();
  expect(asked()).toBe(1);
  await clock.advance(56 * 60_000);
  expect(await again()).toBe('WEB');
  expect(asked()).toBe(2);
});
