import { describeProblem } from '@wheelhouse/core-domain';
import { systemClock } from '@wheelhouse/runtime';
import { ScmProviders } from './scm-providers.ts';
import type { Data, ReferencedData } from './scm-types.ts';
import { ProviderServer, type ProviderQuestion, type ProviderReply } from './testing/index.ts';

const TOKEN = 'strong-password';

/** As the protocol is told in Argo CD's documentation of its plugin generator (3.6, read 2026-11-21). */
function answer({ method, path, headers, body }: ProviderQuestion): ProviderReply | undefined {
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 403, text: '' };
  if (method !== 'POST' || path !== '/base/api/v1/getparams.execute') return undefined;
  const asked = JSON.parse(body) as { applicationSetName: string; input: { parameters: { many: number } } };
  const { many } = asked.input.parameters;
  return {
    json: { output: { parameters: Array.from({ length: many }, (_, n) => ({ n, of: asked.applicationSetName })) } },
  };
}

let server: ProviderServer;
let providers: ScmProviders;
let origin: string;

beforeEach(async () => {
  server = new ProviderServer(answer, { status: 404 });
  origin = await server.start();
  providers = new ScmProviders({ clock: systemClock, allowedProviders: [] });
});
afterEach(async () => {
  await providers.close();
  await server.stop();
});

const ask = (config: Data | undefined) => {
  const secrets: Readonly<Record<string, Data>> = {
    'argocd-secret': { 'plugin.token': TOKEN },
    other: { key: `${TOKEN}\n`, wrong: 'x' },
  };
  const data: ReferencedData = {
    secret: async (name) => secrets[name],
    configMap: async (name) => (name === 'my-plugin' ? config : undefined),
  };
  const request = { configMapRef: 'my-plugin', applicationSetName: 'set', parameters: { many: 2 } };
  return providers.plugin(request, data);
};
const refusal = async (config: Data | undefined): Promise<string> => {
  const answered = await ask(config);
  return answered.ok
    ? `answered: ${JSON.stringify(answered.value)}`
    : answered.error.problems.map(describeProblem).join();
};
const config = (more: Data = {}): Data => ({ baseUrl: `${origin}/base`, token: '$plugin.token', ...more });

it('gives what the plugin answers, whose token is in argocd-secret or in one that is named', async () => {
  const value = [
    { n: 0, of: 'set' },
    { n: 1, of: 'set' },
  ];
  expect(await ask(config())).toEqual({ ok: true, value });
  expect(await ask(config({ baseUrl: `${origin}/base/`, token: '$other:key' }))).toEqual({ ok: true, value });
});

it.each<[string, ProviderReply, RegExp]>([
  ['an empty list', { json: { output: { parameters: [] } } }, /^answered: \[\]$/],
  ["Go's empty list", { json: { output: { parameters: null } } }, /^answered: \[\]$/],
  ['no list at all, which must not take everything away', { json: { output: {} } }, /answers with something else/],
  ['an error', { status: 500, json: { error: `no ${TOKEN}` } }, /answers 500: no …/],
  ['no JSON', { text: 'ok' }, /does not answer with JSON/],
  ['too many questions', { status: 429, headers: { 'retry-after': '5' } }, /asking again at 20/],
])('an answer that is %s', async (_, reply, message) => {
  server.always = reply;
  expect(await refusal(config())).toMatch(message);
});

it.each<[string, Data | undefined, RegExp]>([
  ['no ConfigMap', undefined, /there is no ConfigMap my-plugin/],
  ['no address', { token: '$plugin.token' }, /has no address under baseUrl/],
  ['a token in the ConfigMap', { baseUrl: 'http://x', token: 'plain' }, /names no key of a Secret .*the token itself/],
  ['no Secret', { baseUrl: 'http://x', token: '$none:key' }, /there is no Secret none/],
  ['no key', { baseUrl: 'http://x', token: '$other:none' }, /the Secret other has no token under none/],
  ['no time', { baseUrl: 'http://x', token: '$plugin.token', requestTimeout: 'soon' }, /no number of seconds/],
])('a configuration with %s', async (_, given, message) => expect(await refusal(given)).toMatch(message));

it('is refused with a wrong token', async () => {
  expect(await refusal(config({ token: '$other:wrong' }))).toMatch(
    /answers 403 \(what may the token that the ConfigMap/,
  );
});
