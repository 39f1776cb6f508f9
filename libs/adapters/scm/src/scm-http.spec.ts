import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeProblem } from '@wheelhouse/core-domain';
import { manualClock, type ManualClock } from '@wheelhouse/runtime';
import { retryAfterMs } from './rate-limit.ts';
import { ScmProviders } from './scm-providers.ts';
import type { ReferencedData, ScmOptions } from './scm-types.ts';
import { github, gitlab, ProviderServer, TOKEN, tokenRef, WORLD, type ProviderReply } from './testing/index.ts';

const DATA: ReferencedData = {
  secret: async (name) => (name === 'scm' ? { token: TOKEN, lines: 'a\nb' } : undefined),
  configMap: async () => undefined,
};

let server: ProviderServer;
let providers: ScmProviders;
let clock: ManualClock;
let origin: string;

beforeEach(async () => {
  server = new ProviderServer(github.answer(WORLD), github.notFound);
  origin = await server.start();
  clock = manualClock('2026-11-21T12:00:00Z');
  begin({});
});
afterEach(async () => {
  await providers.close();
  await server.stop();
});

function begin(options: Partial<ScmOptions>): void {
  providers = new ScmProviders({
    clock: { ...clock, sleep: () => Promise.resolve() },
    allowedProviders: [origin],
    ...options,
  });
}

const ask = (config: Readonly<Record<string, unknown>> = {}) =>
  providers.pullRequests(
    { provider: 'github', config: { owner: 'acme', repo: 'web', api: origin, tokenRef, ...config } },
    DATA,
  );
async function refusal(config?: Readonly<Record<string, unknown>>): Promise<string> {
  const answer = await ask(config);
  if (answer.ok) throw new Error('an answer');
  return answer.error.problems.map(describeProblem).join();
}

