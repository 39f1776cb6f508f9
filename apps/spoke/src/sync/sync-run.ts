import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeError } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { inventoryEntry, openActions, refuseSync, startSync, step, taskId } from '@wheelhouse/core-sync';
import type {
  InventoryEntry,
  SyncAction,
  SyncFact,
  SyncPlan,
  SyncState,
  SyncTask,
  TaskId,
} from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import { optionsFor } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import type { PlannedChange } from './dry-run.ts';
import { eachOf, stopReason } from './each-of.ts';
import { ensureNamespace, namespaceToEnsure } from './ensure-namespace.ts';
import { explainError, missingNamespace } from './explain-error.ts';
import { impersonated } from './policy.ts';
import { pacedReader, pacedWriter } from './paced-kube.ts';
import { preflight } from './preflight.ts';
import type { ObjectTask, Preflight } from './preflight.ts';
import type { Prepared } from './prepare-objects.ts';
import { deleteHookOf } from './run-hook.ts';
import { RunWatcher } from './run-watcher.ts';
import type { IsSettled } from './settled-objects.ts';
import type { SyncDependencies, SyncJob } from './sync-application.ts';
import { forgetHook, TaskDoer } from './task-doer.ts';
import { rungOf } from './target.ts';
import type { Target } from './target.ts';

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

/** Where a run is: it is over; it waits for what the watches tell; or this spoke stops, and another goes on with it. */
export type RunPause = 'over' | 'waiting' | 'stopped';

const SAVE_EVERY_MS = 1_000;

/**
 * One attempt to make a bundle real. What comes next is `core-sync`'s to say; here it is done, and what came out remembered,
 * so that whoever goes on after a crash begins no hook twice and writes nothing again that is in force.
 */
export class SyncRun {
  readonly job: SyncJob;
  /** Ends it: what is begun is finished, nothing new begins. A text as its reason is shown. */
  readonly abort = new AbortController();
  state: SyncState;
  readonly #target: Target;
  readonly #options: SyncRunOptions;
  readonly #doer: TaskDoer;
  readonly #watcher: RunWatcher;
  readonly #context: ApplyContext;
  readonly #done: Set<TaskId>;
  readonly #facts: SyncFact[] = [];
  readonly #open = new Map<string, Promise<void>>();
  readonly #signal: AbortSignal;
  #stop = new AbortController();
  #later: readonly ObjectTask[] = [];
  #ready = false;
  #begun = false;
  #savedDone = 0;
  #savedAt = 0;
  #terminated = false;

