import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BinaryUnavailable } from './attempt.ts';
import { cachedPath } from './cache.ts';
import { download, sumIn } from './download.ts';
import { obtain } from './ensure-binaries.ts';
import { fits } from './find-local.ts';
import { goPlatform, pinOf, type Pin } from './pins.ts';

const PROGRAM = '#!/bin/sh\necho kustomize v5.8.2\n';
const LIMITS = { connectMs: 500, stallMs: 200, bytesPerSecond: 1_000 };

describe('a pinned program', () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let served: Map<string, string>;
  const environment = { ...process.env };

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'wheelhouse-binaries-')));
    served = new Map();
    server = createServer((request, response) => {
      const body = served.get(request.url ?? '');
      if (body === 'silence') return;
      if (body === 'stall') return void response.writeHead(200).write('x');
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env.WHEELHOUSE_CACHE = path.join(folder, 'cache');
    process.env.PATH = path.join(folder, 'path');
    delete process.env.WHEELHOUSE_KUSTOMIZE;
  });

  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  });

  it('comes from the environment variable, before anything else', async () => {
    const own = await program(path.join(folder, 'own'));
    await program(path.join(folder, 'path', 'kustomize'));
    process.env.WHEELHOUSE_KUSTOMIZE = own;
    expect(await obtain(pin(), () => {})).toBe(own);
  });

  it('comes from a folder that the variable names', async () => {
    const own = await program(path.join(folder, 'assets', 'kustomize'));
    process.env.WHEELHOUSE_KUSTOMIZE = path.dirname(own);
    expect(await obtain(pin(), () => {})).toBe(own);
  });

  it('comes from PATH if its version fits, before the cache', async () => {
    const onPath = await program(path.join(folder, 'path', 'kustomize'));
    await program(cachedPath(pin()));
    expect(await obtain(pin(), () => {})).toBe(onPath);
  });

  it('comes from the cache if what PATH has does not fit', async () => {
    await program(path.join(folder, 'path', 'kustomize'), PROGRAM.replace('5.8.2', '5.3.0'));
    const cached = await program(cachedPath(pin()));
    expect(await obtain(pin(), () => {})).toBe(cached);
  });

  it('comes from the release, once, into the cache', async () => {
    publish(PROGRAM);
    const states: string[] = [];
    const found = await obtain(pin(), ({ state }) => states.push(state));
    expect(found).toBe(cachedPath(pin()));
    expect(await readFile(found, 'utf8')).toBe(PROGRAM);
    expect(states).toContain('downloading');
    served.clear();
    expect(await obtain(pin(), () => {})).toBe(found);
  });

  it('is downloaded once by many who ask at the same time', async () => {
    publish(PROGRAM);
    let asked = 0;
    server.on('request', ({ url }) => (asked += url === '/kustomize' ? 1 : 0));
    const found = await Promise.all(Array.from({ length: 4 }, () => obtain(pin(), () => {})));
    expect(new Set(found).size).toBe(1);
    expect(asked).toBe(1);
  });

  it('is refused if its checksum is not the published one', async () => {
    publish(PROGRAM, createHash('sha256').update('something else').digest('hex'));
    await expect(obtain(pin(), () => {})).rejects.toThrow(/release: .*published one is .*: refused/);
    await expect(readFile(cachedPath(pin()))).rejects.toThrow('ENOENT');
  });

  it('is refused if no checksum is published for it', async () => {
    served.set('/kustomize', PROGRAM).set('/checksums', `${'0'.repeat(64)}  another-file\n`);
    await expect(obtain(pin(), () => {})).rejects.toThrow(/checksums does not name the file/);
  });

  it('fails with exit code 2 and everything that was tried', async () => {
    process.env.WHEELHOUSE_KUSTOMIZE = '/nowhere';
    const error = await obtain(pin(), () => {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BinaryUnavailable);
    expect((error as BinaryUnavailable).exitCode).toBe(2);
    const lines = (error as BinaryUnavailable).message.split('\n');
    expect(lines[0]).toBe('kustomize could not be obtained. What was tried:');
    expect(lines[1]).toContain('environment variable WHEELHOUSE_KUSTOMIZE: /nowhere is neither a program nor');
    expect(lines[2]).toContain('PATH: not found');
    expect(lines[3]).toContain('cache: no ');
    expect(lines[4]).toContain('release: ');
    expect(lines[4]).toContain('answers 404');
    expect(lines[5]).toContain('Go: go is not on PATH');
  });

  it.each([
    ['a host that does not answer', 'silence', /no answer in 500 ms/],
    ['a download that stands still', 'stall', /too slow/],
  ])('does not wait for %s', async (_, behaviour, why) => {
    publish(behaviour);
    const outcome = await prepared(() => download(pin(), cachedPath(pin()), () => {}, LIMITS));
    expect(outcome).toEqual({ why: expect.stringMatching(why) as string });
  });

  async function prepared<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(path.dirname(cachedPath(pin())), { recursive: true });
    return work();
  }

  function publish(body: string, sum = createHash('sha256').update(body).digest('hex')): void {
    served.set('/kustomize', body).set('/checksums', `${sum}  kustomize\n`);
  }

  function pin(): Pin {
    const release = { platforms: [goPlatform()], url: `${origin}/kustomize`, checksums: `${origin}/checksums` };
    return { ...pinOf('kustomize'), release };
  }
});

describe('fits', () => {
  it.each([
    ['the same version', '5.8.2', true],
    ['another patch', '5.8.0', true],
    ['another minor version', '5.7.2', false],
    ['another major version', '4.8.2', false],
  ])('%s', (_, found, expected) => expect(fits(found, '5.8.2')).toBe(expected));
});

describe('sumIn', () => {
  const sum = 'ab'.repeat(32);
  it.each([
    ['as sha256sum writes it', `${'0'.repeat(64)}  other\n${sum}  file.tgz\n`, sum],
    ['in binary mode', `${sum} *file.tgz`, sum],
    ['alone', `${sum}\n`, sum],
    ['of another file only', `${sum}  other`, undefined],
    ['not a sum', 'oops  file.tgz', undefined],
  ])('finds the sum %s', (_, text, expected) => expect(sumIn(text, 'file.tgz')).toBe(expected));
});

async function program(file: string, text = PROGRAM): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}
