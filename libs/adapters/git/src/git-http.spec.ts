import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GitMirrors } from './git-mirrors.ts';
import { HttpGitServer, TestRepository } from './testing/index.ts';

const SECRET = 'hunter2/+ä';
const basic = `Basic ${Buffer.from(`reader:${SECRET}`).toString('base64')}`;

let folder: string;
let repo: TestRepository;
let mirrors: GitMirrors;
let server: HttpGitServer;
let url: string;

const serve = async (authorization?: string): Promise<void> => {
  server = new HttpGitServer({ root: path.dirname(repo.folder), ...(authorization && { authorization }) });
  url = `${await server.start()}/${path.basename(repo.folder)}`;
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wheelhouse-mirrors-'));
  repo = new TestRepository();
  mirrors = new GitMirrors({ folder });
});
afterEach(async () => {
  await mirrors.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  repo.remove();
});

const everythingIn = (where: string): string =>
  readdirSync(where, { recursive: true })
    .map((name) => path.join(where, String(name)))
    .filter((file) => statSync(file).isFile())
    .map((file) => file + readFileSync(file, 'latin1'))
    .join('\n');

it('fetches over smart HTTP without credentials', async () => {
  const first = repo.commit({ 'a.txt': 'one' });
  await serve();
  expect(await mirrors.fetch(url)).toMatchObject({ ok: true, value: { changed: true } });
  expect(await mirrors.resolve(url, 'main')).toEqual({ ok: true, value: first });
});

it('gives user name and password to the server, and to nothing else', async () => {
  repo.commit({ 'a.txt': 'one' });
  await serve(basic);
  expect(await mirrors.fetch(url, { credentials: { username: 'reader', password: SECRET } })).toMatchObject({
    ok: true,
  });
  expect(server.authorizations).toContain(basic);
  const onDisk = everythingIn(folder);
  for (const secret of [SECRET, basic, encodeURIComponent(SECRET)]) expect(onDisk).not.toContain(secret);
});

it('gives a bearer token', async () => {
  repo.commit({ 'a.txt': 'one' });
  await serve('Bearer t0ken');
  expect(await mirrors.fetch(url, { credentials: { bearerToken: 't0ken' } })).toMatchObject({ ok: true });
});

it('takes credentials out of a URL: one mirror, nothing on disk', async () => {
  repo.commit({ 'a.txt': 'one' });
  await serve(basic);
  const withSecret = url.replace('http://', `http://reader:${encodeURIComponent(SECRET)}@`);
  expect(await mirrors.fetch(withSecret)).toMatchObject({ ok: true });
  expect(await mirrors.resolve(url, 'main')).toMatchObject({ ok: true });
  expect(everythingIn(folder)).not.toContain(encodeURIComponent(SECRET));
});

it.each([
  ['no credentials', undefined, 'it asks for credentials'],
  ['wrong credentials', { username: 'reader', password: 'wr0ng-secret' }, 'it refuses the credentials'],
])('says so of %s, and shows none', async (_, credentials, words) => {
  repo.commit({ 'a.txt': 'one' });
  await serve(basic);
  const result = await mirrors.fetch(url, credentials && { credentials });
  expect(JSON.stringify(result)).toContain(words);
  expect(JSON.stringify(result)).not.toContain('wr0ng-secret');
  expect(result).toMatchObject({ ok: false, error: [{ code: 'REPOSITORY_UNREACHABLE', where: url }] });
});

it('ends a fetch that brings more than it may', async () => {
  repo.commit({ 'large.bin': randomBytes(24 * 1024 * 1024) });
  await serve();
  const small = new GitMirrors({ folder, maxBytes: 1024 * 1024 });
  const result = await small.fetch(url);
  expect(JSON.stringify(result)).toContain('more than 1048576 bytes');
});

it('says so where the server has no such repository', async () => {
  await serve();
  const result = await mirrors.fetch(`${url}-nope`);
  expect(result).toMatchObject({
    ok: false,
    error: [{ message: 'cannot read the repository: there is no repository' }],
  });
});

describe('a redirect to another origin', () => {
  let other: Server;
  afterEach(() => new Promise((resolve) => other.close(resolve)));

  it('does not take the credentials along', async () => {
    repo.commit({ 'a.txt': 'one' });
    await serve();
    other = createServer((request, response) => {
      response
        .writeHead(302, { location: `${new URL(url).origin}${request.url}`.replace('127.0.0.1', 'localhost') })
        .end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const moved = `http://127.0.0.1:${(other.address() as AddressInfo).port}/${path.basename(repo.folder)}`;
    const result = await mirrors.fetch(moved, { credentials: { username: 'reader', password: SECRET } });
    expect(JSON.stringify(result)).toContain('it redirects');
    expect(server.authorizations.filter(Boolean)).toEqual([]);
  });
});
