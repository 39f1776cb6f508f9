import { MOST_STEPS } from '@wheelhouse/contract';
import type { ObjectOutcome, OperationStep } from '@wheelhouse/contract';
import { keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import {
  objectsOfRun,
  openActions,
  refuseSync,
  RunTimes,
  startSync,
  step,
  stepsOfRun,
  taskId,
} from '@wheelhouse/core-sync';
import type { SyncAction, SyncFact, SyncPlan, SyncState, SyncTask, TaskId } from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import { optionsFor } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import type { PlannedChange } from './dry-run.ts';
import { eachOf, stopReason } from './each-of.ts';
import { ensureNamespace, namespaceToEnsure } from './ensure-namespace.ts';
import { explainError } from './explain-error.ts';
import type { ObjectTask } from './preflight.ts';
import type { Prepared } from './prepare-objects.ts';
import { concludeRun, cutOffFormer, onlyRewrites, rememberRun } from './remember-run.ts';
import type { Run, RunPause } from './run.ts';
import { contextOf } from './run-context.ts';
import { RunJournal } from './run-journal.ts';
import { RunWatcher } from './run-watcher.ts';
import type { IsSettled } from './settled-objects.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { SyncJob } from './sync-job.ts';
import { TaskDoer } from './task-doer.ts';
import type { Target } from './target.ts';
import { Trial } from './trial.ts';

export interface SyncRunOptions {
  readonly target: Target;
  readonly job: SyncJob;
  readonly plan: SyncPlan;
  readonly prepared: Prepared;
  readonly settled: IsSettled;
  readonly deps: SyncDependencies;
  /** The bundle is stored. */
  readonly kept?: Promise<unknown>;
  /** The application goes: nothing is applied. */
  readonly removal?: boolean;
}

/**
 * One attempt to make a bundle real. What comes next is `core-sync`'s to say; here it is done, and what came out remembered,
 * so that whoever goes on after a crash begins no hook twice and writes nothing again that is in force.
 */
export class SyncRun implements Run {
  readonly job: SyncJob;
  /** Ends it: what is begun is finished, nothing new begins. A text as its reason is shown. */
  readonly abort = new AbortController();
  state: SyncState;
  readonly #target: Target;
  readonly #options: SyncRunOptions;
  readonly #doer: TaskDoer;
  readonly #watcher: RunWatcher;
  readonly #context: ApplyContext;
  readonly #journal: RunJournal;
  readonly #trial: Trial;
  readonly #times = new RunTimes();
  readonly #facts: SyncFact[] = [];
  readonly #open = new Map<string, Promise<void>>();
  readonly #signal: AbortSignal;
  #stop = new AbortController();
  #ready = false;
  #begun = false;
  #terminated = false;
  #leftOut = false;

  constructor(options: SyncRunOptions) {
    const { target, job, deps, plan, prepared } = options;
    this.#options = options;
    this.#target = target;
    this.job = job;
    this.#signal = AbortSignal.any([this.abort.signal, this.#stop.signal]);
    this.#context = contextOf(options, this.#signal);
    const context = this.#context;
    const run = `${job.operation}/${job.attempt}`;
    // A dry run changes nothing; what only deletes begins anew.
    const transient = job.dryRun || (this.isRemoval && !plan.tasks.some(({ action }) => action === 'hook'));
    this.#journal = new RunJournal({ target, job, deps, transient });
    const isSettled = (task: ObjectTask): boolean => this.#isSettled(task);
    this.#trial = new Trial({ target, plan, prepared, context, signal: this.#signal, isSettled });
    this.#doer = new TaskDoer({
      target,
      deps,
      run,
      context: { ...context, signal: this.#signal },
      settled: options.settled,
      done: new Set(this.#journal.done),
      isMadeHere: (error, object) => this.#notAsked(this.#trial.isMadeHere(error, object)),
      kindsChanged: () => this.#kindsChanged(),
    });
    const tell = (fact: SyncFact): void => void this.#facts.push(fact);
    this.#watcher = new RunWatcher({ target, deps, run, context, tell });
    this.state = startSync(plan, job.attempt);
  }

  /** In the order of the plan, whichever answer came first. */
  get planned(): readonly PlannedChange[] {
    const order = new Map(this.plan.tasks.map(({ key }, at) => [keyText(key), at]));
    const at = ({ key }: PlannedChange): number => order.get(key) ?? order.size;
    return [...this.#doer.planned].sort((a, b) => at(a) - at(b));
  }

  holds(key: string): boolean {
    const { pending, begun } = this.state;
    const isIt = (task: SyncTask): boolean => keyText(task.key) === key;
    return (
      pending.some(isIt) || begun.some(isIt) || this.plan.tasks.some((task) => task.action !== 'apply' && isIt(task))
    );
  }

  steps(): readonly OperationStep[] {
    const steps = stepsOfRun(this.plan, this.state, this.#times);
    const current = steps.findIndex(({ finishedAt }) => finishedAt === undefined);
    const last = current < 0 ? steps.length : Math.max(MOST_STEPS, current + MOST_STEPS / 2);
    return steps.slice(Math.max(0, Math.min(last, steps.length) - MOST_STEPS), last);
  }

  record(): { readonly steps: readonly OperationStep[]; readonly objects: readonly ObjectOutcome[] } {
    return { steps: this.steps(), objects: objectsOfRun(this.plan, this.state, this.#times) };
  }

  /** Of a dry run: the API server was asked about each write, also in namespaces and of kinds that it has already. */
  get askedAll(): boolean {
    return this.#options.prepared.unknown.size === 0 && !this.#leftOut;
  }

  get isRemoval(): boolean {
    return this.#options.removal ?? false;
  }

  get plan(): SyncPlan {
    return this.#options.plan;
  }

  get waitsFor(): string | undefined {
    return this.#watcher.describe(this.state);
  }

  supersede(message: string): void {
    if (this.state.superseded === undefined) this.#facts.push({ type: 'superseded', message });
  }

  /** Goes on until it is over or has to wait. Rejects with `NotLeading` and with what the spoke's own state could not be stored for. */
  async advance(stop: AbortSignal): Promise<RunPause> {
    const onStop = (): void => this.#stop.abort(stop.reason);
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    try {
      return await this.#advance(stop);
    } finally {
      stop.removeEventListener('abort', onStop);
    }
  }

  async conclude(): Promise<void> {
    const { kept, deps } = this.#options;
    // Asked for as the run began; what failed then, for a lease that ended for a moment, is asked for again.
    await kept?.catch(() => deps.bundles.keep(this.job.bundle.digest));
    concludeRun(this.#target, this, this.#doer.uids);
  }

  async #advance(stop: AbortSignal): Promise<RunPause> {
    if (!this.#ready) await this.#prepare();
    let actions = this.#begun ? openActions(this.state) : await this.#step();
    this.#begun = true;
    while (this.state.phase === 'Running') {
      this.#noteTermination();
      await this.#begin(actions);
      this.#watcher.look(this.state, this.#open);
      if (stop.aborted) return this.#stopped();
      if (this.#facts.length === 0 && this.#open.size === 0) return this.#wait();
      if (this.#facts.length === 0) {
        await Promise.race([...this.#open.values(), aborted(this.#signal)]);
        actions = [];
        continue;
      }
      actions = await this.#step();
    }
    // What was waited for beside it is waited for no longer.
    this.#stop.abort('it is over');
    return 'over';
  }

  async #step(): Promise<readonly SyncAction[]> {
    const facts = this.#facts.splice(0);
    const before = this.state;
    this.#journal.note(facts, before.begun);
    facts.unshift(...(await this.#trial.again(facts, before)));
    const { state, actions } = step(before, facts);
    this.state = state;
    this.#times.stepped(state, this.#options.deps.now());
    const isNextWave = before.awaiting.length > 0 && state.begun.length > 0;
    if (state.phase === 'Running') await this.#journal.save(isNextWave);
    return actions;
  }

  async #begin(actions: readonly SyncAction[]): Promise<void> {
    for (const action of actions) {
      if (action.type === 'await' && (action.until === 'gone' || action.until === 'ready')) {
        this.#follow(taskId(action.task), this.#doer.await(action.task, action.until));
      }
    }
    const writes = actions.filter(({ type }) => type !== 'await');
    await eachOf(writes, 64, async (action) => {
      const reason = action.type === 'remove' ? undefined : stopReason(this.#signal);
      // This spoke stops: it is begun by whoever goes on.
      if (reason !== undefined && !this.abort.signal.aborted) return;
      const id = taskId(action.task);
      const { now } = this.#options.deps;
      this.#times.began(id, now());
      const fact =
        reason === undefined ? await this.#doer.do(action) : { type: 'failed' as const, id, message: reason };
      if (fact.type === 'done') this.#times.written(id, now());
      this.#facts.push(fact);
    });
  }

  #follow(id: TaskId, fact: Promise<SyncFact>): void {
    if (this.#open.has(id)) return;
    const told = fact.then((one) => void this.#facts.push(one)).finally(() => this.#open.delete(id));
    this.#open.set(id, told);
  }

  #noteTermination(): void {
    if (!this.abort.signal.aborted || this.#terminated) return;
    this.#terminated = true;
    this.#facts.push({ type: 'terminated', message: stopReason(this.abort.signal) ?? 'terminated' });
  }

  async #wait(): Promise<RunPause> {
    await this.#journal.save(this.#journal.isBehind);
    return 'waiting';
  }

  async #stopped(): Promise<RunPause> {
    await Promise.all(this.#open.values());
    this.#journal.note(this.#facts, this.state.begun);
    if (this.#ready) await this.#journal.save(true);
    return 'stopped';
  }

  /** All that comes before the first step. */
  async #prepare(): Promise<void> {
    if (this.isRemoval) await this.#journal.save(true);
    else if (!this.job.dryRun) await this.#remember();
    if (!this.job.dryRun) {
      await cutOffFormer(this.#target, this.job, this.#context);
      this.#watchAll();
    }
    if (!this.isRemoval && !this.job.dryRun) await this.#try();
    this.#ready = true;
  }

  async #remember(): Promise<void> {
    const { prepared, settled, plan } = this.#options;
    const mayExist = (key: string, object: KubeObject): boolean =>
      !prepared.unknown.has(key) || optionsFor(object, this.#context).skipDryRunOnMissingResource;
    const adds = !onlyRewrites(plan, this.#target);
    rememberRun(this.#target, this, mayExist);
    for (const task of plan.tasks) {
      const { action, key, object } = task;
      if (action === 'apply' && object && settled(keyText(key), object)) this.#journal.done.add(taskId(task));
    }
    if (adds) await this.#journal.save(true);
    else this.#journal.postpone();
  }

  /** The namespace, and a dry run of all. */
  async #try(): Promise<void> {
    const namespace = namespaceToEnsure(this.#target.spec, this.#options.prepared.objects);
    const missed = namespace && !this.job.only ? await this.#ensure(namespace) : undefined;
    if (missed !== undefined) {
      this.state = { ...this.state, phase: 'Failed', stage: 'over', message: missed };
      return;
    }
    const refused = this.job.rehearsed ? [] : await this.#trial.all();
    if (refused.length > 0) this.state = refuseSync(this.state, refused);
  }

  #notAsked(isMadeHere: boolean): boolean {
    this.#leftOut ||= isMadeHere;
    return isMadeHere;
  }

  #isSettled(task: ObjectTask): boolean {
    if (task.action !== 'apply') return false;
    return this.#journal.done.has(taskId(task)) || this.#options.settled(keyText(task.key), task.object);
  }

  async #ensure(namespace: KubeObject): Promise<string | undefined> {
    try {
      await ensureNamespace(namespace, this.#context);
      return undefined;
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      return `namespace ${namespace.metadata.name}: ${explainError(error, namespace, this.#context.impersonate)}`;
    }
  }

  #kindsChanged(): void {
    this.#options.deps.kube.invalidateDiscovery();
    this.#watchAll();
  }

  #watchAll(): void {
    const { inventory } = this.#target.stored;
    const hooks = this.plan.tasks.filter(({ action }) => action === 'hook');
    this.#options.deps.watch([...inventory, ...hooks].map(({ apiVersion, key }) => ({ apiVersion, kind: key.kind })));
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
