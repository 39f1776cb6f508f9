import {
  addEvents,
  addRelease,
  buryApplications,
  counted,
  forgetPlacement,
  lockApplications,
  putBlobs,
  putRenders,
  saveApplications,
  sinceBefore,
  type ApplicationRow,
  type BlobName,
  type BlobRow,
  type NewEvent,
  type SavedApplication,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import { blobMessage, bundleToBlobs, type BodySealer, type Compressor } from '@wheelhouse/contract';
import {
  canonicalJson,
  digestOf,
  identityOf,
  identityText,
  sameRung,
  shardOf,
  type ApplicationId,
  type Bundle,
  type ClusterId,
  type Digest,
  type Problem,
  type ProjectId,
} from '@wheelhouse/core-domain';
import type { Release, ReleasePlan } from '@wheelhouse/core-release';
import type { RenderOutcome } from '../application/render-wanted.ts';
import { newApplicationId, newOperationId } from '../keys/ids.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import { repositoriesOfApplication } from '../source/repositories-of.ts';
import type { Group } from './group.ts';
import { targetSpecOf } from './target-spec.ts';
import type { Wanted } from './wanted.ts';
import { cascades, withdraw } from './withdraw.ts';

export interface StoreReleaseOptions {
  readonly group: Group;
  readonly outcomes: ReadonlyMap<Wanted, RenderOutcome>;
  readonly plan: ReleasePlan;
  readonly previous: Release | undefined;
  readonly compressor: Compressor;
  readonly keys: ProjectKeys;
  readonly now: () => Date;
}

export interface Stored {
  /** Whose manifests may differ now. */
  readonly clusters: ReadonlySet<ClusterId>;
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  readonly ids: ReadonlyMap<Wanted, ApplicationId>;
  /** Of what changed: they have rows, and the stream may not have them yet. */
  readonly bundles: readonly BlobName[];
}

/** Everything that a Release changes: rows, rungs, blobs, tombstones, events and the Release itself. */
export async function storeRelease(sql: Sql, options: StoreReleaseOptions): Promise<Stored> {
  const { group, outcomes, now } = options;
  const { held, difference } = options.plan;
  const staying = new Set(held ? difference.moved.map(({ to }) => identityText(to.identity)) : []);
  const next = [...outcomes]
    .filter(([wanted]) => !staying.has(identityText(identityOf(wanted.application))))
    .map(([wanted, outcome]) => rowOf(wanted, outcome, group, now()));
  const ids = new Map(next.map(({ wanted, row }) => [wanted, row.id]));
  const differing = next.filter(({ row, before }) => !before || before.removal || differs(row, before));
  const changed = await notRemoved(sql, differing);
  const moved = changed.filter(({ row, before }) => before?.clusterId && before.clusterId !== row.clusterId);
  const keep = new Set<string>(next.map(({ row }) => row.id));
  const leaving = held ? [] : group.rows.filter((row) => !row.removal && !keep.has(row.id));
  const touched = [...changed.map(({ row }) => row.id), ...leaving.map((row) => row.id)];
  if (touched.length === 0 && options.plan.release.digest === options.previous?.digest)
    return { clusters: new Set(), changed: [], deleted: [], ids, bundles: [] };

  const withdrawn = await counted(sql, touched, async () => {
    await leaveBehind(
      sql,
      moved.map(({ before }) => before!),
    );
    await saveApplications(
      sql,
      changed.map(({ row }) => row),
    );
    return withdraw(sql, leaving, group.modeOf);
  });
  const bundles = await storeBundles(
    sql,
    changed.map(({ row }) => row),
    options,
  );
  if (options.plan.release.digest !== options.previous?.digest) await storeTheRelease(sql, options);
  await addEvents(sql, [...changed.flatMap(newProblems), ...leaving.map((row) => leavingEvent(row, group))]);

  const clusters = new Set<ClusterId>(withdrawn.clusters);
  for (const { row, before } of changed) {
    if (before?.clusterId && before.clusterId !== row.clusterId) clusters.add(before.clusterId);
    if (row.clusterId && (!before || before.removal || !sameRung(before.desired, row.desired)))
      clusters.add(row.clusterId);
  }
  return { clusters, changed: touched, deleted: withdrawn.deleted, ids, bundles };
}

/** What somebody removed while this was rendered stays removed. */
async function notRemoved(sql: Sql, rows: readonly NextRow[]): Promise<readonly NextRow[]> {
  const known = rows.flatMap(({ before }) => (before && !before.removal ? [before.id] : []));
  const now = await lockApplications(sql, known);
  return rows.filter(({ before }) => !before || before.removal || now.get(before.id) === false);
}

interface NextRow {
  readonly wanted: Wanted;
  readonly row: SavedApplication;
  readonly before: ApplicationRow | undefined;
}

/** What an Application is to be now. Where it failed it keeps what it had, and says why. */
function rowOf(wanted: Wanted, outcome: RenderOutcome, group: Group, now: Date): NextRow {
  const { application, existing: before, project } = wanted;
  const id: ApplicationId = before?.id ?? newApplicationId();
  const specDigest = digestOf(targetSpecOf(application));
  const rendered = outcome.kind === 'rendered' && wanted.cluster ? outcome : undefined;
  const desired = rendered
    ? { bundle: rendered.rendered.bundle.digest, spec: specDigest, revision: rendered.revision }
    : before?.desired;
  // Where it goes is decided by what it is to be: one that failed stays where it is.
  const clusterId = rendered ? wanted.cluster!.id : (before?.clusterId ?? wanted.cluster?.id ?? null);
  const waiting = outcome.kind === 'pending' ? (before?.problems ?? []).filter(({ code }) => code === 'RESTORED') : [];
  const problems = outcome.kind === 'failed' ? outcome.problems : waiting;
  const row: SavedApplication = {
    id,
    projectId: project.id,
    namespace: application.metadata.namespace,
    name: application.metadata.name,
    clusterId,
    setId: group.owner.setId,
    shard: shardOf(clusterId ?? id),
    manifest: wanted.manifest,
    labels: application.metadata.labels,
    origin: group.origin ?? before?.origin ?? '',
    specDigest,
    repositories: repositoriesOfApplication(application),
    problems: sinceBefore(problems, before?.problems ?? [], now),
    warnings: [...wanted.warnings, ...(outcome.kind === 'rendered' ? outcome.rendered.warnings : [])],
    ...(desired && { desired }),
  };
  return { wanted, row, before };
}

const COMPARED = [
  'clusterId',
  'setId',
  'shard',
  'manifest',
  'labels',
  'origin',
  'specDigest',
  'repositories',
  'problems',
  'warnings',
  'desired',
] as const;

const differs = (row: SavedApplication, before: ApplicationRow): boolean =>
  COMPARED.some((field) => canonicalJson(row[field] ?? null) !== canonicalJson(before[field] ?? null));

/** Targets that move to another cluster: a tombstone stays where they were. */
async function leaveBehind(sql: Sql, rows: readonly ApplicationRow[]): Promise<void> {
  const joined = rows.filter((row) => row.clusterId && (row.published ?? row.desired));
  await buryApplications(
    sql,
    joined.map((row) => ({
      applicationId: row.id,
      clusterId: row.clusterId!,
      projectId: row.projectId,
      name: row.name,
      mode: cascades(row) ? 'prune' : 'orphan',
      operation: newOperationId(),
    })),
  );
  await forgetPlacement(
    sql,
    rows.map((row) => row.id),
  );
}

/** The bundles of rows that changed, as blobs that wait for the stream, and where each came from. */
async function storeBundles(
  sql: Sql,
  rows: readonly SavedApplication[],
  options: StoreReleaseOptions,
): Promise<readonly BlobName[]> {
  const ids = new Set<string>(rows.map((row) => row.id));
  const byName = new Map(rows.map((row) => [`${row.projectId}/${row.namespace}/${row.name}`, row]));
  const bundles = new Map<string, { project: ProjectId; bundle: Bundle }>();
  const renders = [];
  for (const [wanted, outcome] of options.outcomes) {
    const { application, project } = wanted;
    const row = byName.get(`${project.id}/${application.metadata.namespace}/${application.metadata.name}`);
    if (outcome.kind !== 'rendered' || !row || !ids.has(row.id)) continue;
    const { bundle, cacheKey, warnings } = outcome.rendered;
    bundles.set(`${project.id}/${bundle.digest}`, { project: project.id, bundle });
    const { namespace } = application.spec.destination;
    const source = { sources: outcome.sources, appName: application.metadata.name, destinationNamespace: namespace };
    renders.push({ projectId: project.id, key: cacheKey, bundle: bundle.digest, warnings, source });
  }
  const rowsOf = new Map<ProjectId, Bundle[]>();
  for (const { project, bundle } of bundles.values()) rowsOf.set(project, [...(rowsOf.get(project) ?? []), bundle]);
  for (const [project, some] of rowsOf) {
    const sealer = await options.keys.sealerOf(sql, project);
    await putBlobs(
      sql,
      some.flatMap((bundle) => blobRows(bundle, project, options.compressor, sealer)),
    );
  }
  await putRenders(sql, renders);
  return [...bundles.values()].map(({ project, bundle }) => ({ projectId: project, digest: bundle.digest }));
}

/** The rows of a bundle, sealed: one blob, or an index and its parts. */
export function blobRows(
  bundle: Bundle,
  project: ProjectId,
  compressor: Compressor,
  sealer: BodySealer | undefined,
): readonly BlobRow[] {
  const packed = bundleToBlobs(bundle, project, compressor, sealer);
  const parts: Digest[] = packed.slice(0, -1).map((one) => one.digest);
  return packed.map((one, index) => {
    const envelope = blobMessage.decode(one.bytes);
    if (!envelope.ok) throw new Error(`a blob of ${bundle.digest} cannot be read back`);
    const { kind, size } = envelope.value;
    const own = index === packed.length - 1 ? parts : [];
    return {
      projectId: project,
      digest: one.digest,
      kind,
      size,
      parts: own,
      body: one.bytes,
      keyId: sealer?.keyId ?? '',
    };
  });
}

async function storeTheRelease(sql: Sql, { group, plan, previous }: StoreReleaseOptions): Promise<void> {
  const { created, changed, moved, unchanged, kept, withdrawn } = plan.difference;
  const leaving = plan.held ? { moved: 0, withdrawn: 0 } : { moved: moved.length, withdrawn: withdrawn.length };
  const staying = plan.held ? moved.length + withdrawn.length : 0;
  const summary = {
    created: created.length,
    changed: changed.length,
    unchanged: unchanged.length,
    kept: kept.length + staying,
    ...leaving,
  };
  const { digest, assignments } = plan.release;
  await addRelease(sql, group.owner, { digest, assignments, summary, leftBehind: leftBehind(previous, plan.release) });
}

function leftBehind(previous: Release | undefined, next: Release): readonly Digest[] {
  const named = new Set(next.assignments.map((one) => one.bundle));
  return [...new Set(previous?.assignments.map((one) => one.bundle))].filter((bundle) => !named.has(bundle));
}

function newProblems({ row, before }: NextRow): NewEvent[] {
  const known = new Set((before?.problems ?? []).map((one) => one.message));
  return row.problems
    .filter((one) => !known.has(one.message))
    .map((one) => ({ applicationId: row.id, type: 'Warning', reason: reasonOf(one), message: textOf(one) }));
}

const reasonOf = (problem: Problem): string =>
  problem.code
    .toLowerCase()
    .split('_')
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');

const textOf = (problem: Problem): string => [problem.where, problem.message].filter(Boolean).join(': ');

const leavingEvent = (row: ApplicationRow, group: Group): NewEvent => ({
  projectId: row.projectId,
  clusterId: row.clusterId,
  setId: group.owner.setId,
  type: 'Normal',
  reason: 'ApplicationWithdrawn',
  message: `${row.name} is not generated any more and leaves its cluster (${group.modeOf(row)})`,
});
