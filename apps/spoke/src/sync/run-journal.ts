import type { SyncFact, SyncTask, TaskId } from '@wheelhouse/core-sync';
import { taskId } from '@wheelhouse/core-sync';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import type { Target } from './target.ts';

export interface RunJournalOptions {
  readonly target: Target;
  readonly job: SyncJob;
  readonly deps: SyncDependencies;
  /** What it has to say need not outlive this process. */
  readonly transient: boolean;
}

const SAVE_EVERY_MS = 1_000;

/** What whoever goes on with a run must know of it, in the state of its application. */
export class RunJournal {
  /** What was applied, or found applied. */
  readonly done: Set<TaskId>;
  readonly #options: RunJournalOptions;
  #savedAt = 0;
  #savedDone = 0;

  constructor(options: RunJournalOptions) {
    this.#options = options;
    const { target, job } = options;
    const { run } = target.stored;
    const resumes = !job.dryRun && run?.operation === job.operation && run.attempt === job.attempt;
    this.done = new Set(resumes ? run.done : []);
  }

  /** Something came out that is not stored. */
  get isBehind(): boolean {
    return this.done.size !== this.#savedDone;
  }

  /** Nothing of it need be known before it ends, or before a second has passed: whoever goes on writes the same again. */
  postpone(): void {
    this.#savedAt = this.#options.deps.monotonic();
  }

  note(facts: readonly SyncFact[], begun: readonly SyncTask[]): void {
    const applies = new Set(begun.filter(({ action }) => action === 'apply').map(taskId));
    for (const fact of facts) if (fact.type === 'done' && applies.has(fact.id)) this.done.add(fact.id);
  }

  /** At once, or once a second. */
  async save(now: boolean): Promise<void> {
    const { target, job, deps, transient } = this.#options;
    const at = deps.monotonic();
    if (transient || (!now && at - this.#savedAt < SAVE_EVERY_MS)) return;
    this.#savedAt = at;
    this.#savedDone = this.done.size;
    const { operation, attempt, bundle, spec, startedAt } = job;
    const run = { operation, attempt, bundle: bundle.digest, spec, startedAt, done: [...this.done] };
    target.stored = { ...target.stored, run };
    await deps.state.saveApplication(target.stored);
  }
}
