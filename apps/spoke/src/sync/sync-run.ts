import type { KubeObject } from '@wheelhouse/core-domain';
import { keyText } from '@wheelhouse/core-domain';
import { ownFields } from '@wheelhouse/core-diff';
import { inventoryEntry, isReady, startSync, taskId } from '@wheelhouse/core-sync';
import type { InventoryEntry, SyncAction, SyncFact, SyncPlan, SyncState, SyncTask } from '@wheelhouse/core-sync';
import type { KubeError } from '@wheelhouse/adapter-kube';
import { NotLeading } from '../leader/fenced-writer.ts';
import { applyObject, refOf } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import { previewApply } from './dry-run.ts';
import type { PlannedChange } from './dry-run.ts';
import { ensureNamespace, namespaceToEnsure } from './ensure-namespace.ts';
import { explainError, missingNamespace, unknownKind } from './explain-error.ts';
import { keepReplicas } from './keep-replicas.ts';
import { impersonated, propagationOf } from './policy.ts';
import type { Prepared } from './prepare-objects.ts';
import { awaitGone, pruneObject } from './prune-object.ts';
import { runPlan, stopReason } from './run-plan.ts';
import type { IsSettled } from './settled-objects.ts';
import type { SyncDependencies, SyncJob } from './sync-application.ts';
import { rungOf } from './target.ts';
import type { Target } from './target.ts';
import { untilObject } from './until-object.ts';

/** One attempt under way: what it applied, and what that means for what is remembered. */
export class SyncRun {
  readonly #target: Target;
  readonly #job: SyncJob;
  readonly #deps: SyncDependencies & { readonly settled: IsSettled };
  readonly #context: ApplyContext;
  readonly #applied = new Map<string, KubeObject>();
  /** By task: what was asked to go. */
  readonly #going = new Map<string, KubeObject>();
  /** Of a dry run, as it goes. */
  readonly planned: PlannedChange[] = [];
  #newNamespaces: ReadonlySet<string> = new Set();

