import type { TreeChange } from '@wheelhouse/adapter-git';
import type { Commit } from '@wheelhouse/core-domain';
import type { AskedRevision } from './repositories-of.ts';

/** Who reads repositories. */
export type Reader = 'set' | 'byHand' | 'fleetSource';

/** A revision and the commit that somebody was worked through at. */
export interface ReadRevision extends AskedRevision {
  readonly commit: Commit;
}

/** What a set, a project's Applications or a fleet source depend on in Git, and what a change of it means. */
export interface Dependence<State> {
  readonly revisions: readonly ReadRevision[];
  /** Which parts are to be looked at again after these changes; `all`: the whole. */
  readonly touched: (at: AskedRevision, changes: readonly TreeChange[]) => 'all' | Iterable<string>;
  readonly state: State;
}

/** Parts that a commit touched, with the commits that they are to be worked through at. */
export interface Parts<State> {
  readonly ids: readonly string[];
  readonly commits: readonly ReadRevision[];
  readonly state: State;
}

export interface Moved {
  /** Those with parts to look at again. */
  readonly parts: readonly string[];
  /** Those whom all of it concerns. */
  readonly all: readonly string[];
  /** Those who stand at the new commits as they are: nothing that they read is another one. */
  readonly same: readonly string[];
  /** Everybody who was judged; who is not in it is not known here, and must look at everything. */
  readonly known: ReadonlySet<string>;
}

/** The commits that revisions stand for now; null where one stands for none. */
export type Moves = ReadonlyMap<string, Commit | null>;

/** Compares two commits of the repository that moved; undefined where that cannot be. */
type Compare = (from: Commit, to: Commit) => Promise<readonly TreeChange[] | undefined>;

interface Entry<State> {
  readonly dependence: Dependence<State>;
  readonly commits: Map<string, ReadRevision>;
  readonly touched: Set<string>;
  /** Being worked through: what they read is not known until they are. */
  readonly atWork: Set<string>;
}

const revisionKey = ({ url, revision }: AskedRevision): string => `${revision}\n${url}`;

/**
 * What each reader of repositories was last worked through at, so that a commit costs only those whom it concerns. It is in
 * this process only and may be lost at any moment: who is not known here looks at everything. `forget` whoever may have to
 * look again for another reason than a commit.
 */
export class SourceMemory<State> {
  readonly #entries = new Map<string, Entry<State>>();
  readonly #versions = new Map<string, number>();
  /** What each revision was last said to stand for. */
  readonly #newest = new Map<string, Commit>();

  /** To be called before the world is read; `remember` takes the answer. */
  begin(key: string): number {
    return this.#versions.get(key) ?? 0;
  }

  /**
   * Nothing is remembered where `key` was forgotten since `begin`: what was read may be older than the reason for it. False: a
   * newer commit came while it was worked through and was not judged for it, so that somebody must look again.
   */
  remember(key: string, begun: number, dependence: Dependence<State>): boolean {
    if (dependence.revisions.some((one) => (this.#newest.get(revisionKey(one)) ?? one.commit) !== one.commit))
      return false;
    if (begun !== this.begin(key)) return true;
    const commits = new Map(dependence.revisions.map((one) => [revisionKey(one), one]));
    this.#entries.set(key, { dependence, commits, touched: new Set(), atWork: new Set() });
    return true;
  }

  /** Whether `key` was worked through since it was forgotten last. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  forget(key: string): void {
    this.#versions.set(key, this.begin(key) + 1);
    this.#entries.delete(key);
  }

  /** The parts of `key` that wait; undefined where the whole is to be looked at. They count as at work until `done`. */
  take(key: string): Parts<State> | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    for (const id of entry.touched) entry.atWork.add(id);
    entry.touched.clear();
    return { ids: [...entry.atWork], commits: [...entry.commits.values()], state: entry.dependence.state };
  }

  /** The commits of somebody with nothing to look at again; undefined for everybody else. */
  resting(key: string): Pick<Parts<State>, 'commits' | 'state'> | undefined {
    const entry = this.#entries.get(key);
    if (!entry || entry.touched.size + entry.atWork.size > 0) return undefined;
    return { commits: [...entry.commits.values()], state: entry.dependence.state };
  }

  /**
   * What was taken is worked through and written down. `made`: others that were made meanwhile at the same commits. No commit
   * that came since was judged for those: they are looked at again. True: something is to be looked at.
   */
  done(key: string, { ids, commits }: Pick<Parts<State>, 'ids' | 'commits'>, made: Iterable<string> = []): boolean {
    const entry = this.#entries.get(key);
    if (!entry) return false;
    for (const id of ids) entry.atWork.delete(id);
    const standing = commits.every((one) => entry.commits.get(revisionKey(one))?.commit === one.commit);
    if (!standing) for (const id of made) entry.touched.add(id);
    return entry.touched.size > 0;
  }

  /** Revisions of a repository stand for these commits now. */
  async moved(url: string, commits: Moves, compare: Compare): Promise<Moved> {
    const compared = new Map<string, Promise<readonly TreeChange[] | undefined>>();
    const changesOf = (from: Commit, to: Commit) => {
      const pair = `${from} ${to}`;
      if (!compared.has(pair)) compared.set(pair, compare(from, to));
      return compared.get(pair)!;
    };
    for (const [revision, commit] of commits)
      if (commit !== null) this.#newest.set(revisionKey({ url, revision }), commit);
    const known = new Set<string>();
    const all: string[] = [];
    const parts: string[] = [];
    const same: string[] = [];
    for (const [key, entry] of [...this.#entries]) {
      const concerned = await this.#judge(key, entry, { url, commits, changesOf });
      if (concerned === 'unknown') continue;
      known.add(key);
      if (concerned === 'all') all.push(key);
      else if (concerned === 'parts') parts.push(key);
      else if (concerned === 'same') same.push(key);
    }
    return { parts, all, same, known };
  }

  async #judge(
    key: string,
    entry: Entry<State>,
    move: {
      readonly url: string;
      readonly commits: Moves;
      readonly changesOf: (from: Commit, to: Commit) => Promise<readonly TreeChange[] | undefined>;
    },
  ): Promise<'unknown' | 'unmoved' | 'same' | 'parts' | 'all'> {
    const before = entry.touched.size;
    let unmoved = true;
    for (const [name, at] of [...entry.commits]) {
      const to = at.url === move.url ? move.commits.get(at.revision) : undefined;
      if (to === undefined || to === at.commit) continue;
      const changes = to === null ? undefined : await move.changesOf(at.commit, to);
      // Forgotten or worked through meanwhile: what was compared is not what is known now.
      if (this.#entries.get(key) !== entry || entry.commits.get(name) !== at) return 'unknown';
      const touched = changes ? entry.dependence.touched(at, changes) : 'all';
      if (to === null || touched === 'all') {
        this.forget(key);
        return 'all';
      }
      entry.commits.set(name, { ...at, commit: to });
      unmoved = false;
      for (const id of touched) entry.touched.add(id);
      if (changes!.length > 0) for (const id of entry.atWork) entry.touched.add(id);
    }
    if (entry.touched.size > before) return 'parts';
    return unmoved ? 'unmoved' : 'same';
  }
}
