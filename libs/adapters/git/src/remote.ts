import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Commit } from '@wheelhouse/core-domain';
import type { Refs } from './git-types.ts';
import { GitEnded, runGit } from './run-git.ts';

export interface RemoteTalk {
  readonly binary: string;
  readonly gitDir: string;
  /** Complete; with the credentials, if any. */
  readonly environment: Record<string, string>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** Why a talk with a remote was ended from our side. */
export class TalkEnded extends Error {
  readonly why: 'timeout' | 'too large' | 'too many refs';
  constructor(why: TalkEnded['why']) {
    super(why);
    this.name = 'TalkEnded';
    this.why = why;
  }
}

/** The remote's heads, tags (peeled) and HEAD. */
export async function listRemote(remote: string, talk: RemoteTalk): Promise<Refs> {
  const output = await talkTo(talk, ['ls-remote', '--', remote, 'HEAD', 'refs/heads/*', 'refs/tags/*']);
  const refs = new Map<string, Commit>();
  for (const line of output.split('\n')) {
    const [oid, name] = line.split('\t');
    if (!oid || !name || !/^(?:HEAD$|refs\/(?:heads|tags)\/)/.test(name)) continue;
    // The peeled line of an annotated tag follows the tag's own and takes its place.
    refs.set(name.replace(/\^\{\}$/, ''), oid as Commit);
  }
  return refs;
}

/** Where the mirror keeps what the remote's HEAD stood for. */
export const REMOTE_HEAD = 'refs/wheelhouse/head';

/** Brings heads and tags over, forced and pruned. `withHead`: the remote has one (an empty repository has none). */
export async function fetchRemote(remote: string, talk: RemoteTalk, withHead: boolean): Promise<void> {
  // FETCH_HEAD, a look for forced updates and for garbage are nobody's: each costs a process or a walk.
  const nothingElse = ['--no-write-fetch-head', '--no-show-forced-updates', '--no-auto-maintenance'];
  const options = ['--force', '--prune', '--no-tags', '--quiet', ...nothingElse];
  const refspecs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
  if (withHead) refspecs.push(`+HEAD:${REMOTE_HEAD}`);
  await talkTo(talk, ['fetch', ...options, '--no-recurse-submodules', '--', remote, ...refspecs]);
}

async function talkTo(talk: RemoteTalk, command: string[]): Promise<string> {
  const tooLarge = new AbortController();
  const meter = setInterval(
    () => void incomingBytes(talk.gitDir).then((n) => n > talk.maxBytes && tooLarge.abort()),
    METER_MS,
  );
  try {
    return (await runGit(command, { ...talk, signal: tooLarge.signal })).toString();
  } catch (error) {
    if (!(error instanceof GitEnded)) throw error;
    await removeIncoming(talk.gitDir);
    throw new TalkEnded(error.why === 'timeout' ? 'timeout' : 'too large');
  } finally {
    clearInterval(meter);
  }
}

/** How often it is looked how much has come. */
const METER_MS = 100;

const packFolder = (gitDir: string): string => path.join(gitDir, 'objects', 'pack');

async function incoming(gitDir: string): Promise<string[]> {
  const names = await readdir(packFolder(gitDir)).catch(() => []);
  return names.filter((name) => name.startsWith('tmp_')).map((name) => path.join(packFolder(gitDir), name));
}

async function incomingBytes(gitDir: string): Promise<number> {
  const sizes = (await incoming(gitDir)).map((file) =>
    stat(file).then(
      (found) => found.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** What an unfinished fetch left. */
export async function removeIncoming(gitDir: string): Promise<void> {
  await Promise.all((await incoming(gitDir)).map((file) => rm(file, { force: true })));
}
