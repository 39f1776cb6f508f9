import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { inventoryEntry } from './inventory.ts';
import type { InventoryEntry } from './inventory.ts';
import { planSync } from './plan.ts';
import type { PlanSyncInput, SyncPlan } from './plan.ts';
import { step } from './step.ts';
import { startSync } from './sync-state.ts';
import type { SyncAction, SyncFact, SyncState } from './sync-state.ts';
import { taskId } from './sync-task.ts';

const kinds = { Namespace: 'v1', ConfigMap: 'v1', Deployment: 'apps/v1', Widget: 'example.com/v1', Job: 'batch/v1' };
const anyObject = fc
  .record({
    kind: fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])),
    name: fc.constantFrom('a', 'b', 'c'),
    wave: fc.integer({ min: -2, max: 2 }),
    value: fc.nat(3),
    hook: fc.option(fc.constantFrom('PreSync', 'Sync', 'PostSync', 'SyncFail', 'PreSync,PostSync'), { freq: 3 }),
    policy: fc.constantFrom('HookSucceeded', 'HookFailed', 'BeforeHookCreation'),
  })
  .map(({ kind, name, wave, value, hook, policy }): KubeObject => ({
    apiVersion: kinds[kind],
    kind,
    metadata: {
      name,
      annotations: {
        'argocd.argoproj.io/sync-wave': `${wave}`,
        ...(kind === 'Job' && hook
          ? { 'argocd.argoproj.io/hook': hook, 'argocd.argoproj.io/hook-delete-policy': policy }
          : {}),
      },
    },
    spec: { value },
  }));
const anyObjects = fc.uniqueArray(anyObject, { selector: (o) => keyText(keyOf(o)), minLength: 1 });
const isHook = (o: KubeObject): boolean => o.metadata.annotations?.['argocd.argoproj.io/hook'] !== undefined;
const resources = (objects: readonly KubeObject[]) => objects.filter((o) => !isHook(o));
const byKey = (objects: readonly KubeObject[]) => new Map(objects.map((o) => [keyText(keyOf(o)), o]));

function planned(input: Partial<PlanSyncInput>): SyncPlan {
  const plan = planSync({ objects: [], inventory: [], policy: { prune: true, allowEmpty: true }, ...input });
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
}

/** A cluster that does what it is told, and the memory of one application in it, as the spoke keeps it. */
class World {
  readonly live: Map<string, KubeObject>;
  inventory: InventoryEntry[];
  /** How often each hook was created, by task. */
  readonly ran = new Map<string, number>();
  readonly written: string[] = [];

  constructor(live: readonly KubeObject[], ours: readonly KubeObject[]) {
    this.live = byKey([...live, ...ours]);
    this.inventory = ours.map((o) => inventoryEntry(o));
  }

  act(action: SyncAction): SyncFact {
    const id = taskId(action.task);
    const key = keyText(action.task.key);
    if (action.type === 'await') return { type: 'reached', id };
    this.written.push(key);
    if (action.type === 'remove') {
      this.live.delete(key);
      return { type: 'removed', id };
    }
    if (action.type === 'prune') this.live.delete(key);
    else this.live.set(key, action.task.object!);
    if (action.type === 'hook') this.ran.set(id, (this.ran.get(id) ?? 0) + 1);
    return { type: 'done', id };
  }

  /** Carries the plan out; `known` are the facts of a run that was cut off, `until` so many actions, then it is cut off itself. */
  run(
    plan: SyncPlan,
    known: ReadonlyMap<string, SyncFact>,
    until: number,
  ): { state: SyncState; facts: Map<string, SyncFact> } {
    for (const { object, action } of plan.tasks) {
      if (action === 'apply') this.#remember(inventoryEntry(object!));
    }
    const facts = new Map(known);
    let { state, actions } = step(startSync(plan), []);
    let left = until;
    while (actions.length > 0) {
      const found: SyncFact[] = [];
      for (const action of actions) {
        const name = `${action.type} ${taskId(action.task)}`;
        const before = facts.get(name);
        if (!before && left-- <= 0) return { state, facts };
        const fact = before ?? this.act(action);
        facts.set(name, fact);
        found.push(fact);
      }
      ({ state, actions } = step(state, found));
    }
    this.#conclude(state);
    return { state, facts };
  }