describe('where a question may go', () => {
  it.each([
    ['an address that nobody allowed', 'http://169.254.169.254', /169\.254\.169\.254 is not among the providers/],
    ['one that begins like an allowed one', 'http://127.0.0.1.example.com', /not among the providers/],
    ['no address', 'git.example.com', /api is no address of a server/],
    ['a file', 'file:///etc/passwd', /api is no address of a server/],
    ['one with a password', 'https://ann:secret@git.example.com', /api is no address of a server/],
  ])('is not: %s', async (_, api, message) => {
    const said = await refusal({ api });
    expect(said).toMatch(message);
    expect(said).not.toContain('secret@');
    expect(server.asked).toEqual([]);
  });
  it('is everywhere where all are allowed, with or without a slash at the end', async () => {
    begin({ allowedProviders: ['*'] });
    expect(await ask({ api: `${origin}/` })).toMatchObject({ ok: true });
  });
  it('is not where a redirect leads to, unless it is the same server', async () => {
    server.instead.push({ status: 301, headers: { location: '/api/v3/repos/acme/web/pulls?per_page=100' } });
    expect(await ask()).toMatchObject({ ok: true });
    server.instead.push({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' } });
    expect(await refusal()).toMatch(/redirects to http:\/\/169\.254\.169\.254/);
  });
  it('is the same server for every page, whatever its links say', async () => {
    const link = '<http://169.254.169.254/x?page=2>; rel="next"';
    server.instead.push({ headers: { link }, json: [] });
    expect(await ask()).toMatchObject({ ok: true, value: [{ number: 9 }] });
  });
  it('is no circle', async () => {
    server.always = { headers: { link: `<${origin}/x?page=2>; rel="next"` }, json: [] };
    expect(await refusal()).toMatch(/the pages of .* go in a circle/);
  });
});

describe('what a question may cost', () => {
  it('is so much time', async () => {
    begin({ timeoutMs: 300 });
    server.silent = true;
    expect(await refusal()).toMatch(/did not answer within 0.3 s/);
  });
  it('is so many bytes', async () => {
    begin({ maxBodyBytes: 1_000 });
    server.always = { json: ['x'.repeat(2_000)] };
    expect(await refusal()).toMatch(/answers with more than 1000 bytes/);
  });
  it('is told where nobody is there', async () => {
    await server.stop();
    expect(await refusal()).toMatch(/cannot be reached: ECONNREFUSED/);
    server = new ProviderServer(github.answer(WORLD), github.notFound);
    await server.start();
  });
});

describe('answers that are kept', () => {
  it('are dropped where there is no room', async () => {
    begin({ cacheBytes: 100 });
    await ask();
    await ask();
    expect(server.confirmed).toBe(0);
  });
  it('are not those of another token', async () => {
    await ask();
    await ask({ tokenRef: undefined });
    expect(server.confirmed).toBe(0);
  });
  it('are replaced by what is new', async () => {
    await ask();
    server.instead.push({ json: [] });
    expect(await ask()).toMatchObject({ ok: true, value: [] });
  });
});

describe('what is said', () => {
  it('never holds the token, even where the answer does', async () => {
    server.always = { status: 400, json: { message: `who is ${TOKEN}?` } };
    expect(await refusal()).toMatch(/answers 400: who is …\?/);
  });
  it('names the Secret that is not there, and the key', async () => {
    expect(await refusal({ tokenRef: { secretName: 'x', key: 'k' } })).toMatch(
      /there is no Secret x that this set may use/,
    );
    expect(await refusal({ tokenRef: { secretName: 'scm', key: 'k' } })).toMatch(/the Secret scm has no key k/);
    expect(await refusal({ tokenRef: { secretName: 'scm', key: 'lines' } })).toMatch(/is no token: it has lines/);
  });
  it('is that a name cannot leave its place', async () => {
    expect(await refusal({ owner: '..' })).toMatch(/"\.\." is no name/);
  });
});

describe('a wish to be left alone', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const at = String(now / 1000 + 600);
  it.each<[string, number, Record<string, string>, number | undefined]>([
    ['429 with seconds', 429, { 'retry-after': '30' }, 30_000],
    ['429 with a date', 429, { 'retry-after': 'Sat, 21 Nov 2026 12:02:00 GMT' }, 120_000],
    ['429 without a word', 429, {}, 60_000],
    ['403 with an empty allowance', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': at }, 600_000],
    ['403 for another reason', 403, { 'x-ratelimit-remaining': '12', 'x-ratelimit-reset': at }, undefined],
    ['503 with seconds', 503, { 'retry-after': '5' }, 5_000],
    ['503 without', 503, {}, undefined],
    ['200', 200, { 'retry-after': '5' }, undefined],
    ['a century is a few hours', 429, { 'retry-after': '3153600000' }, 6 * 3_600_000],
    ['a time that is over is a second', 429, { 'retry-after': '0' }, 1_000],
  ])('%s', (_, status, headers, ms) => expect(retryAfterMs(status, headers, now)).toBe(ms));

  it('is heard in a good answer too: the next one is not spent on a refusal', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': at };
    server.instead.push({ headers, json: [] } satisfies ProviderReply);
    expect(await ask()).toMatchObject({ ok: true });
    expect(await ask()).toMatchObject({ ok: false, error: { retryAfterMs: 600_000 } });
    expect(server.asked.length).toBe(1);
    // Somebody else's allowance is another one.
    expect(await ask({ tokenRef: undefined })).not.toMatchObject({ error: { retryAfterMs: 600_000 } });
  });
});

describe('over TLS', () => {
  let folder: string;
  let tls: Server;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-scm-'));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => path.join(folder, name));
    const subject = ['-subj', '/CN=gitlab.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key!, '-out', cert!, ...subject],
      { stdio: 'ignore' },
    );
    tls = createServer({ key: readFileSync(key!), cert: readFileSync(cert!) }, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    address = `https://127.0.0.1:${(tls.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    tls.closeAllConnections();
    await new Promise((resolve) => tls.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const asked = async (config: Readonly<Record<string, unknown>>, rootCa?: string): Promise<string> => {
    await providers.close();
    begin({ allowedProviders: ['*'], ...(rootCa && { rootCa }) });
    const data: ReferencedData = {
      ...DATA,
      configMap: async (name) =>
        name === 'cas' ? { gitlab: readFileSync(path.join(folder, 'cert.pem'), 'utf8') } : undefined,
    };
    const request = { provider: 'gitlab', config: { ...gitlab.pullRequests!.config(address, 'web'), ...config } };
    const answer = await providers.pullRequests(request, data);
    return answer.ok ? 'trusted' : answer.error.problems.map(describeProblem).join();
  };

  it('an unknown authority is not trusted', async () => {
    expect(await asked({})).toMatch(/cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT .*caRef/);
  });
  it('it is with caRef, with the setting, or where any certificate will do', async () => {
    expect(await asked({ caRef: { configMapName: 'cas', key: 'gitlab' } })).toBe('trusted');
    expect(await asked({}, readFileSync(path.join(folder, 'cert.pem'), 'utf8'))).toBe('trusted');
    expect(await asked({ insecure: true })).toBe('trusted');
  });
  it('a caRef that leads nowhere is an error', async () => {
    expect(await asked({ caRef: { configMapName: 'x', key: 'y' } })).toMatch(/there is no ConfigMap x/);
    expect(await asked({ caRef: { configMapName: 'cas', key: 'y' } })).toMatch(/the ConfigMap cas has no key y/);
  });
});
