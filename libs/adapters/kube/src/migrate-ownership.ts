import type { KubeObject } from '@wheelhouse/core-domain';
import { FIELD_MANAGER } from './kube-client.ts';

export interface JsonPatchOperation {
  readonly op: 'replace';
  readonly path: string;
  readonly value: unknown;
}

interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}
interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: FieldsV1;
  readonly subresource?: string;
}

/** Tools that wrote whole manifests before us, under the names that they use for their fields. */
const MANIFEST_WRITERS: ReadonlySet<string> = new Set([
  'argocd-controller',
  'argocd-application-controller',
  'before-first-apply',
  'flux',
  'gitops-engine',
  'helm',
  'helm-controller',
  'kustomize-controller',
]);

const isForeignManifest = ({ manager = '', subresource }: ManagedFieldsEntry, also: string | undefined): boolean =>
  !subresource &&
  (MANIFEST_WRITERS.has(manager) || manager === 'kubectl' || manager.startsWith('kubectl-') || manager === also);

/**
 * A JSON patch that makes us the owner of what kubectl, Argo CD, Helm and Flux own in a live object; undefined where they own
 * nothing. To be sent before our first apply: server-side apply removes a field that left the manifest only from its owner, so
 * without this a field that such a tool set, and that is later removed in Git, would stay for ever. Fails with a Conflict if
 * the object changed meanwhile. `also`: one more manager whose fields become ours.
 */
export function migrateOwnership(
  live: KubeObject,
  manager = FIELD_MANAGER,
  also?: string,
): JsonPatchOperation[] | undefined {
  const entries = (live.metadata['managedFields'] ?? []) as readonly ManagedFieldsEntry[];
  const foreign = entries.filter((entry) => isForeignManifest(entry, also));
  if (foreign.length === 0) return undefined;
  const isOwn = (entry: ManagedFieldsEntry) =>
    entry.manager === manager && entry.operation === 'Apply' && !entry.subresource;
  const merged = [...entries.filter(isOwn), ...foreign];
  const own: ManagedFieldsEntry = {
    manager,
    operation: 'Apply',
    apiVersion: live.apiVersion,
    ...latestTime(merged),
    fieldsType: 'FieldsV1',
    fieldsV1: merged.map(({ fieldsV1 = {} }) => fieldsV1).reduce(union),
  };
  const others = entries.filter((entry) => !merged.includes(entry));
  return [
    { op: 'replace', path: '/metadata/managedFields', value: [own, ...others] },
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata['resourceVersion'] },
  ];
}

/** Sets of field paths as trees: the union has every path of both. */
function union(a: FieldsV1, b: FieldsV1): FieldsV1 {
  const result: Record<string, FieldsV1> = { ...a };
  for (const [element, below] of Object.entries(b)) result[element] = union(result[element] ?? {}, below);
  return result;
}

function latestTime(entries: readonly ManagedFieldsEntry[]): { time?: string } {
  const time = entries
    .flatMap((entry) => entry.time ?? [])
    .sort()
    .at(-1);
  return time === undefined ? {} : { time };
}
