import { KubeError } from '@wheelhouse/adapter-kube';
import { subsetDiff } from '@wheelhouse/core-diff';
import { keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { SyncTask } from '@wheelhouse/core-sync';
import { applyObject, refOf } from './apply-object.ts';
import type { ApplyContext } from './apply-object.ts';
import { keyName } from './describe-drift.ts';

export type PlannedChange =
  | { readonly kind: 'create' | 'delete' | 'none'; readonly key: string }
  | { readonly kind: 'change'; readonly key: string; readonly paths: readonly string[] };

/** Named in one message; the others are counted. */
const MOST_OBJECTS = 12;
const MOST_PATHS = 3;

/**
 * What an apply would do to one object: the API server is asked (`dryRun=All`), so defaults and admission are in the answer. What
 * `isMadeHere` (in a namespace, or of a kind, that the same sync makes first) cannot be asked, and is new.
 */
export async function previewApply(
  task: SyncTask & { readonly object: KubeObject },
  known: boolean,
  context: ApplyContext,
  isMadeHere: (error: KubeError) => boolean,
): Promise<PlannedChange> {
  const key = keyText(task.key);
  try {
    const live = await context.kube.get(refOf(task.object));
    const then = await applyObject(task.object, known, { ...context, dryRun: true });
    const paths = live ? changedPaths(live, then) : undefined;
    if (!paths) return { kind: 'create', key };
    return paths.length > 0 ? { kind: 'change', key, paths } : { kind: 'none', key };
  } catch (error) {
    if (error instanceof KubeError && isMadeHere(error)) return { kind: 'create', key };
    throw error;
  }
}

function changedPaths(live: KubeObject, then: KubeObject): string[] {
  const [before, after] = [written(live), written(then)];
  const changes = [...subsetDiff(after, before), ...subsetDiff(before, after)];
  return [...new Set(changes.map(({ path }) => path))];
}

/** Without what the API server keeps beside what people write. */
function written(object: KubeObject): KubeObject {
  const { managedFields: _, resourceVersion: __, generation: ___, ...metadata } = object.metadata;
  const { status: ____, ...rest } = object;
  return { ...rest, metadata } as KubeObject;
}

/** `would create ConfigMap shop/a, change Deployment shop/web (spec.replicas); 3 unchanged`. Names fields, never values. */
export function describePlanned(changes: readonly PlannedChange[]): string {
  const named = changes.filter(({ kind }) => kind !== 'none');
  const unchanged = changes.length - named.length;
  if (named.length === 0) return `nothing would change (${unchanged} objects)`;
  const shown = named.slice(0, MOST_OBJECTS).map((change, i) => {
    const verb = change.kind === named[i - 1]?.kind ? '' : `${change.kind} `;
    return `${verb}${keyName(change.key)}${change.kind === 'change' ? pathsText(change.paths) : ''}`;
  });
  const more = named.length > MOST_OBJECTS ? ` and ${named.length - MOST_OBJECTS} more` : '';
  return `would ${shown.join(', ')}${more}${unchanged > 0 ? `; ${unchanged} unchanged` : ''}`;
}

function pathsText(paths: readonly string[]): string {
  const more = paths.length > MOST_PATHS ? ` and ${paths.length - MOST_PATHS} more` : '';
  return ` (${paths.slice(0, MOST_PATHS).join(', ')}${more})`;
}
