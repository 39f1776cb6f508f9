import type { KubeApi } from '@wheelhouse/adapter-kube';
import type { ResourceTree, TreeNode } from '@wheelhouse/contract';
import { keyOf, keyText, versionOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { assessHealth, podProblem } from '@wheelhouse/core-health';
import type { FindHealth } from '@wheelhouse/core-health';
import type { HealthOf } from '../report/target-status.ts';
import { describeDrift } from '../sync/describe-drift.ts';
import { refOfKey } from '../sync/prune-object.ts';
import type { Target } from '../sync/target.ts';
import { podSelectorOf } from '../watch/live-record.ts';

type Entry = Target['stored']['inventory'][number];

/** Which kinds a managed kind makes, and may have to be looked for. */
const CHILDREN: Readonly<Record<string, readonly { readonly apiVersion: string; readonly kind: string }[]>> = {
  'apps/Deployment': [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    { apiVersion: 'v1', kind: 'Pod' },
  ],
  'apps/ReplicaSet': [{ apiVersion: 'v1', kind: 'Pod' }],
  'apps/StatefulSet': [{ apiVersion: 'v1', kind: 'Pod' }],
  'apps/DaemonSet': [{ apiVersion: 'v1', kind: 'Pod' }],
  'batch/Job': [{ apiVersion: 'v1', kind: 'Pod' }],
  'batch/CronJob': [{ apiVersion: 'batch/v1', kind: 'Job' }],
};

export interface TreeDependencies {
  readonly kube: KubeApi;
  /** How people want kinds to be judged. */
  readonly custom?: FindHealth;
  readonly healthOf: HealthOf;
}

/** What we manage, and what the cluster made of it, by owner references. Read when somebody looks, never kept. */
export async function resourceTree(target: Target, deps: TreeDependencies): Promise<ResourceTree> {
  const managed = target.stored.inventory.map((entry) => managedNode(target, entry, deps.healthOf));
  const children = await Promise.all(target.stored.inventory.map((entry) => childrenOf(entry, deps)));
  const nodes = new Map<string, TreeNode>(managed.map((node) => [node.uid, node]));
  const orphans = children.flat().filter((node) => !nodes.has(node.uid));
  for (const node of orphans) nodes.set(node.uid, node);
  const revision = target.stored.applied?.revision;
  const kept = [...nodes.values()].filter(({ parent }) => parent === undefined || nodes.has(parent));
  return { ...(revision ? { revision } : {}), nodes: kept };
}

function managedNode(target: Target, { key, apiVersion }: Entry, healthOf: HealthOf): TreeNode {
  const text = keyText(key);
  const record = target.records.get(text);
  const drift = target.drift.get(text);
  const message = target.failures.get(text)?.message ?? (drift && describeDrift(drift));
  const apart =
    drift !== undefined ||
    (!record && !target.wasWritten(text)) ||
    message !== undefined ||
    target.stored.kept.some((kept) => keyText(kept.key) === text);
  const health = record ? healthOf(text, record.health) : { status: 'Missing' as const };
  return {
    ...key,
    uid: record?.uid ?? text,
    version: versionOf(apiVersion),
    sync: apart ? 'OutOfSync' : 'Synced',
    ...(health ? { health } : {}),
    ...(record?.createdAt === undefined ? {} : { createdAt: record.createdAt }),
    ...(message === undefined ? {} : { message }),
  };
}

async function childrenOf(entry: Entry, { kube, custom }: TreeDependencies): Promise<TreeNode[]> {
  const kinds = CHILDREN[`${entry.key.group}/${entry.key.kind}`];
  const owner = kinds && (await kube.get(refOfKey(entry.key, entry.apiVersion)));
  if (!kinds || !owner) return [];
  const labelSelector = podSelectorOf(owner);
  const lists = await Promise.all(
    kinds.map(async ({ apiVersion, kind }) => {
      const resource = await kube.resourceFor(apiVersion, kind);
      if (!resource) return [];
      const select = { namespace: entry.key.namespace, ...(labelSelector ? { labelSelector } : {}) };
      const { items } = await kube.list(resource, select);
      return items.map((item) => childNode({ ...item, apiVersion, kind }, custom));
    }),
  );
  return lists.flat().filter((node) => node.parent !== undefined);
}

function childNode(object: KubeObject, custom: FindHealth | undefined): TreeNode {
  const owners = (object.metadata['ownerReferences'] ?? []) as readonly { uid: string; controller?: boolean }[];
  const parent = (owners.find(({ controller }) => controller) ?? owners[0])?.uid;
  const health = assessHealth(object, custom);
  const message = (object.kind === 'Pod' ? podProblem(object) : undefined) ?? health?.message;
  return {
    ...keyOf(object),
    uid: String(object.metadata['uid']),
    version: versionOf(object.apiVersion),
    createdAt: Date.parse(String(object.metadata['creationTimestamp'])),
    ...(parent ? { parent } : {}),
    ...(health ? { health } : {}),
    ...(message ? { message } : {}),
  };
}
