import {
  adoptRungs,
  allProjects,
  applicationsOfCluster,
  buryApplications,
  counted,
  deleteApplications,
  forgetRungs,
  manifestPublished,
  putManifest,
  saveApplications,
  storePlacements,
  tombstonesOf,
  waitingOutbox,
  type ApplicationRow,
  type ClusterRow,
  type SavedApplication,
  type Sql,
  type StoredProblemRow,
} from '@wheelhouse/adapter-postgres';
import {
  manifestDigest,
  manifestMessage,
  type ClusterManifest,
  type ManifestEntry,
  type TargetSpec,
} from '@wheelhouse/contract';
import { identityText, type Problem, type ProjectId, type Rung } from '@wheelhouse/core-domain';
import { placementsOf } from '../publish/bundles-of.ts';
import { packManifest } from '../publish/stored-manifest.ts';

export interface AdoptInput {
  readonly cluster: ClusterRow;
  /** As published, of a later generation than the row's. */
  readonly manifest: ClusterManifest;
  readonly sequence: number;
  readonly term: bigint;
  readonly now: Date;
}

export interface Adopted {
  /** Applications of the backup that are still there. */
  readonly kept: number;
  /** Made after the backup: they have a row from now on, and say that nobody declares them. */
  readonly unknown: number;
  /** Withdrawn after the backup. */
  readonly left: number;
  readonly touched: readonly string[];
}

/** The origin of rows that nobody declares. */
const RESTORED = 'restored';

/** Makes the rows of one cluster what was published for it after the backup was taken. In one transaction. */
export async function adoptManifest(sql: Sql, input: AdoptInput): Promise<Adopted> {
  const { cluster, manifest } = input;
  const rows = new Map((await applicationsOfCluster(sql, cluster.id)).map((row) => [row.id, row]));
  const published = manifest.applications.flatMap((entry) => {
    const rung = rungOf(entry);
    return rung ? [{ id: entry.id, entry, rung }] : [];
  });
  const declared = await declaredOf(
    sql,
    published.map(({ id }) => id),
  );
  const unknown = published.filter(({ id }) => !declared.has(id));
  const kept = published.filter(({ id }) => declared.has(id));
  const strangers = await strangersOf(sql, unknown, input);
  const named = new Set<string>([...manifest.applications, ...manifest.removed].map(({ id }) => id));
  const left = [...rows.values()].filter((row) => row.published && !row.removal && !named.has(row.id));
  const touched = [
    ...published.map(({ id }) => id),
    ...manifest.removed.map(({ id }) => id),
    ...left.map(({ id }) => id),
  ];

  await counted(sql, touched, async () => {
    await saveApplications(sql, strangers);
    await adoptRungs(sql, cluster, kept);
    await storePlacements(sql, cluster.id, placementsOf(manifest, undefined));
    await bury(sql, input, rows);
    await letGo(sql, left, input.now);
  });
  await remember(sql, input);
  return { kept: kept.length, unknown: unknown.length, left: left.length, touched };
}

function rungOf({ current, staged, spec }: ManifestEntry): Rung | undefined {
  const ref = staged ?? current;
  return ref && { bundle: ref.digest, spec, revision: ref.revision };
}

/** Those that somebody declares, on whatever cluster; a stranger of an earlier restore is one still. */
async function declaredOf(sql: Sql, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'SELECT id FROM application WHERE id = ANY($1::text[]) AND origin <> $2',
    [ids, RESTORED],
  );
  return new Set(rows.map(({ id }) => id));
}

type Published = { readonly id: ManifestEntry['id']; readonly entry: ManifestEntry; readonly rung: Rung };

/** Rows for what is newer than the backup, under the ids that it has: whoever declares one of them again finds it. */
async function strangersOf(sql: Sql, unknown: readonly Published[], input: AdoptInput): Promise<SavedApplication[]> {
  const projects = new Map((await allProjects(sql)).map((row) => [row.name, row.id]));
  const named = await namesTaken(sql);
  return unknown.flatMap(({ id, entry, rung }) => {
    const spec = input.manifest.specs.get(entry.spec);
    const projectId = spec && projects.get(spec.identity.project);
    if (!projectId || named.has(identityText(spec.identity))) return [];
    return strangerOf({ id, projectId, spec, rung }, input);
  });
}

