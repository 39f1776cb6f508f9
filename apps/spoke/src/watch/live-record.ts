import { ownFields } from '@wheelhouse/core-diff';
import type { Digest, Health, KubeObject, ObjectKey } from '@wheelhouse/core-domain';
import { groupOf, keyOf } from '@wheelhouse/core-domain';
import { assessHealth, ignoresHealth, needsBody } from '@wheelhouse/core-health';
import type { FindHealth } from '@wheelhouse/core-health';
import { APPLICATION_LABEL, isOurs } from '@wheelhouse/core-sync';
import type { ApplicationId } from '@wheelhouse/core-domain';

/** What is kept of a watched object: a fifth of a kilobyte where the object has five. */
export interface LiveRecord {
  readonly key: ObjectKey;
  readonly apiVersion: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Absent: the kind has none. */
  readonly health?: Health;
  /** Of the fields that we own; absent: we own none. */
  readonly ownHash?: Digest;
  /** Set where `spec.replicas` is among the fields that we own. */
  readonly ownsReplicas?: true;
  readonly ignoresHealth: boolean;
  readonly deleting: boolean;
  readonly createdAt?: number;
  /** Of a workload that is not healthy although its controller has seen it: how to find its pods. */
  readonly podSelector?: string;
}

export function recordOf(object: KubeObject, custom?: FindHealth): LiveRecord {
  const { uid, resourceVersion, creationTimestamp, deletionTimestamp } = object.metadata;
  const health = assessHealth(object, custom);
  const own = ownFields(object);
  const selector = health && isUnwell(health) && isObserved(object) ? podSelectorOf(object) : undefined;
  return {
    key: keyOf(object),
    apiVersion: object.apiVersion,
    uid: String(uid ?? ''),
    resourceVersion: String(resourceVersion ?? ''),
    ignoresHealth: ignoresHealth(object),
    deleting: deletionTimestamp !== undefined,
    ...(health ? { health } : {}),
    ...(own ? { ownHash: own.hash } : {}),
    ...(own?.fieldsV1['f:spec']?.['f:replicas'] ? { ownsReplicas: true } : {}),
    ...(typeof creationTimestamp === 'string' ? { createdAt: Date.parse(creationTimestamp) } : {}),
    ...(selector ? { podSelector: selector } : {}),
  };
}

/**
 * Changes whenever what people write of an object changes, and seldom else: a status does not move `generation`. Objects without one have no
 * status to speak of.
 */
export function writtenVersion({ metadata }: KubeObject): string {
  const { generation, labels, annotations, resourceVersion } = metadata;
  return JSON.stringify(generation === undefined ? [resourceVersion] : [generation, labels, annotations]);
}

export const isUnwell = ({ status }: Health): boolean => status === 'Progressing' || status === 'Degraded';

/** Which application an object says it belongs to, if its marks are true. */
export function ownerOf(object: KubeObject): ApplicationId | undefined {
  const id = object.metadata.labels?.[APPLICATION_LABEL];
  return id !== undefined && isOurs(object, id as ApplicationId) ? (id as ApplicationId) : undefined;
}

/** Resource versions of one object are integers that grow (KEP-5504); anything else counts as newer. */
export function isOlder(a: string, b: string): boolean {
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

export const watchesBody = (apiVersion: string, kind: string, custom?: FindHealth): boolean =>
  needsBody(groupOf(apiVersion), kind, custom);

const WORKLOADS = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'batch/Job'];

/** Before, there are no pods of what it says now. Kinds whose status does not tell count as observed. */
function isObserved(object: KubeObject): boolean {
  const { observedGeneration } = (object['status'] ?? {}) as { observedGeneration?: number };
  const tells = object.kind !== 'Job';
  return !tells || (observedGeneration ?? 0) >= Number(object.metadata['generation'] ?? 0);
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { key: string; operator: string; values?: readonly string[] }[];
}

/** A workload's own selector as a label selector's text; undefined for other kinds and for empty selectors. */
export function podSelectorOf(object: KubeObject): string | undefined {
  if (!WORKLOADS.includes(`${groupOf(object.apiVersion)}/${object.kind}`)) return undefined;
  const selector = (object['spec'] as { selector?: Selector } | undefined)?.selector;
  const parts = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    if (operator === 'Exists') parts.push(key);
    else if (operator === 'DoesNotExist') parts.push(`!${key}`);
    else parts.push(`${key} ${operator === 'In' ? 'in' : 'notin'} (${(values ?? []).join(',')})`);
  }
  return parts.length > 0 ? parts.join(',') : undefined;
}
