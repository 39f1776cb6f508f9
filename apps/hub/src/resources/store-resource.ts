import { randomUUID } from 'node:crypto';
import {
  clusterByName,
  gitRepository,
  projectByName,
  putCluster,
  putGitRepository,
  putProject,
  putSyncWindow,
  syncWindowByName,
} from '@wheelhouse/adapter-postgres';
import { ok, readProjectWindows, shardOf, type Result } from '@wheelhouse/core-domain';
import { newClusterId, newProjectId } from '../keys/ids.ts';
import { clusterKindsOf } from '../publish/cluster-kinds.ts';
import { normalManifest } from './normal-manifest.ts';
import type { ReadResource } from './read-documents.ts';
import { storeApplication } from './store-application.ts';
import { actionOf, displace, same, type Action, type Of, type StoreContext } from './store-context.ts';
import { storeFact } from './store-fact.ts';
import { storeSet } from './store-set.ts';

/** Writes one resource; `unchanged` writes nothing. */
export async function storeResource(context: StoreContext, read: ReadResource): Promise<Result<Action>> {
  switch (read.resource.kind) {
    case 'Project':
      return ok(await storeProject(context, read as Of<'Project'>));
    case 'Cluster':
      return ok(await storeCluster(context, read as Of<'Cluster'>));
    case 'Repository':
      return ok(await storeRepository(context, read as Of<'Repository'>));
    case 'ConfigMap':
    case 'Secret':
    case 'ClusterDecision':
      return ok(await storeFact(context, read.resource.value));
    case 'ApplicationSet':
      return storeSet(context, read as Of<'ApplicationSet'>);
    case 'Application':
      return storeApplication(context, read as Of<'Application'>);
    case 'SyncWindow':
      return storeWindow(context, read as Of<'SyncWindow'>);
  }
}

async function storeWindow(context: StoreContext, { document, resource }: Of<'SyncWindow'>): Promise<Result<Action>> {
  const { name } = resource.value.metadata;
  const manifest = normalManifest(document.object, false);
  const before = await syncWindowByName(context.sql, name);
  if (before && same(before.manifest, manifest) && before.origin === context.origin) return ok('unchanged');
  displace(context, before);
  await putSyncWindow(context.sql, { name, manifest, origin: context.origin, createdBy: context.actor });
  context.consequences.windowsChanged = true;
  return ok(actionOf(before));
}

async function storeProject(context: StoreContext, { document, resource }: Of<'Project'>): Promise<Action> {
  const { name } = resource.value.metadata;
  const manifest = normalManifest(document.object, true);
  const before = await projectByName(context.sql, name);
  if (before && same(before.manifest, manifest) && before.origin === context.origin) return 'unchanged';
  const id = before?.id ?? newProjectId();
  displace(context, before);
  await putProject(context.sql, { id, name, manifest, origin: context.origin });
  context.consequences.changes.push({ kind: 'project', ids: [id] });
  context.consequences.fleetChanged = true;
  const judged = (project: unknown): unknown => [readProjectWindows(project), clusterKindsOf(project) ?? null];
  if (!same(judged(before?.manifest), judged(manifest))) context.consequences.windowsChanged = true;
  return actionOf(before);
}

async function storeCluster(context: StoreContext, { resource }: Of<'Cluster'>): Promise<Action> {
  const { metadata, spec } = resource.value;
  const before = await clusterByName(context.sql, metadata.name);
  const id = before?.id ?? newClusterId();
  const declared = { ...metadata, ...spec, origin: context.origin };
  if (before && same(pick(before, Object.keys(declared)), declared)) return 'unchanged';
  displace(context, before);
  await putCluster(context.sql, { id, shard: shardOf(id), ...declared });
  context.consequences.changes.push({ kind: 'cluster', ids: [id] });
  context.consequences.wakes.push(() => context.wakes.wake('cluster', id));
  context.consequences.fleetChanged = true;
  return actionOf(before);
}

const pick = (row: object, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, (row as Record<string, unknown>)[key]]));

async function storeRepository(context: StoreContext, { resource }: Of<'Repository'>): Promise<Action> {
  const { metadata, spec, credentials } = resource.value;
  const manifest = { apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'Repository', metadata, spec };
  const before = await gitRepository(context.sql, spec.url);
  const context_ = `repository/${spec.url}`;
  const opened = before?.sealedCredentials && context.sealer.open(before.sealedCredentials.toString(), context_);
  const known = opened && opened.ok ? (JSON.parse(opened.value) as unknown) : undefined;
  const declared = before?.manifest !== null && before !== undefined;
  if (declared && same(before.manifest, manifest) && same(known ?? null, credentials ?? null)) return 'unchanged';
  const sealed = credentials && Buffer.from(context.sealer.seal(JSON.stringify(credentials), context_));
  displace(context, before);
  await putGitRepository(context.sql, {
    id: before?.id ?? randomUUID(),
    url: spec.url,
    shard: shardOf(spec.url),
    manifest,
    project: spec.project,
    origin: context.origin,
    sealedCredentials: sealed ?? null,
  });
  context.consequences.changes.push({ kind: 'repository', ids: [spec.url] });
  context.consequences.wakes.push(() => context.wakes.wake('repository', spec.url));
  // Sets are judged by whose repository it is, also by a prefix of its URL.
  if ((before?.project ?? '') !== spec.project) context.consequences.fleetChanged = true;
  return declared ? 'changed' : 'created';
}