  #remember(entry: InventoryEntry): void {
    const key = keyText(entry.key);
    this.inventory = [...this.inventory.filter((one) => keyText(one.key) !== key), entry];
  }

  #conclude({ results }: SyncState): void {
    const gone = new Set(results.flatMap(({ code, key }) => (code === 'Pruned' ? [keyText(key)] : [])));
    this.inventory = this.inventory.filter(({ key }) => !gone.has(keyText(key)));
  }

  get text(): string {
    return JSON.stringify([[...this.live].sort(), this.inventory.map(({ key }) => keyText(key)).sort()]);
  }
}

const NONE: ReadonlyMap<string, SyncFact> = new Map();
const all = Number.POSITIVE_INFINITY;

describe('the plan and a model world', () => {
  it('after a plan is carried out nothing differs, and a second plan has nothing to do', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, fc.array(anyObject), (before, after, strangers) => {
        const world = new World(strangers, resources(before));
        const { state } = world.run(planned({ objects: after, inventory: world.inventory }), NONE, all);
        expect(state.phase).toBe('Succeeded');
        for (const o of resources(after)) expect(world.live.get(keyText(keyOf(o)))).toEqual(o);
        const upToDate = (o: KubeObject) => world.live.get(keyText(keyOf(o))) === o;
        const again = planned({ objects: after, inventory: world.inventory, upToDate });
        expect(again.tasks.filter(({ action }) => action !== 'hook')).toEqual([]);
      }),
    );
  });

  it('nothing that is not ours is in a prune, nor written unless it is desired', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, fc.array(anyObject), (before, after, strangers) => {
        const world = new World(strangers, resources(before));
        const ours = new Set(world.inventory.map(({ key }) => keyText(key)));
        const desired = byKey(after);
        const plan = planned({ objects: after, inventory: world.inventory });
        for (const { action, key } of plan.tasks) {
          if (action === 'prune') expect(ours.has(keyText(key)) && !desired.has(keyText(key))).toBe(true);
        }
        world.run(plan, NONE, all);
        for (const key of world.written) expect(ours.has(key) || desired.has(key)).toBe(true);
      }),
    );
  });

  it('whatever prefix of it was carried out, the next run reaches the same end; no hook runs twice', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, fc.nat(30), (before, after, cut) => {
        const whole = new World([], resources(before));
        whole.run(planned({ objects: after, inventory: whole.inventory }), NONE, all);
        const crashed = new World([], resources(before));
        const { facts } = crashed.run(planned({ objects: after, inventory: crashed.inventory }), NONE, cut);
        const { state } = crashed.run(planned({ objects: after, inventory: crashed.inventory }), facts, all);
        expect(state.phase).toBe('Succeeded');
        expect(crashed.text).toBe(whole.text);
        for (const count of crashed.ran.values()) expect(count).toBe(1);
      }),
    );
  });

  it('also where nobody remembers how far it came, but for its hooks', () => {
    fc.assert(
      fc.property(anyObjects, anyObjects, fc.nat(30), (before, after, cut) => {
        const [all1, all2] = [resources(before), resources(after)];
        const whole = new World([], all1);
        whole.run(planned({ objects: all2, inventory: whole.inventory }), NONE, all);
        const crashed = new World([], all1);
        crashed.run(planned({ objects: all2, inventory: crashed.inventory }), NONE, cut);
        crashed.run(planned({ objects: all2, inventory: crashed.inventory }), NONE, all);
        expect(crashed.text).toBe(whole.text);
      }),
    );
  });

  it('does not depend on the order of the objects, and never puts an object before its namespace', () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const inA = objects.map((o) =>
          o.kind === 'Namespace' ? o : { ...o, metadata: { ...o.metadata, namespace: 'a' } },
        );
        const { tasks } = planned({ objects: inA });
        expect(planned({ objects: inA.toReversed() }).tasks).toEqual(tasks);
        const home = tasks.findIndex(({ key }) => key.kind === 'Namespace' && key.name === 'a');
        const first = tasks.findIndex(({ key }) => key.namespace === 'a');
        if (home >= 0 && first >= 0) expect(home).toBeLessThan(first);
      }),
    );
  });
});
