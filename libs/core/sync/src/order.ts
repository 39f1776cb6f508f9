import { groupOf, kindRankOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { phaseOrder } from './sync-task.ts';
import type { SyncTask } from './sync-task.ts';

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareKeys = ({ key: a }: SyncTask, { key: b }: SyncTask): number =>
  compareText(a.name, b.name) ||
  compareText(a.group, b.group) ||
  compareText(a.kind, b.kind) ||
  compareText(a.namespace, b.namespace);

const rank = ({ key }: SyncTask): number => kindRankOf(key.kind);

/** Phase, then wave: between two of them a sync stops to look at the health of what it wrote. */
export const compareSteps = (a: SyncTask, b: SyncTask): number =>
  phaseOrder.indexOf(a.phase) - phaseOrder.indexOf(b.phase) || a.wave - b.wave;

export const sameStep = (a: SyncTask, b: SyncTask): boolean => a.phase === b.phase && a.wave === b.wave;

/** Phase, wave, kind rank, name; then whatever makes the order total, so that equal inputs give equal plans. */
export const compareApplies = (a: SyncTask, b: SyncTask): number =>
  compareSteps(a, b) || rank(a) - rank(b) || compareKeys(a, b);

/**
 * Prunes run in their (mirrored) waves, the last kind first. Argo CD keeps the order of kinds and so deletes a namespace before
 * what is in it; here the users of a thing go before the thing.
 */
export const comparePrunes = (a: SyncTask, b: SyncTask): number =>
  compareSteps(a, b) || rank(b) - rank(a) || compareKeys(a, b);

/** Both in order; within a phase and wave what goes, goes before what comes. */
export const mergeSteps = (prunes: readonly SyncTask[], others: readonly SyncTask[]): SyncTask[] =>
  [...prunes, ...others].sort(compareSteps);

/** The distinct waves of prunes swapped end for end: what was created last goes first. */
export function mirrorWaves(tasks: readonly SyncTask[]): SyncTask[] {
  const waves = [...new Set(tasks.map(({ wave }) => wave))].sort((a, b) => a - b);
  const mirrored = new Map(waves.map((wave, index) => [wave, waves[waves.length - 1 - index]!]));
  return tasks.map((task) => ({ ...task, wave: mirrored.get(task.wave)! }));
}

/** What a task makes possible for others, and which such thing it needs itself. */
interface Dependency {
  readonly provides: (object: KubeObject) => string | undefined;
  readonly needs: (object: KubeObject) => string | undefined;
}

const isCrd = (object: KubeObject): boolean =>
  object.kind === 'CustomResourceDefinition' && groupOf(object.apiVersion) === 'apiextensions.k8s.io';

interface CrdSpec {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
}

/** Cluster-scoped objects count as living in the application's namespace, as in Argo CD. */
export const namespaceDependency = (applicationNamespace: string): Dependency => ({
  provides: (object) => (object.kind === 'Namespace' && object.apiVersion === 'v1' ? object.metadata.name : undefined),
  needs: (object) => object.metadata.namespace || applicationNamespace || undefined,
});

export const crdDependency: Dependency = {
  provides: (object) => {
    const spec = isCrd(object) ? (object['spec'] as CrdSpec | null | undefined) : undefined;
    const [group, kind] = [spec?.group, spec?.names?.kind];
    return typeof group === 'string' && typeof kind === 'string' ? `${group}/${kind}` : undefined;
  },
  needs: (object) => `${groupOf(object.apiVersion)}/${object.kind}`,
};

/**
 * Moves each provider that stands behind its first user to the place before that user, into the user's phase and wave. `tasks`
 * are in order, no prunes; the rest keeps its order.
 */
export function bump(tasks: readonly SyncTask[], { provides, needs }: Dependency): SyncTask[] {
  const ordered: SyncTask[] = [];
  for (const task of tasks) {
    const thing = task.object && provides(task.object);
    const user = thing === undefined ? -1 : ordered.findIndex((other) => isUser(other, thing, { provides, needs }));
    if (user < 0) ordered.push(task);
    else ordered.splice(user, 0, { ...task, phase: ordered[user]!.phase, wave: ordered[user]!.wave });
  }
  return ordered;
}

/** Providers are nobody's users: a Namespace does not wait for another one. */
const isUser = ({ object }: SyncTask, thing: string, { provides, needs }: Dependency): boolean =>
  object !== undefined && provides(object) === undefined && needs(object) === thing;

const PROVIDERS = ['Namespace', 'CustomResourceDefinition'];

/** Whether `later` cannot be applied before `earlier` can be used. */
export function dependsOn(later: SyncTask, earlier: SyncTask): boolean {
  if (!later.object || !earlier.object || !PROVIDERS.includes(earlier.key.kind)) return false;
  return [namespaceDependency(''), crdDependency].some(({ provides, needs }) => {
    const thing = provides(earlier.object!);
    return thing !== undefined && isUser(later, thing, { provides, needs });
  });
}
