import { ownFields } from '@wheelhouse/core-diff';
import { keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { isReady, taskId } from '@wheelhouse/core-sync';
import type { SyncAction, SyncFact, SyncTask } from '@wheelhouse/core-sync';
import { NotLeading } from '../leader/fenced-writer.ts';
import { refOf } from './apply-object.ts';
import { previewApply } from './dry-run.ts';
import type { PlannedChange } from './dry-run.ts';
import { stopReason } from './each-of.ts';
import { explainError } from './explain-error.ts';
import { forgetHook, hookOf, rememberHook } from './hook-book.ts';
import { keepReplicas } from './keep-replicas.ts';
import { propagationOf } from './policy.ts';
import type { ObjectTask } from './preflight.ts';
import { awaitGone, pruneObject } from './prune-object.ts';
import { createHook, deleteHookOf, earlierRuns, hookEntry } from './run-hook.ts';
import type { HookContext } from './run-hook.ts';
import type { IsSettled } from './settled-objects.ts';
import type { SyncDependencies } from './sync-dependencies.ts';
import type { Target } from './target.ts';
import { untilObject } from './until-object.ts';
import { writeObject } from './write-object.ts';
import type { KubeError } from '@wheelhouse/adapter-kube';

export interface TaskDoerOptions {
  readonly target: Target;
  readonly context: HookContext;
  readonly deps: SyncDependencies;
  /** Names this run of its hooks, but for their phase. */
  readonly run: string;
  readonly settled: IsSettled;
  /** What a run that was cut off applied already. */
  readonly done: ReadonlySet<string>;
  readonly isMadeHere: (error: KubeError, object: KubeObject) => boolean;
  /** Kinds may be there that were not before. */
  readonly kindsChanged: () => void;
}

/** Carries out single actions of one sync; its failures are facts, not rejections, but for the loss of the lease. */
export class TaskDoer {
  /** Of a dry run, as it goes. */
  readonly planned: PlannedChange[] = [];
  /** By `keyText`: of what was applied. */
  readonly uids = new Map<string, string>();
  /** By `keyText`: namespaces and CRDs. */
  readonly #providers = new Map<string, KubeObject>();
  readonly #options: TaskDoerOptions;
  /** By task: what was asked to go. */
  readonly #going = new Map<string, KubeObject>();

  constructor(options: TaskDoerOptions) {
    this.#options = options;
  }

  async do({ type, task }: SyncAction): Promise<SyncFact> {
    try {
      return await this.#act(type, task);
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      const message = this.explain(error, task);
      return type === 'remove'
        ? { type: 'removed', id: taskId(task) }
        : { type: type === 'await' ? 'missed' : 'failed', id: taskId(task), message };
    }
  }

  /** Until an object is gone, a namespace active or a CRD established; bounded in time. */
  async await(task: SyncTask, until: 'gone' | 'ready'): Promise<SyncFact> {
    const id = taskId(task);
    try {
      const missed = until === 'gone' ? await this.#untilGone(task) : await this.#untilReady(task);
      return missed === undefined ? { type: 'reached', id } : { type: 'missed', id, message: this.#ended(missed) };
    } catch (error) {
      return { type: 'missed', id, message: this.#ended(this.explain(error, task)) };
    }
  }

  explain(error: unknown, { apiVersion, key }: SyncTask): string {
    return explainError(error, { apiVersion, kind: key.kind }, this.#options.context.impersonate);
  }

  #act(type: SyncAction['type'], task: SyncTask): Promise<SyncFact> {
    if (type === 'prune') return this.#prune(task);
    if (type === 'remove') return this.#remove(task);
    return type === 'hook' ? this.#hook(task as ObjectTask) : this.#apply(task as ObjectTask);
  }

  async #apply(task: ObjectTask): Promise<SyncFact> {
    const { target, context, deps, settled } = this.#options;
    const { object } = task;
    const [id, key] = [taskId(task), keyText(task.key)];
    const known = target.stored.hashes[key] !== undefined;
    if (context.dryRun) return this.#preview(task, known);
    if (settled(key, object) || (await this.#isInForce(task))) return { type: 'done', id };
    await keepReplicas(object, target.records.get(key), context);
    const live = await writeObject(object, known, context, context.signal);
    if (typeof live.metadata['uid'] === 'string') this.uids.set(key, live.metadata['uid']);
    if (!isReady(live) || object.kind === 'Namespace') this.#providers.set(key, live);
    const own = ownFields(live);
    const { stored } = target;
    // At once, so that a watch that tells of our own write finds nothing to suspect.
    if (own) target.stored = { ...stored, hashes: { ...stored.hashes, [key]: own.hash } };
    deps.observed(live);
    return { type: 'done', id };
  }

  async #preview(task: ObjectTask, known: boolean): Promise<SyncFact> {
    const { context, isMadeHere } = this.#options;
    this.planned.push(await previewApply(task, known, context, (error) => isMadeHere(error, task.object)));
    return { type: 'done', id: taskId(task) };
  }

  /** It was applied before this run was cut off, and nobody touched it since. */
  async #isInForce(task: ObjectTask): Promise<boolean> {
    const { target, context, deps, done } = this.#options;
    if (!done.has(taskId(task))) return false;
    const key = keyText(task.key);
    const hash = target.stored.hashes[key];
    const known = target.records.get(key);
    if (known) return !known.deleting && known.ownHash === hash;
    const live = await context.kube.get(refOf(task.object));
    if (live) deps.observed(live);
    const isGoing = live?.metadata['deletionTimestamp'] !== undefined;
    return live !== undefined && !isGoing && hash !== undefined && ownFields(live)?.hash === hash;
  }

  async #prune(task: SyncTask): Promise<SyncFact> {
    const { target, context } = this.#options;
    const id = taskId(task);
    const propagation = propagationOf(context.syncOptions);
    const outcome = await pruneObject(task, { ...context, application: target.id, propagation });
    if (outcome.kind === 'foreign') return { type: 'skipped', id, message: outcome.reason };
    if (outcome.kind === 'going') this.#going.set(id, outcome.live);
    if (context.dryRun) this.planned.push({ kind: 'delete', key: keyText(task.key) });
    return { type: 'done', id };
  }

  async #hook(task: ObjectTask): Promise<SyncFact> {
    const { target, context, deps, run } = this.#options;
    const id = taskId(task);
    if (context.dryRun) return { type: 'done', id };
    const entry = hookEntry(task, `${run}/${task.phase}`);
    if (hookOf(target, entry)?.uid !== undefined) return { type: 'done', id };
    for (const earlier of earlierRuns(target.stored.hooks ?? [], task)) {
      await deleteHookOf(earlier, context);
      forgetHook(target, earlier);
    }
    target.records.delete(keyText(task.key));
    // Before it is created: what is seen of it must find it known.
    rememberHook(target, entry);
    const live = await createHook(task, entry.run, context);
    rememberHook(target, { ...entry, uid: String(live.metadata['uid']) });
    deps.observed(live);
    await deps.state.saveApplication(target.stored);
    return { type: 'done', id };
  }

  async #remove(task: SyncTask): Promise<SyncFact> {
    const { target, context } = this.#options;
    await deleteHookOf(task, context);
    forgetHook(target, task);
    return { type: 'removed', id: taskId(task) };
  }

  async #untilGone(task: SyncTask): Promise<string | undefined> {
    const { context, deps } = this.#options;
    const live = this.#going.get(taskId(task));
    return live && !context.dryRun ? awaitGone(task, live, { kube: deps.kube, signal: context.signal }) : undefined;
  }

  async #untilReady(task: SyncTask): Promise<string | undefined> {
    const { context, deps, kindsChanged } = this.#options;
    if (context.dryRun || !task.object) return undefined;
    const live = this.#providers.get(keyText(task.key)) ?? (await deps.kube.get(refOf(task.object)));
    if (live && isReady(live)) return void kindsChanged();
    const resource = live && (await deps.kube.resourceFor(live.apiVersion, live.kind));
    if (!live || !resource) return 'it is not there any more';
    const { name, namespace } = refOf(live);
    const ready = await untilObject(deps.kube, resource, (object) => object !== undefined && isReady(object), {
      name,
      ...(namespace ? { namespace } : {}),
      timeoutMs: 30_000,
      signal: context.signal,
    });
    kindsChanged();
    return ready ? undefined : (stopReason(context.signal) ?? 'it did not become ready within 30 s');
  }

  /** What was waited for did not come because the waiting was ended. */
  #ended(message: string): string {
    const { signal } = this.#options.context;
    const reason = stopReason(signal);
    return reason === undefined || reason === message ? message : `${reason}; ${message}`;
  }
}
