import { err, ok, type Result } from '@wheelhouse/core-domain';
import { Slots } from '@wheelhouse/runtime';
import { Coalescer } from './coalescer.ts';
import { masked, remoteEnvironment } from './git-environment.ts';
import { unreachable } from './git-problems.ts';
import type { Fetched, FetchOptions, GitCredentials, GitProtocol, Refs } from './git-types.ts';
import type { Mirror } from './mirror.ts';
import { fetchRemote, listRemote, TalkEnded, type RemoteTalk } from './remote.ts';
import type { RepositoryUrl } from './repository-url.ts';

export interface FetcherOptions {
  readonly gitBinary: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxRefs: number;
  readonly allowedProtocols: readonly GitProtocol[];
}

/** Fetches that run at a time, over all repositories. */
const CONCURRENT_TALKS = 8;

/** Everything that is said to remotes. */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #fetches = new Coalescer<Result<Fetched>>();
  readonly #talks = new Slots(CONCURRENT_TALKS);

  constructor(options: FetcherOptions) {
    this.#options = options;
  }

  /** One fetch in flight and one pending per repository; the newest call's options win. */
  fetch(mirror: Mirror, url: RepositoryUrl, options: FetchOptions): Promise<Result<Fetched>> {
    return this.#fetches.run(url.folderName, () => this.#fetch(mirror, url, options));
  }

  remoteRefs(mirror: Mirror, url: RepositoryUrl, credentials: GitCredentials | undefined): Promise<Result<Refs>> {
    return this.#talk(mirror, url, credentials, (talk) => listRemote(url.shown, talk));
  }

  async #fetch(mirror: Mirror, url: RepositoryUrl, options: FetchOptions): Promise<Result<Fetched>> {
    const { credentials, moved = false } = options;
    const before = await mirror.refs();
    const fetched = await this.#talk(mirror, url, credentials, async (talk) => {
      if (moved && before.has('HEAD')) return this.#bring(mirror, () => fetchRemote(url.shown, talk, true));
      const remote = await listRemote(url.shown, talk);
      if (remote.size > this.#options.maxRefs) throw new TalkEnded('too many refs');
      if (sameRefs(before, remote)) return false;
      return this.#bring(mirror, () => fetchRemote(url.shown, talk, remote.has('HEAD')));
    });
    if (!fetched.ok && moved) return this.#fetch(mirror, url, { ...options, moved: false });
    if (!fetched.ok) return fetched;
    if (!fetched.value) return ok({ refs: before, changed: false });
    const refs = await mirror.refs();
    void mirror.maintain();
    return ok({ refs, changed: !sameRefs(before, refs) });
  }

  /** Also a fetch that fails may have moved refs. */
  async #bring(mirror: Mirror, work: () => Promise<void>): Promise<true> {
    try {
      await work();
      return true;
    } finally {
      mirror.forgetRefs();
    }
  }

  async #talk<T>(
    mirror: Mirror,
    url: RepositoryUrl,
    credentials: GitCredentials | undefined,
    work: (talk: RemoteTalk) => Promise<T>,
  ): Promise<Result<T>> {
    const { gitBinary: binary, timeoutMs, maxBytes, maxRefs, allowedProtocols: allowed } = this.#options;
    const environment = remoteEnvironment(mirror.environment, url, { allowed, ...(credentials && { credentials }) });
    try {
      return ok(await this.#talks.use(() => work({ binary, gitDir: mirror.gitDir, environment, timeoutMs, maxBytes })));
    } catch (error) {
      const said = masked(error instanceof Error ? error.message : String(error), [credentials, url.credentials]);
      const withCredentials = (credentials ?? url.credentials) !== undefined;
      return err([unreachable({ shown: url.shown, timeoutMs, maxBytes, maxRefs, withCredentials }, error, said)]);
    }
  }
}

const sameRefs = (a: Refs, b: Refs): boolean => a.size === b.size && [...a].every(([name, oid]) => b.get(name) === oid);