  constructor(options: SyncRunOptions) {
    const { target, job, deps, plan } = options;
    this.#options = options;
    this.#target = target;
    this.job = job;
    const { run } = target.stored;
    const resumes = !job.dryRun && run?.operation === job.operation && run.attempt === job.attempt;
    this.#done = new Set(resumes ? run.done : []);
    this.#signal = AbortSignal.any([this.abort.signal, this.#stop.signal]);
    const impersonate = impersonated(target.serviceAccount, target.spec.destinationNamespace);
    this.#context = {
      ...deps,
      kube: pacedReader(deps.kube, deps.pace, this.#signal),
      writer: pacedWriter(deps.writer, deps.pace, this.#signal),
      made: new Set(),
      absent: new Set(),
      syncOptions: target.spec.syncPolicy.syncOptions,
      ignoreDifferences: target.spec.ignoreDifferences,
      marks: { applicationId: target.id, identity: target.spec.identity },
      ...(impersonate ? { impersonate } : {}),
      ...(job.dryRun ? { dryRun: true } : {}),
      ...(job.force ? { force: true } : {}),
    };
    const hookRun = `${job.operation}/${job.attempt}`;
    this.#doer = new TaskDoer({
      target,
      deps,
      run: hookRun,
      context: { ...this.#context, signal: this.#signal },
      settled: options.settled,
      done: new Set(this.#done),
      isMadeHere: (error, object) => this.#isMadeHere(error, object),
      kindsChanged: () => this.#kindsChanged(),
    });
    this.#watcher = new RunWatcher({
      target,
      deps,
      run: hookRun,
      context: this.#context,
      tell: (fact) => void this.#facts.push(fact),
    });
    this.state = startSync(plan, job.attempt);
  }

  get planned(): readonly PlannedChange[] {
    return this.#doer.planned;
  }

  get isRemoval(): boolean {
    return this.#options.removal ?? false;
  }

  get plan(): SyncPlan {
    return this.#options.plan;
  }

  /** What it waits for, for people; undefined while it writes. */
  get waitsFor(): string | undefined {
    return this.#watcher.describe(this.state);
  }

  /** Something else is wanted by now: it gives way where that harms nothing. */
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

  /** What came out becomes what is known, to be stored; `applied` moves only when everything of the bundle is there. */
  async conclude(): Promise<void> {
    const { plan, kept } = this.#options;
    await kept;
    const { results, phase } = this.state;
    const { run: _, ...stored } = this.#target.stored;
    const gone = new Set(results.flatMap(({ key, code }) => (code === 'Pruned' ? [keyText(key)] : [])));
    const foreign = new Set(
      results.flatMap(({ key, code }) =>
        code === 'PruneSkipped' && !plan.kept.some((kept) => keyText(kept.key) === keyText(key)) ? [keyText(key)] : [],
      ),
    );
    const hashes = Object.fromEntries(Object.entries(stored.hashes).filter(([key]) => !gone.has(key)));
    const inventory = stored.inventory
      .filter(({ key }) => !gone.has(keyText(key)) && !foreign.has(keyText(key)))
      .map((entry) => this.#withUid(entry));
    const { bundle, spec, only } = this.job;
    const applied = phase === 'Succeeded' && !only ? { applied: rungOf(bundle, spec) } : {};
    this.#target.stored = { ...stored, inventory, hashes, kept: only ? stored.kept : plan.kept, ...applied };
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
    this.#note(facts);
    if (this.#later.length > 0 && this.#mayAskLater(facts)) facts.unshift(...(await this.#refusedLater()));
    const before = this.state;
    const { state, actions } = step(before, facts);
    this.state = state;
    if (state.phase === 'Running') await this.#save(before.awaiting.length > 0 && state.begun.length > 0);
    return actions;
  }

  #mayAskLater(facts: readonly SyncFact[]): boolean {
    const { begun, awaiting } = this.state;
    const providers = new Set([...begun, ...awaiting.map(({ task }) => task)].filter(isProvider).map(taskId));
    return facts.some((fact) => (fact.type === 'done' || fact.type === 'reached') && providers.has(fact.id));
  }

  #note(facts: readonly SyncFact[]): void {
    const { begun } = this.state;
    for (const fact of facts) {
      if (fact.type !== 'done') continue;
      const task = begun.find((one) => taskId(one) === fact.id);
      if (task?.action === 'apply') this.#done.add(fact.id);
    }
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
      this.#facts.push(reason === undefined ? await this.#doer.do(action) : { type: 'failed', id, message: reason });
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
    await this.#save(this.#done.size !== this.#savedDone);
    return 'waiting';
  }

  async #stopped(): Promise<RunPause> {
    await Promise.all(this.#open.values());
    this.#note(this.#facts);
    if (!this.job.dryRun && this.#ready) await this.#save(true);
    return 'stopped';
  }

  /** All that comes before the first step. */
  async #prepare(): Promise<void> {
    const { plan, prepared, deps } = this.#options;
    if (this.job.dryRun) return void (this.#ready = true);
    if (this.#options.removal) return this.#prepareRemoval();
    await this.#remember();
    await this.#cutOffFormer();
    const namespace = namespaceToEnsure(this.#target.spec, prepared.objects);
    const refused = namespace && !this.job.only ? await this.#ensure(namespace) : undefined;
    this.#ready = true;
    if (refused !== undefined) {
      this.state = { ...this.state, phase: 'Failed', stage: 'over', message: refused };
      return;
    }
    const tasks = plan.tasks.filter(isObjectTask).filter((task) => !this.#isSettled(task));
    // A single write is its own trial.
    if (tasks.length + plan.tasks.filter(({ action }) => action === 'prune').length < 2 && !prepared.unknown.size)
      return;
    const flight = await this.#preflight(tasks);
    this.#later = flight.later;
    if (flight.refused.length > 0) this.state = refuseSync(this.state, flight.refused);
  }

  async #prepareRemoval(): Promise<void> {
    await this.#save(true);
    await this.#cutOffFormer();
    this.#watchAll();
    this.#ready = true;
  }

  #preflight(tasks: readonly ObjectTask[]): Promise<Preflight> {
    return preflight(tasks, {
      apply: this.#context,
      isKnown: (key) => this.#target.stored.hashes[key] !== undefined,
      isMadeHere: (error, object) => this.#isMadeHere(error, object),
      signal: this.#signal,
    });
  }

  #isSettled(task: ObjectTask): boolean {
    if (task.action !== 'apply') return false;
    return this.#done.has(taskId(task)) || this.#options.settled(keyText(task.key), task.object);
  }

  /** What could not be asked before, as its namespace or kind was not there. */
  async #refusedLater(): Promise<SyncFact[]> {
    const pending = new Set(this.state.pending.map(taskId));
    const tasks = this.#later.filter((task) => pending.has(taskId(task)));
    const made = this.#context.made ?? new Set();
    const isReady = ({ object }: ObjectTask): boolean =>
      made.has(object.metadata.namespace ?? '') || !this.#isNewPlace(object);
    const due = tasks.filter(isReady);
    if (due.length === 0) return [];
    const flight = await this.#preflight(due);
    this.#later = [...flight.later, ...tasks.filter((task) => !due.includes(task))];
    return flight.refused.map(({ task, message }) => ({ type: 'refused', id: taskId(task), message }));
  }

  /** In a namespace of this bundle that was not written yet. */
  #isNewPlace(object: KubeObject): boolean {
    const { namespace } = object.metadata;
    return this.state.pending.some(({ key }) => key.kind === 'Namespace' && key.group === '' && key.name === namespace);
  }

  /** Architecture §5.3: the keys of new objects are stored before the objects are created. */
  async #remember(): Promise<void> {
    const { plan, settled } = this.#options;
    const { stored, spec, serviceAccount } = this.#target;
    const known = new Map(stored.inventory.map((entry) => [keyText(entry.key), entry]));
    for (const task of plan.tasks) {
      const { action, key, object } = task;
      const text = keyText(key);
      // It was an object of ours before it became a hook.
      if (action === 'hook') known.delete(text);
      if (action !== 'apply' || !object || !this.#mayExist(text, object)) continue;
      if (settled(text, object)) this.#done.add(taskId(task));
      const uid = known.get(text)?.uid;
      known.set(text, inventoryEntry(object, uid));
    }
    const { bundle, spec: digest, only } = this.job;
    const { serviceAccount: _, halted: __, readopted: ___, ...rest } = stored;
    this.#target.stored = {
      ...rest,
      spec,
      ...(serviceAccount ? { serviceAccount } : {}),
      ...(only && stored.attempted ? {} : { attempted: { ...bundle, spec: digest } }),
      inventory: [...known.values()],
    };
    await this.#save(true);
    this.#watchAll();
  }

  /** Its kind is there, comes with this bundle, or may come meanwhile. */
  #mayExist(key: string, object: KubeObject): boolean {
    const { unknown } = this.#options.prepared;
    return !unknown.has(key) || optionsFor(object, this.#context).skipDryRunOnMissingResource;
  }

  /** Hooks of a sync that nobody goes on with must not go on either. */
  async #cutOffFormer(): Promise<void> {
    const own = `${this.job.operation}/${this.job.attempt}/`;
    for (const entry of this.#target.stored.hooks ?? []) {
      if (entry.outcome || entry.run.startsWith(own)) continue;
      await deleteHookOf(entry, this.#context).catch((error: unknown) => {
        if (error instanceof NotLeading) throw error;
      });
      forgetHook(this.#target, entry);
    }
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

  /** The API server misses a namespace or a kind that this very sync makes first. */
  #isMadeHere({ code, message }: KubeError, object: KubeObject): boolean {
    const { prepared } = this.#options;
    if (code === 'UNKNOWN_KIND') return !prepared.unknown.has(keyText(keyOf(object)));
    const namespace = missingNamespace(message);
    if (code !== 'NOT_FOUND' || namespace === undefined) return false;
    const ensured = this.job.dryRun ? namespaceToEnsure(this.#target.spec, prepared.objects)?.metadata.name : undefined;
    return namespace === ensured || prepared.namespaces.has(namespace);
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

  #withUid(entry: InventoryEntry): InventoryEntry {
    const uid = this.#doer.uids.get(keyText(entry.key));
    return uid === undefined ? entry : { ...entry, uid };
  }

  /** A dry run changes nothing; what only deletes begins anew. */
  get #isStored(): boolean {
    return !this.job.dryRun && (!this.isRemoval || this.plan.tasks.some(({ action }) => action === 'hook'));
  }

  async #save(now: boolean): Promise<void> {
    const { deps } = this.#options;
    const at = deps.monotonic();
    if (!this.#isStored || (!now && at - this.#savedAt < SAVE_EVERY_MS)) return;
    this.#savedAt = at;
    this.#savedDone = this.#done.size;
    const { operation, attempt, bundle, spec, startedAt } = this.job;
    const run = { operation, attempt, bundle: bundle.digest, spec, startedAt, done: [...this.#done] };
    this.#target.stored = { ...this.#target.stored, run };
    await deps.state.saveApplication(this.#target.stored);
  }
}

const isObjectTask = (task: SyncTask): task is ObjectTask => task.object !== undefined;

/** After such an object others can be asked for. */
const isProvider = ({ key }: SyncTask): boolean => ['Namespace', 'CustomResourceDefinition'].includes(key.kind);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
