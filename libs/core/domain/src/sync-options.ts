import { nearestName } from './nearest.ts';

/**
 * Argo CD's sync options, each with the values that hold here: by what the spoke does, or because it works like that always
 * (`ServerSideApply`, `FailOnSharedResource`).
 */
const HOLDS: Readonly<Record<string, readonly string[]>> = {
  ApplyOutOfSyncOnly: ['true', 'false'],
  ClientSideApplyMigration: ['true', 'false'],
  CreateNamespace: ['true', 'false'],
  Delete: ['true', 'false', 'confirm'],
  FailOnSharedResource: ['true'],
  Force: ['true', 'false'],
  Prune: ['true', 'false', 'confirm'],
  PruneLast: ['true', 'false'],
  PrunePropagationPolicy: ['foreground', 'background', 'orphan'],
  Replace: ['true', 'false'],
  RespectIgnoreDifferences: ['true', 'false'],
  ServerSideApply: ['true'],
  SkipDryRunOnMissingResource: ['true', 'false'],
  Validate: ['true', 'false'],
  // Of ours: its place among those that one edge releases.
  WindowStart: ['first', 'last'],
};

/** Why an option of `syncOptions` has no effect; undefined for one that has it. */
export function syncOptionProblem(option: string): string | undefined {
  const [name = '', value = ''] = option.trim().split('=', 2);
  const values = Object.hasOwn(HOLDS, name) ? HOLDS[name] : undefined;
  const shown = option.trim().slice(0, 80);
  if (values?.includes(value)) return undefined;
  if (values) return `${shown} has no effect yet; what holds is ${values.map((one) => `${name}=${one}`).join(', ')}`;
  const near = nearestName(name, Object.keys(HOLDS));
  return `${shown} is no sync option and has no effect${near ? `; did you mean ${near}?` : ''}`;
}
