import { randomUUID } from 'node:crypto';
import {
  applicationSetByName,
  applicationsNamed,
  clusterByName,
  counted,
  forgetExpansion,
  gitRepository,
  projectByName,
  putApplicationSet,
  putCluster,
  putGitRepository,
  putProject,
  putSyncWindow,
  rewriteApplication,
  saveApplications,
  syncWindowByName,
  type ApplicationRow,
  type ProjectRow,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import {
  canonicalJson,
  DEFAULT_PROJECT,
  digestOf,
  err,
  nearestName,
  ok,
  readProjectWindows,
  shardOf,
  type ApplicationSet,
  type Problem,
  type Result,
} from '@wheelhouse/core-domain';
import type { Sealer } from '@wheelhouse/runtime';
import { newApplicationId, newClusterId, newProjectId } from '../keys/ids.ts';
import { repositoriesOfApplication, repositoriesOfSet } from '../source/repositories-of.ts';
import type { Wakes } from '../changes/wakes.ts';
import { isFleetOrigin } from '../fleet/origin.ts';
import { awaitsGit } from '../restore/presume-manifest.ts';
import type { ApplyOutcome, Change } from '../use-cases.ts';
import { storeFact } from './store-fact.ts';
import { normalManifest } from './normal-manifest.ts';
import type { ReadResource } from './read-documents.ts';

/** What one apply does beside writing rows: told once the transaction is through. */
export interface Consequences {
  readonly changes: Change[];
  readonly wakes: (() => void)[];
  /** Clusters came, went or changed: sets with generators over them are expanded anew. */
  fleetChanged: boolean;
  /** Sync windows came, went or changed: every cluster's targets are judged anew. */
  windowsChanged: boolean;
  /** Fleet sources whose resources somebody else changed: what they declare is put right. */
  readonly displaced: Set<string>;
}

export interface StoreContext {
  readonly sql: Sql;
  readonly origin: string;
  readonly sealer: Sealer;
  readonly wakes: Wakes;
  readonly actor: string;
  readonly consequences: Consequences;
}

type Of<K extends ReadResource['resource']['kind']> = ReadResource & {
  readonly resource: Extract<ReadResource['resource'], { kind: K }>;
};
type Action = ApplyOutcome['action'];

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

/** A fleet source does not displace another one: two that declare the same would go on for ever. */
export function displace(
  { origin, consequences }: StoreContext,
  before: { readonly origin: string } | undefined,
): void {
  if (before && before.origin !== origin && isFleetOrigin(before.origin) && !isFleetOrigin(origin))
    consequences.displaced.add(before.origin);
}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
const actionOf = (before: unknown): Action => (before ? 'changed' : 'created');

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
  if (!same(readProjectWindows(before?.manifest), readProjectWindows(manifest)))
    context.consequences.windowsChanged = true;
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

async function storeSet(context: StoreContext, read: Of<'ApplicationSet'>): Promise<Result<Action>> {
  const { document, resource } = read;
  const { namespace, name } = resource.value.metadata;
  const project = await findProject(context.sql, projectOfSet(resource.value), read, 'spec.template.spec.project');
  if (!project.ok) return project;
  const manifest = normalManifest(document.object, true);
  const before = await applicationSetByName(context.sql, namespace, name);
  const settled =
    before && !before.deletedAt && before.projectId === project.value.id && before.origin === context.origin;
  if (settled && same(before.manifest, manifest)) return ok('unchanged');
  const id = before?.id ?? randomUUID();
  displace(context, before);
  await putApplicationSet(context.sql, {
    id,
    projectId: project.value.id,
    namespace,
    name,
    shard: shardOf(id),
    manifest,
    origin: context.origin,
    repositories: repositoriesOfSet(resource.value),
    warnings: resource.warnings,
  });
  context.consequences.changes.push({ kind: 'applicationSet', ids: [id] });
  context.consequences.wakes.push(() => context.wakes.wake('set', id));
  return ok(actionOf(before));
}

/** The project that a set belongs to: its template's, or the default one where only a generator knows. */
export function projectOfSet(set: ApplicationSet): string {
  const templated = (set.spec.template['spec'] as { project?: unknown } | undefined)?.project;
  const literal = typeof templated === 'string' && templated !== '' && !templated.includes('{{');
  return literal ? templated : DEFAULT_PROJECT;
}

async function storeApplication(context: StoreContext, read: Of<'Application'>): Promise<Result<Action>> {
  const { document, resource } = read;
  const { metadata, spec } = resource.value;
  const project = await findProject(context.sql, spec.project, read, 'spec.project');
  if (!project.ok) return project;
  const identity = { projectId: project.value.id, namespace: metadata.namespace, name: metadata.name };
  const [before] = await applicationsNamed(context.sql, [identity]);
  const manifest = normalManifest(document.object, true);
  if (before?.setId && !before.removal) return storeGenerated(context, read, { before, manifest });
  const waits = before && before.origin === context.origin && awaitsGit(before);
  const known = (before?.problems ?? []).filter(({ code }) => waits || code !== 'RESTORED');
  const asked = before && known.length === before.problems.length;
  const settled = asked && !before.removal && before.origin === context.origin;
  if (settled && same(before.manifest, manifest)) return ok('unchanged');
  displace(context, before);
  const id = before?.id ?? newApplicationId();
  await counted(context.sql, [id], () =>
    saveApplications(context.sql, [
      {
        id,
        ...identity,
        clusterId: before?.clusterId ?? null,
        setId: null,
        shard: before?.shard ?? shardOf(id),
        manifest,
        labels: metadata.labels,
        origin: context.origin,
        specDigest: before?.specDigest ?? digestOf(null),
        repositories: repositoriesOfApplication(resource.value),
        problems: known,
        warnings: resource.warnings,
        ...(before?.desired && { desired: before.desired }),
      },
    ]),
  );
  context.consequences.changes.push({ kind: 'application', ids: [id] });
  context.consequences.wakes.push(() => context.wakes.wake('byHand', project.value.id));
  return ok(actionOf(before));
}

/**
 * A person changes what a set made: it is written down, and the set looks at it at once. What the set does not let people
 * change is put back by it before anything of it reaches a cluster. Git is no person: two declarations of one thing would
 * go on for ever.
 */
async function storeGenerated(
  context: StoreContext,
  { document }: Of<'Application'>,
  { before, manifest }: { readonly before: ApplicationRow; readonly manifest: Record<string, unknown> },
): Promise<Result<Action>> {
  const { sql, origin, consequences, wakes } = context;
  const setId = before.setId!;
  if (isFleetOrigin(origin)) return err([generated(document, before.name)]);
  if (same(before.manifest, manifest)) return ok('unchanged');
  await rewriteApplication(sql, before.id, { manifest, origin });
  await forgetExpansion(sql, [setId]);
  consequences.changes.push({ kind: 'application', ids: [before.id] });
  consequences.wakes.push(() => wakes.wake('set', setId));
  return ok('changed');
}

const generated = (document: ReadResource['document'], name: string): Problem => ({
  code: 'DUPLICATE_NAME',
  message: `Application ${name}: an ApplicationSet makes it`,
  where: `${document.file}:${document.line}`,
  hint: 'give it another name, or change the set',
});

async function findProject(
  sql: Sql,
  name: string,
  { document }: ReadResource,
  field: string,
): Promise<Result<ProjectRow>> {
  const row = await projectByName(sql, name);
  if (row) return ok(row);
  const { rows } = await sql.query<{ name: string }>('SELECT name FROM project');
  const near = nearestName(
    name,
    rows.map((one) => one.name),
  );
  return err([
    {
      code: 'UNKNOWN_PROJECT',
      message: `${document.object.kind} ${document.object.metadata.name}: there is no project ${JSON.stringify(name)}`,
      where: `${document.file}:${document.lines?.get(field) ?? document.line}`,
      hint: near ? `did you mean ${near}?` : 'declare it first, or use the project default',
    },
  ]);
}
