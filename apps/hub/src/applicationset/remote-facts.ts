import { setsWithRemoteFacts, type Database } from '@wheelhouse/adapter-postgres';
import type { ScmAnswer, ScmProviders } from '@wheelhouse/adapter-scm';
import type { Problem } from '@wheelhouse/core-domain';
import {
  decisionsAmong,
  decisionsKey,
  pluginKey,
  pullRequestsKey,
  repositoriesKey,
  type Decisions,
  type FactsRequest,
  type GatheredFacts,
} from '@wheelhouse/core-generate';
import type { Clock, Sealer } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import { lookAt, type LookedAt, type Looker } from './fact-objects.ts';

export interface RemoteFactsOptions {
  readonly db: Database;
  readonly sealer: Sealer;
  readonly providers: ScmProviders;
  readonly wakes: Wakes;
  readonly clock: Clock;
}

/** What providers, plugins and the objects of the hub said. */
export interface RemoteRound {
  readonly found: GatheredFacts;
  readonly problems: readonly Problem[];
  /** In so many milliseconds the first of the answers is too old; undefined where none ever is. */
  readonly againMs: number | undefined;
}

export const NOTHING_REMOTE: RemoteRound = { found: {}, problems: [], againMs: undefined };

/** Argo CD's for generators that ask somebody. */
const DEFAULT_MAX_AGE_S = 1_800;
/** Shorter would be an attack. */
const MIN_MAX_AGE_S = 5;
const MAX_ANSWERS = 5_000;

interface Kept {
  /** `monotonic`. */
  readonly askedAt: number;
  readonly answer: Promise<ScmAnswer<unknown>>;
}

/**
 * Answers of providers and plugins, each asked for once and kept as long as a generator says (`requeueAfterSeconds`), whatever
 * else makes a set look again meanwhile; and the objects that generators look at, which the hub has.
 */
export class RemoteFacts {
  readonly #options: RemoteFactsOptions;
  readonly #kept = new Map<string, Kept>();
  /** When a set looks again because an answer is too old then. */
  readonly #alarms = new Map<string, () => void>();

  constructor(options: RemoteFactsOptions) {
    this.#options = options;
  }

  stop(): void {
    for (const cancel of this.#alarms.values()) cancel();
    this.#alarms.clear();
  }

  /** All answers are asked for again when somebody wants them next; the providers confirm what is the same. */
  forget(): void {
    this.#kept.clear();
  }

  /** Objects that generators look at changed in a namespace. */
  async changed(namespace: string): Promise<void> {
    this.forget();
    this.#options.wakes.wake('set', await setsWithRemoteFacts(this.#options.db.sql, namespace));
  }

  /** The set looks again after so long; undefined: not for this reason. */
  lookAgain(setId: string, againMs: number | undefined): void {
    this.#alarms.get(setId)?.();
    this.#alarms.delete(setId);
    if (againMs === undefined) return;
    const wake = (): void => {
      this.#alarms.delete(setId);
      this.#options.wakes.wake('set', setId);
    };
    this.#alarms.set(setId, this.#options.clock.after(againMs, wake));
  }

  async gather(request: FactsRequest, looker: Looker): Promise<RemoteRound> {
    const { decisions, plugins, repositories, pullRequests } = request;
    if (decisions.length + plugins.length + repositories.length + pullRequests.length === 0) return NOTHING_REMOTE;
    const { db, sealer, providers } = this.#options;
    const seen = await lookAt(db.sql, looker, sealer);
    const round = new Round(this.#options.clock.monotonic());
    const ask = this.#asker(round, looker);
    await Promise.all([
      ...plugins.map((one) =>
        ask('plugins', pluginKey(one), one.requeueAfterSeconds, () => providers.plugin(one, seen.data)),
      ),
      ...repositories.map((one) =>
        ask('repositories', repositoriesKey(one), one.requeueAfterSeconds, () =>
          providers.repositories(one, seen.data),
        ),
      ),
      ...pullRequests.map((one) =>
        ask('pullRequests', pullRequestsKey(one), one.requeueAfterSeconds, () =>
          providers.pullRequests(one, seen.data),
        ),
      ),
    ]);
    return round.done(decisionsOf(decisions, seen));
  }

  #asker(round: Round, looker: Looker) {
    return async (
      kind: AnswerKind,
      key: string,
      maxAgeS = DEFAULT_MAX_AGE_S,
      ask: () => Promise<ScmAnswer<unknown>>,
    ): Promise<void> => {
      const maxAgeMs = maxAgeS === 0 ? Infinity : Math.max(maxAgeS, MIN_MAX_AGE_S) * 1000;
      const name = JSON.stringify([looker.namespace, looker.project, kind, key]);
      const kept = this.#fresh(name, maxAgeMs) ?? this.#keep(name, ask);
      round.add(kind, key, await kept.answer, kept.askedAt + maxAgeMs);
    };
  }

  #fresh(name: string, maxAgeMs: number): Kept | undefined {
    const kept = this.#kept.get(name);
    return kept && this.#options.clock.monotonic() - kept.askedAt < maxAgeMs ? kept : undefined;
  }

  /** What failed is not kept: whoever asks next asks again. */
  #keep(name: string, ask: () => Promise<ScmAnswer<unknown>>): Kept {
    const kept: Kept = { askedAt: this.#options.clock.monotonic(), answer: ask() };
    const drop = (): void => void (this.#kept.get(name) === kept && this.#kept.delete(name));
    this.#kept.delete(name);
    this.#kept.set(name, kept);
    kept.answer.then((answer) => answer.ok || drop(), drop);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MAX_ANSWERS) break;
      this.#kept.delete(oldest);
    }
    return kept;
  }
}

type AnswerKind = 'plugins' | 'repositories' | 'pullRequests';

/** What one look of a set comes to. */
class Round {
  readonly #startedAt: number;
  readonly #found: Record<AnswerKind, Map<string, unknown>> = {
    plugins: new Map(),
    repositories: new Map(),
    pullRequests: new Map(),
  };
  readonly #problems: Problem[] = [];
  #oldAt = Infinity;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  add(kind: AnswerKind, key: string, answer: ScmAnswer<unknown>, oldAt: number): void {
    if (answer.ok) {
      this.#found[kind].set(key, answer.value);
      this.#oldAt = Math.min(this.#oldAt, oldAt);
      return;
    }
    this.#problems.push(...answer.error.problems);
    const { retryAfterMs } = answer.error;
    if (retryAfterMs !== undefined) this.#oldAt = Math.min(this.#oldAt, this.#startedAt + retryAfterMs);
  }

  done(decisions: ReadonlyMap<string, Decisions>): RemoteRound {
    const found = { ...this.#found, decisions } as GatheredFacts;
    const againMs = this.#oldAt === Infinity ? undefined : Math.max(this.#oldAt - this.#startedAt, 1_000);
    return { found, problems: this.#problems, againMs };
  }
}

const decisionsOf = (requests: FactsRequest['decisions'], { objects }: LookedAt): ReadonlyMap<string, Decisions> =>
  new Map(requests.map((one) => [decisionsKey(one), decisionsAmong(objects, one)]));
