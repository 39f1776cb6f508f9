import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Attempt } from './attempt.ts';
import { fill, goPlatform, type Pin, type Release } from './pins.ts';

/** Limits after which a download counts as failed, so that a build can begin. */
export interface DownloadLimits {
  readonly connectMs: number;
  readonly stallMs: number;
  /** Slower than this after `stallMs` is as good as stalled. */
  readonly bytesPerSecond: number;
}
export const DOWNLOAD_LIMITS: DownloadLimits = { connectMs: 4_000, stallMs: 8_000, bytesPerSecond: 100_000 };

export type OnBytes = (done: number, total: number | undefined) => void;

const run = promisify(execFile);
const unreachable = new Map<string, string>();

/** Puts the released program of this platform at `target`, after its SHA-256 was found to be the published one. */
export async function download(
  pin: Pin,
  target: string,
  onBytes: OnBytes = () => {},
  limits = DOWNLOAD_LIMITS,
): Promise<Attempt> {
  const { release } = pin;
  if (!release?.platforms.includes(goPlatform())) return { why: `no release for ${goPlatform()}` };
  const folder = await mkdtemp(`${target}.download-`);
  try {
    const fetched = path.join(folder, 'file');
    const url = fill(release.url, pin);
    const expected = await expectedSum(release, pin, url, limits);
    const found = await fetchTo(url, fetched, onBytes, limits);
    if (found !== expected) return { why: `${url} has SHA-256 ${found}, the published one is ${expected}: refused` };
    await place(fetched, folder, release.member && fill(release.member, pin), target);
    return { path: target };
  } catch (error) {
    return { why: reason(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function expectedSum(release: Release, pin: Pin, url: string, limits: DownloadLimits): Promise<string> {
  const pinned = release.sha256?.[goPlatform()];
  if (pinned) return pinned;
  if (!release.checksums) throw new Error(`no checksum is known for ${url}`);
  const from = fill(release.checksums, pin);
  const text = await (await request(from, limits)).text();
  const sum = sumIn(text, decodeURIComponent(path.posix.basename(new URL(url).pathname)));
  if (!sum) throw new Error(`${from} does not name the file`);
  return sum;
}

/** The sum of `file` in the format of `sha256sum`, or the only word of a file that holds nothing else. */
export function sumIn(text: string, file: string): string | undefined {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+\*?/));
  const named = lines.find(([, name]) => name === file) ?? lines.find((words) => words.length === 1);
  return named?.[0] && /^[0-9a-f]{64}$/i.test(named[0]) ? named[0].toLowerCase() : undefined;
}

async function fetchTo(url: string, file: string, onBytes: OnBytes, limits: DownloadLimits): Promise<string> {
  const abort = new AbortController();
  const response = await request(url, limits, abort.signal);
  const total = Number(response.headers.get('content-length')) || undefined;
  const hash = createHash('sha256');
  const started = Date.now();
  let done = 0;
  let before = 0;
  const watch = setInterval(() => {
    const tooSlow = (done * 1000) / (Date.now() - started) < limits.bytesPerSecond;
    if (done === before || tooSlow) abort.abort(new Error(`too slow: ${done} bytes in ${Date.now() - started} ms`));
    before = done;
  }, limits.stallMs);
  const count = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      done += chunk.length;
      onBytes(done, total);
      next(null, chunk);
    },
  });
  try {
    if (!response.body) throw new Error(`${url}: empty answer`);
    await pipeline(Readable.fromWeb(response.body as never), count, createWriteStream(file), { signal: abort.signal });
    return hash.digest('hex');
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    clearInterval(watch);
  }
}

async function request(url: string, limits: DownloadLimits, signal?: AbortSignal): Promise<Response> {
  const { host } = new URL(url);
  const known = unreachable.get(host);
  if (known) throw new Error(known);
  const connect = new AbortController();
  const timer = setTimeout(() => connect.abort(new Error(`no answer in ${limits.connectMs} ms`)), limits.connectMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([connect.signal, ...(signal ? [signal] : [])]) });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return response;
  } catch (error) {
    if (error instanceof Error && error.message.includes(' answers ')) throw error;
    const why = `${host} cannot be reached (${reason(error)})`;
    unreachable.set(host, why);
    throw new Error(why, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function place(fetched: string, folder: string, member: string | undefined, target: string): Promise<void> {
  let program = fetched;
  if (member) {
    await run('tar', ['-xzf', fetched, '-C', folder, member]);
    program = path.join(folder, member);
  }
  await chmod(program, 0o755);
  await rename(program, target);
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return error.message === 'fetch failed' && cause ? (cause.code ?? cause.message) : error.message;
}