  constructor(target: Target, job: SyncJob, deps: SyncDependencies & { readonly settled: IsSettled }) {
    this.#target = target;
    this.#job = job;
    this.#deps = deps;
    const impersonate = impersonated(target.serviceAccount, target.spec.destinationNamespace);
    this.#context = {
      ...deps,
      made: new Set(),
      marks: { applicationId: target.id, identity: target.spec.identity },
      ...(impersonate ? { impersonate } : {}),
      ...(job.dryRun ? { dryRun: true } : {}),
    };
  }

  /** Architecture §5.3: the keys of new objects are stored before the objects are created. */
  async remember(plan: SyncPlan, unknown: ReadonlySet<string>): Promise<void> {
    const { stored, spec } = this.#target;
    const known = new Map(stored.inventory.map((entry) => [keyText(entry.key), entry]));
    const applied = plan.tasks.flatMap(({ object, key }) => (object && !unknown.has(keyText(key)) ? [object] : []));
    for (const object of applied) {
      const entry = inventoryEntry(object);
      const uid = known.get(keyText(entry.key))?.uid;
      known.set(keyText(entry.key), uid === undefined ? entry : { ...entry, uid });
    }
    const { bundle, spec: digest } = this.#job;
    const { serviceAccount } = this.#target;
    const { serviceAccount: _, halted: __, readopted: ___, ...rest } = stored;
    this.#target.stored = {
      ...rest,
      spec,
      ...(serviceAccount ? { serviceAccount } : {}),
      attempted: { ...bundle, spec: digest },
      inventory: [...known.values()],
    };
    await this.#deps.state.saveApplication(this.#target.stored);
    this.#watchAll();
  }

  async carryOut(plan: SyncPlan, prepared: Prepared) {
    const namespace = namespaceToEnsure(this.#target.spec, prepared.objects);
    const isUnknown = (task: SyncTask): boolean => task.action === 'apply' && prepared.unknown.has(keyText(task.key));
    const failures = plan.tasks
      .filter(isUnknown)
      .map((task) => ({ task, message: unknownKind({ ...task, ...task.key }) }));
    const doable = { ...plan, tasks: plan.tasks.filter((task) => !isUnknown(task)) };
    this.#newNamespaces = new Set(
      [...prepared.objects, ...(namespace ? [namespace] : [])]
        .filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace')
        .map(({ metadata }) => metadata.name),
    );
    if (namespace && !this.#job.dryRun) {
      const refused = await this.#ensureNamespace(namespace);
      if (refused !== undefined) return failedSync(this.#job.attempt, refused);
    }
    const state = await runPlan(doable, {
      attempt: this.#job.attempt,
      stopped: () => stopReason(this.#job.signal),
      perform: (action) => this.#perform(action),
    });
    const order = new Map(plan.tasks.map(({ key }, at) => [keyText(key), at]));
    this.planned.sort((a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0));
    return withFailures(state, failures);
  }

  /** What came out becomes what is known; `applied` moves only when everything of the bundle is there. */
  async conclude(sync: SyncState, plan: SyncPlan): Promise<void> {
    const { stored } = this.#target;
    const gone = new Set(sync.results.flatMap(({ key, code }) => (code === 'Pruned' ? [keyText(key)] : [])));
    const foreign = new Set(
      sync.results.flatMap(({ key, code }) =>
        code === 'PruneSkipped' && !plan.kept.some((kept) => keyText(kept.key) === keyText(key)) ? [keyText(key)] : [],
      ),
    );
    const hashes = Object.fromEntries(Object.entries(stored.hashes).filter(([key]) => !gone.has(key)));
    const inventory = stored.inventory
      .filter(({ key }) => !gone.has(keyText(key)) && !foreign.has(keyText(key)))
      .map((entry) => this.#withUid(entry));
    const succeeded = sync.phase === 'Succeeded';
    const { bundle, spec } = this.#job;
    const applied = succeeded ? { applied: rungOf(bundle, spec) } : {};
    this.#target.stored = { ...stored, inventory, hashes, kept: plan.kept, ...applied };
    await this.#deps.state.saveApplication(this.#target.stored);
  }

  #watchAll(): void {
    this.#deps.watch(this.#target.stored.inventory.map(({ apiVersion, key }) => ({ apiVersion, kind: key.kind })));
  }

  #withUid(entry: InventoryEntry): InventoryEntry {
    const uid = this.#applied.get(keyText(entry.key))?.metadata['uid'];
    return typeof uid === 'string' ? { ...entry, uid } : entry;
  }

  async #ensureNamespace(namespace: KubeObject): Promise<string | undefined> {
    try {
      await ensureNamespace(namespace, this.#context);
      return undefined;
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      return `namespace ${namespace.metadata.name}: ${explainError(error, namespace, this.#context.impersonate)}`;
    }
  }

  async #perform({ type, ...action }: SyncAction): Promise<SyncFact> {
    const { task } = action;
    const id = taskId(task);
    try {
      if (type === 'await') return await this.#await(task, (action as { until: string }).until);
      return await (task.object ? this.#apply(task, task.object) : this.#prune(task));
    } catch (error) {
      if (error instanceof NotLeading) throw error;
      const subject = { apiVersion: task.apiVersion, kind: task.key.kind };
      const message = explainError(error, subject, this.#context.impersonate);
      return { type: type === 'await' ? 'missed' : 'failed', id, message };
    }
  }

  async #await(task: SyncTask, until: string): Promise<SyncFact> {
    const id = taskId(task);
    if (this.#job.dryRun || (until !== 'gone' && until !== 'ready')) return { type: 'reached', id };
    if (until === 'ready') return this.#awaitReady(task);
    const live = this.#going.get(id);
    const stays = live && (await awaitGone(task, live, { kube: this.#deps.kube, signal: this.#job.signal }));
    return stays === undefined ? { type: 'reached', id } : { type: 'missed', id, message: this.#ended(stays) };
  }

  /** What was waited for did not come because the waiting was ended. */
  #ended(message: string): string {
    const { signal } = this.#job;
    return signal.aborted ? `${stopReason(signal)}; ${message}` : message;
  }

  async #apply(task: SyncTask, object: KubeObject): Promise<SyncFact> {
    const id = taskId(task);
    const key = keyText(task.key);
    const known = this.#target.stored.hashes[key] !== undefined;
    if (this.#job.dryRun) {
      this.planned.push(await previewApply({ ...task, object }, known, this.#context, (error) => this.#isNew(error)));
      return { type: 'done', id };
    }
    if (this.#deps.settled(key, object)) return { type: 'done', id };
    await keepReplicas(object, this.#target.records.get(key), this.#context);
    const live = await applyObject(object, known, this.#context);
    this.#applied.set(key, live);
    this.#target.stored = this.#withHash(key, live);
    this.#deps.observed(live);
    return { type: 'done', id };
  }

  /** The API server misses a namespace or a kind that this very sync would make first. */
  #isNew({ code, message }: KubeError): boolean {
    if (code === 'UNKNOWN_KIND') return true;
    const namespace = missingNamespace(message);
    return code === 'NOT_FOUND' && namespace !== undefined && this.#newNamespaces.has(namespace);
  }

  /** At once, so that a watch that tells of our own write finds nothing to suspect. */
  #withHash(key: string, live: KubeObject) {
    const own = ownFields(live);
    const { stored } = this.#target;
    return own ? { ...stored, hashes: { ...stored.hashes, [key]: own.hash } } : stored;
  }

  async #prune(task: SyncTask): Promise<SyncFact> {
    const id = taskId(task);
    const propagation = propagationOf(this.#target.spec.syncPolicy.syncOptions);
    const outcome = await pruneObject(task, { ...this.#context, application: this.#target.id, propagation });
    if (outcome.kind === 'foreign') return { type: 'skipped', id, message: outcome.reason };
    if (outcome.kind === 'going') this.#going.set(id, outcome.live);
    if (this.#job.dryRun) this.planned.push({ kind: 'delete', key: keyText(task.key) });
    return { type: 'done', id };
  }

  async #awaitReady(task: SyncTask): Promise<SyncFact> {
    const id = taskId(task);
    const live = this.#applied.get(keyText(task.key));
    if (live && isReady(live)) return { type: 'reached', id };
    const resource = live && (await this.#deps.kube.resourceFor(live.apiVersion, live.kind));
    if (!live || !resource) return { type: 'missed', id, message: 'it is not there any more' };
    const { name, namespace } = refOf(live);
    const ready = await untilObject(this.#deps.kube, resource, (object) => object !== undefined && isReady(object), {
      name,
      ...(namespace ? { namespace } : {}),
      timeoutMs: 30_000,
      signal: this.#job.signal,
    });
    this.#deps.kube.invalidateDiscovery();
    this.#watchAll();
    if (ready) return { type: 'reached', id };
    return { type: 'missed', id, message: stopReason(this.#job.signal) ?? 'it did not become ready within 30 s' };
  }
}

const failedSync = (attempt: number, message: string): SyncState => ({
  ...startSync({ tasks: [], kept: [], leftOut: [] }, attempt),
  phase: 'Failed',
  stage: 'over',
  message,
});

function withFailures(state: SyncState, failures: readonly { task: SyncTask; message: string }[]): SyncState {
  const [first] = failures;
  if (!first) return state;
  const results = failures.map(({ task, message }) => ({ key: task.key, code: 'SyncFailed' as const, message }));
  const text = `${first.task.key.kind} ${first.task.key.name}: ${first.message}`;
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
  const message = state.message ? `${state.message}; ${text}${more}` : text + more;
  return { ...state, phase: 'Failed', results: [...state.results, ...results], message };
}
