import type { KubeObject } from './kube-object.ts';
import { nearestName } from './nearest.ts';

/** In the order in which a sync runs them; `SyncFail` only after a failure. */
export const syncHooks = ['PreSync', 'Sync', 'PostSync', 'SyncFail'] as const;
/** Around the deletion of an application. */
export const deleteHooks = ['PreDelete', 'PostDelete'] as const;
export type HookType = (typeof syncHooks)[number] | (typeof deleteHooks)[number];

export const hookDeletePolicies = ['HookSucceeded', 'HookFailed', 'BeforeHookCreation'] as const;
export type HookDeletePolicy = (typeof hookDeletePolicies)[number];

/** What an object is in a sync. */
export type HookRole =
  | { readonly kind: 'resource' }
  | { readonly kind: 'hook'; readonly types: readonly HookType[]; readonly deletePolicies: readonly HookDeletePolicy[] }
  /** Never applied, and never pruned. */
  | { readonly kind: 'left-out'; readonly reason: string };

const HOOK = 'argocd.argoproj.io/hook';
const DELETE_POLICY = 'argocd.argoproj.io/hook-delete-policy';
const HELM_HOOK = 'helm.sh/hook';
const HELM_DELETE_POLICY = 'helm.sh/hook-delete-policy';
const types: readonly HookType[] = [...syncHooks, ...deleteHooks];

const HELM_TYPES: Readonly<Record<string, HookType>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
  'pre-delete': 'PreDelete',
  'post-delete': 'PostDelete',
};
const HELM_POLICIES: Readonly<Record<string, HookDeletePolicy>> = {
  'hook-succeeded': 'HookSucceeded',
  'hook-failed': 'HookFailed',
  'before-hook-creation': 'BeforeHookCreation',
};

/**
 * Argo CD's rules: its own hooks count before Helm's; `Skip` counts alone; what names only hooks that nobody knows is left out,
 * as are Helm's `test` and `pre-rollback`. Helm 2's `crd-install` is a plain object.
 */
export function hookRoleOf(object: KubeObject): HookRole {
  const argo = listed(object, HOOK);
  const helm = listed(object, HELM_HOOK);
  const isHelms = helm !== undefined && annotation(object, HELM_HOOK) !== 'crd-install';
  if (argo === undefined && !isHelms) return { kind: 'resource' };
  if (argo?.length === 1 && argo[0] === 'Skip') return { kind: 'left-out', reason: `${HOOK} says Skip` };
  const known = types.filter((type) => argo?.includes(type));
  const found = known.length > 0 ? known : types.filter((type) => helm?.some((name) => helmType(name) === type));
  if (found.length === 0) return { kind: 'left-out', reason: unknownHook(argo, helm ?? []) };
  return { kind: 'hook', types: found, deletePolicies: deletePoliciesOf(object) };
}

/** Whether a hook gets a new name at each run: `metadata.generateName`, which stands for the name in bundles too. */
export const isGenerated = ({ metadata: { name, generateName } }: KubeObject): boolean =>
  generateName !== undefined && generateName !== '' && (!name || name === generateName);

/** A hook with `generateName` alone, with that as its name: each run takes another. Everything else as it is. */
export function withHookName(object: KubeObject): KubeObject {
  const metadata = object.metadata as Partial<KubeObject['metadata']> | null | undefined;
  const { name, generateName } = metadata ?? {};
  if (name || typeof generateName !== 'string' || generateName === '') return object;
  return hookRoleOf(object).kind === 'hook' ? { ...object, metadata: { ...metadata, name: generateName } } : object;
}

function deletePoliciesOf(object: KubeObject): HookDeletePolicy[] {
  const argo = listed(object, DELETE_POLICY) ?? [];
  const helm = listed(object, HELM_DELETE_POLICY) ?? [];
  const named = hookDeletePolicies.filter((policy) => argo.includes(policy));
  const found =
    named.length > 0 ? named : hookDeletePolicies.filter((policy) => helm.some((name) => helmPolicy(name) === policy));
  return found.length > 0 ? found : ['BeforeHookCreation'];
}

const helmType = (name: string): HookType | undefined =>
  Object.hasOwn(HELM_TYPES, name) ? HELM_TYPES[name] : undefined;
const helmPolicy = (name: string): HookDeletePolicy | undefined =>
  Object.hasOwn(HELM_POLICIES, name) ? HELM_POLICIES[name] : undefined;

function unknownHook(argo: readonly string[] | undefined, helm: readonly string[]): string {
  if (argo === undefined) return `${HELM_HOOK}: ${shown(helm)} is no hook of a sync`;
  const near = argo.map((name) => nearestName(name, types)).find((name) => name !== undefined);
  return `${HOOK}: ${shown(argo)} is no hook${near ? `; did you mean ${near}?` : ''}`;
}

const shown = (names: readonly string[]): string => (names.join(',') || 'an empty text').slice(0, 80);

function annotation({ metadata: { annotations } }: KubeObject, name: string): string | undefined {
  const value: unknown = annotations?.[name];
  return typeof value === 'string' ? value : undefined;
}

const listed = (object: KubeObject, name: string): readonly string[] | undefined =>
  annotation(object, name)
    ?.split(',')
    .map((text) => text.trim());
