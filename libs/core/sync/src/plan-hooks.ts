import { hookRoleOf, isGenerated, keyOf, syncWaveOf } from '@wheelhouse/core-domain';
import type { HookRole, HookType, KubeObject } from '@wheelhouse/core-domain';
import type { SyncTask } from './sync-task.ts';

/** What names the objects that hooks with `generateName` make. */
export interface RunName {
  readonly revision: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

type Hook = Extract<HookRole, { kind: 'hook' }>;

/** One task per phase in which the hook runs, of those that are asked for. */
export function hookTasks(objects: readonly KubeObject[], phases: readonly HookType[], run?: RunName): SyncTask[] {
  return objects.flatMap((object) => {
    const role = hookRoleOf(object);
    return role.kind === 'hook'
      ? role.types.filter((type) => phases.includes(type)).map((type) => hookTask(object, role, type, run))
      : [];
  });
}

function hookTask(object: KubeObject, { deletePolicies }: Hook, phase: HookType, run?: RunName): SyncTask {
  const named = run && isGenerated(object) ? withName(object, generatedName(object, phase, run)) : object;
  return {
    phase,
    wave: syncWaveOf(object),
    action: 'hook',
    key: keyOf(named),
    apiVersion: object.apiVersion,
    object: named,
    deletePolicies,
  };
}

const withName = (object: KubeObject, name: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, name },
});

/** `<generateName><first 7 of the revision>-<phase>-<start in seconds>`, as in Argo CD. */
export const generatedName = (object: KubeObject, phase: HookType, { revision, startedAt }: RunName): string =>
  `${object.metadata.generateName}${revision.slice(0, 7)}-${phase}-${Math.floor(startedAt / 1000)}`.toLowerCase();
