import { keyText } from '@wheelhouse/core-domain';
import type { ObjectKey } from '@wheelhouse/core-domain';
import { taskId } from '@wheelhouse/core-sync';
import type { Awaiting, SyncFact, SyncState, SyncTask } from '@wheelhouse/core-sync';
import type { LiveRecord } from '../watch/live-record.ts';
import type { ApplyContext } from './apply-object.ts';
import { refOfKey } from './prune-object.ts';
import { releaseHook } from './run-hook.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import { hookOf, rememberHook } from './hook-book.ts';
import type { Target } from './target.ts';

export interface RunWatcherOptions {
  readonly target: Target;
  readonly deps: SyncDependencies;
  readonly run: string;
  readonly context: ApplyContext;
  readonly tell: (fact: SyncFact) => void;
}

/** What the watches show of an object that is waited for. */
export type Verdict =
  { readonly kind: 'well' | 'waits'; readonly message?: string } | { readonly kind: 'ill'; readonly message: string };

/**
 * Argo CD's gate: healthy, or of a kind without health, is done; degraded is a failure, and of a hook also what nobody understands;
 * everything else is waited for.
 */
export function verdictOf({ health }: Pick<LiveRecord, 'health'>, isHook: boolean): Verdict {
  if (!health) return { kind: 'well' };
  const { status, message } = health;
  const told = message === undefined ? {} : { message };
  if (status === 'Healthy') return { kind: 'well', ...told };
  const isIll = status === 'Degraded' || (isHook && status === 'Unknown');
  return isIll ? { kind: 'ill', message: message ?? `it is ${status}` } : { kind: 'waits', ...told };
}

/** Turns what the watches show into what a sync waits for. */
export class RunWatcher {
  readonly #options: RunWatcherOptions;

  constructor(options: RunWatcherOptions) {
    this.#options = options;
  }

  /** Tells at once what is known; `open` takes what has to be asked or written first. */
  look({ awaiting, phase }: SyncState, open: Map<string, Promise<void>>): void {
    const { target } = this.#options;
    const seen = awaiting.filter(({ until }) => until === 'healthy' || until === 'ended');
    target.awaited = phase === 'Running' ? new Set(seen.map(({ task }) => keyText(task.key))) : new Set();
    for (const one of seen) {
      const id = taskId(one.task);
      if (!open.has(id))
        this.#lookAt(one, (work) =>
          open.set(
            id,
            work.finally(() => open.delete(id)),
          ),
        );
    }
  }

  /** The first that is waited for: `waits for Deployment shop/web in wave 2: 1 of 3 …`. */
  describe({ awaiting, phase }: SyncState): string | undefined {
    const [first] = awaiting;
    if (!first || phase !== 'Running') return undefined;
    const { task, until } = first;
    const message = this.#options.target.records.get(keyText(task.key))?.health?.message;
    const more = awaiting.length > 1 ? ` (and ${awaiting.length - 1} more)` : '';
    const subject = `${task.key.kind} ${task.key.namespace ? `${task.key.namespace}/` : ''}${task.key.name}`;
    const what = until === 'ended' ? `${task.phase} hook ${subject} runs` : `waits for ${subject} in wave ${task.wave}`;
    return `${what}${until === 'gone' ? ' to go' : ''}${message ? `: ${message}` : ''}${more}`;
  }

  #lookAt({ task, until }: Awaiting, later: (work: Promise<void>) => void): void {
    const { target, context, run, tell } = this.#options;
    const [id, key] = [taskId(task), keyText(task.key)];
    if (context.dryRun) return tell({ type: 'reached', id });
    const isHook = until === 'ended';
    const entry = isHook ? hookOf(target, { key: task.key, run: `${run}/${task.phase}` }) : undefined;
    const outcome = entry?.outcome;
    if (outcome) return tell(factOf(id, outcome.ok, outcome.message));
    const record = target.records.get(key);
    // The watch may still tell of the one that was there before.
    if (record && entry?.uid !== undefined && record.uid !== entry.uid) return;
    if (!record || target.suspects.get(key) === 'gone') return later(this.#confirm(task));
    const verdict = verdictOf(record, isHook);
    if (verdict.kind === 'waits') return;
    const fact = factOf(id, verdict.kind === 'well', verdict.message);
    if (isHook) later(this.#endHook(task, fact));
    else tell(fact);
  }

  /** The watch lost it, or never saw it. */
  async #confirm(task: SyncTask): Promise<void> {
    const { target, deps, tell } = this.#options;
    const [id, key] = [taskId(task), keyText(task.key)];
    try {
      const live = await deps.kube.get(refOfKey(task.key, task.apiVersion));
      target.suspects.delete(key);
      if (live) deps.observed(live);
      else target.records.delete(key);
      if (target.records.has(key)) return;
      const what = live ? 'our marks were taken off it' : 'it was deleted';
      tell({ type: 'missed', id, message: `${what} while it was waited for` });
    } catch (error) {
      tell({ type: 'missed', id, message: error instanceof Error ? error.message : String(error) });
    }
  }

  /** How it ended is stored before it may delete itself: it must not run again. */
  async #endHook(task: SyncTask, fact: SyncFact): Promise<void> {
    const { target, deps, context, run, tell } = this.#options;
    const entry = hookOf(target, { key: task.key, run: `${run}/${task.phase}` });
    const message = 'message' in fact ? fact.message : undefined;
    const outcome = { ok: fact.type === 'reached', ...(message ? { message } : {}) };
    try {
      if (entry) rememberHook(target, { ...entry, outcome });
      await deps.state.saveApplication(target.stored);
      await releaseHook(refOfKey(task.key, task.apiVersion), context);
    } catch (error) {
      deps.log.warn({ err: error, hook: nameOf(task.key) }, 'a hook that ended keeps its finalizer for now');
    }
    tell(fact);
  }
}

const nameOf = ({ kind, namespace, name }: ObjectKey): string => `${kind} ${namespace}/${name}`;

const factOf = (id: string, ok: boolean, message: string | undefined): SyncFact =>
  ok
    ? { type: 'reached', id, ...(message ? { message } : {}) }
    : { type: 'missed', id, message: message ?? 'it failed' };