async function namesTaken(sql: Sql): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ name: string }>(
    `SELECT p.name || '/' || a.namespace || '/' || a.name AS name FROM application a JOIN project p ON p.id = a.project_id`,
  );
  return new Set(rows.map(({ name }) => name));
}

function strangerOf(
  one: {
    readonly id: ManifestEntry['id'];
    readonly projectId: ProjectId;
    readonly spec: TargetSpec;
    readonly rung: Rung;
  },
  { cluster, now }: AdoptInput,
): SavedApplication {
  const { identity, destinationNamespace, cascade } = one.spec;
  const finalizers = cascade ? ['resources-finalizer.argocd.argoproj.io'] : [];
  const destination = { name: cluster.name, namespace: destinationNamespace };
  return {
    id: one.id,
    projectId: one.projectId,
    namespace: identity.namespace,
    name: identity.name,
    clusterId: cluster.id,
    setId: null,
    shard: cluster.shard,
    // Without a source, which nobody knows: nothing is rendered of it, nothing wished, and it is left out of manifests.
    manifest: {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: identity.name, namespace: identity.namespace, finalizers },
      spec: { project: identity.project, destination },
    },
    labels: {},
    origin: RESTORED,
    specDigest: one.rung.spec,
    repositories: [],
    problems: [since(newer(cluster), now)],
    warnings: [],
  };
}

/** Orders to leave that were given after the backup still stand; those of the backup that were carried out do no harm. */
async function bury(sql: Sql, { cluster, manifest }: AdoptInput, rows: ReadonlyMap<string, ApplicationRow>) {
  const known = new Map((await tombstonesOf(sql, cluster.id)).map((one) => [one.applicationId, one]));
  await buryApplications(
    sql,
    manifest.removed.map(({ id, mode, operation, confirmed }) => {
      const row = rows.get(id);
      const before = known.get(id);
      const projectId = row?.projectId ?? before?.projectId ?? ('' as ProjectId);
      return {
        applicationId: id,
        clusterId: cluster.id,
        projectId,
        name: row?.name ?? before?.name ?? id,
        mode,
        operation,
        ...(confirmed && { confirmed }),
      };
    }),
  );
}

/** What Git or a set declares is made again from there, if it still does; of the rest nobody knows what it was to be. */
async function letGo(sql: Sql, left: readonly ApplicationRow[], now: Date): Promise<void> {
  const byHand = left.filter((row) => !row.setId && !row.origin.startsWith('fleet:'));
  const ids = new Set(byHand.map((row) => row.id));
  await deleteApplications(
    sql,
    left.filter((row) => !ids.has(row.id)).map((row) => row.id),
  );
  await forgetRungs(sql, [...ids], since(LEFT, now));
}

/** From here the next generation goes on. */
async function remember(sql: Sql, { cluster, manifest, sequence, term }: AdoptInput): Promise<void> {
  const { generation } = manifest;
  const body = packManifest(manifest);
  const digest = manifestDigest(manifestMessage.encode(manifest));
  await putManifest(sql, { clusterId: cluster.id, generation, digest, body, shard: cluster.shard, term });
  const outbox = (await waitingOutbox(sql, cluster.id))!;
  await manifestPublished(sql, { clusterId: cluster.id, generation, body, sequence, outbox: [0n, outbox] });
}

const since = (problem: Problem, now: Date): StoredProblemRow => ({ ...problem, since: now.toISOString() });

const newer = ({ name }: ClusterRow): Problem => ({
  code: 'RESTORED',
  message: `the database was restored from a backup that is older than this Application: on ${name} it stays as it is`,
  hint: 'declare it again (`wheelhouse apply`, or in Git), or delete it',
});

const LEFT: Problem = {
  code: 'RESTORED',
  message: 'the database was restored from a backup, and after that backup this Application left its cluster',
  hint: 'apply it again to bring it back, or delete it',
};
