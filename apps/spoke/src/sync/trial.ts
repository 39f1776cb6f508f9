import type { KubeError } from '@wheelhouse/adapter-kube';
import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { taskId } from '@wheelhouse/core-sync';
import type { SyncFact, SyncPlan, SyncState, SyncTask } from '@wheelhouse/core-sync';
import type { ApplyContext } from './apply-object.ts';
import { namespaceToEnsure } from './ensure-namespace.ts';
import { missingNamespace } from './explain-error.ts';
import { preflight } from './preflight.ts';
import type { ObjectTask, Preflight } from './preflight.ts';
import type { Prepared } from './prepare-objects.ts';
import type { Target } from './target.ts';

export interface TrialOptions {
  readonly target: Target;
  readonly plan: SyncPlan;
  readonly prepared: Prepared;
  readonly context: ApplyContext;
  readonly signal: AbortSignal;
  /** It will not be written. */
  readonly isSettled: (task: ObjectTask) => boolean;
}

/** The dry runs of one sync: of all before the first write, and of what could not be asked then as soon as it can. */
export class Trial {
  readonly #options: TrialOptions;
  #later: readonly ObjectTask[] = [];

  constructor(options: TrialOptions) {
    this.#options = options;
  }

  async all(): Promise<Preflight['refused']> {
    const { plan, prepared, isSettled } = this.#options;
    const tasks = plan.tasks.filter(isObjectTask).filter((task) => !isSettled(task));
    const prunes = plan.tasks.filter(({ action }) => action === 'prune').length;
    // A single write is its own trial.
    if (tasks.length + prunes < 2 && prepared.unknown.size === 0) return [];
    const { refused, later } = await this.#try(tasks);
    this.#later = later;
    return refused;
  }

  /** What can be asked since the facts, and is refused. */
  async again(facts: readonly SyncFact[], state: SyncState): Promise<SyncFact[]> {
    if (this.#later.length === 0 || !tellsOfProvider(facts, state)) return [];
    const pending = new Set(state.pending.map(taskId));
    const tasks = this.#later.filter((task) => pending.has(taskId(task)));
    const made = this.#options.context.made ?? new Set();
    const due = tasks.filter(
      ({ object }) => made.has(object.metadata.namespace ?? '') || !isNewPlace(object, state.pending),
    );
    if (due.length === 0) return [];
    const { refused, later } = await this.#try(due);
    this.#later = [...later, ...tasks.filter((task) => !due.includes(task))];
    return refused.map(({ task, message }) => ({ type: 'refused', id: taskId(task), message }));
  }

  /** The API server misses a namespace or a kind that this very sync makes first. */
  isMadeHere({ code, message }: KubeError, object: KubeObject): boolean {
    const { prepared, target, context } = this.#options;
    if (code === 'UNKNOWN_KIND') return !prepared.unknown.has(keyText(keyOf(object)));
    const namespace = missingNamespace(message);
    if (code !== 'NOT_FOUND' || namespace === undefined) return false;
    const ensured = context.dryRun ? namespaceToEnsure(target.spec, prepared.objects)?.metadata.name : undefined;
    return namespace === ensured || prepared.namespaces.has(namespace);
  }

  #try(tasks: readonly ObjectTask[]): Promise<Preflight> {
    const { target, context, signal } = this.#options;
    return preflight(tasks, {
      apply: context,
      isKnown: (key) => target.stored.hashes[key] !== undefined,
      isMadeHere: (error, object) => this.isMadeHere(error, object),
      signal,
    });
  }
}

const isObjectTask = (task: SyncTask): task is ObjectTask => task.object !== undefined;

/** After such an object others can be asked for. */
export const isProvider = ({ key }: SyncTask): boolean => ['Namespace', 'CustomResourceDefinition'].includes(key.kind);

function tellsOfProvider(facts: readonly SyncFact[], { begun, awaiting }: SyncState): boolean {
  const providers = new Set([...begun, ...awaiting.map(({ task }) => task)].filter(isProvider).map(taskId));
  return facts.some((fact) => (fact.type === 'done' || fact.type === 'reached') && providers.has(fact.id));
}

/** In a namespace of this bundle that was not written yet. */
const isNewPlace = ({ metadata: { namespace } }: KubeObject, pending: readonly SyncTask[]): boolean =>
  pending.some(({ key }) => key.kind === 'Namespace' && key.group === '' && key.name === namespace);
