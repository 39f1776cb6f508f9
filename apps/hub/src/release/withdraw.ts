import { buryApplications, deleteApplications, type ApplicationRow, type Sql } from '@wheelhouse/adapter-postgres';
import type { ClusterId } from '@wheelhouse/core-domain';
import { newOperationId } from '../keys/ids.ts';

export const CASCADE_FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** Argo CD's rule: with the resources finalizer the resources go with the Application. */
export function cascades(row: Pick<ApplicationRow, 'manifest'>): boolean {
  const { finalizers } = (row.manifest['metadata'] ?? {}) as { finalizers?: readonly string[] };
  return (finalizers ?? []).some((one) => one.startsWith(CASCADE_FINALIZER));
}

export interface Withdrawn {
  /** Whose manifests say it now. */
  readonly clusters: ReadonlySet<ClusterId>;
  /** Rows that went at once, because no cluster ever heard of them. */
  readonly deleted: readonly string[];
}

/**
 * Orders Applications to leave their clusters. The row stays until the spoke has reported it gone; one that was never in a
 * manifest, or whose cluster never joined, goes at once. Call it inside `counted` of these ids.
 */
export async function withdraw(
  sql: Sql,
  rows: readonly ApplicationRow[],
  modeOf: (row: ApplicationRow) => 'prune' | 'orphan',
): Promise<Withdrawn> {
  const joined = await joinedClusters(sql);
  const leaving = rows.filter((row) => row.clusterId && joined.has(row.clusterId) && (row.desired ?? row.published));
  const deleted = rows.filter((row) => !leaving.includes(row)).map((row) => row.id);
  await buryApplications(
    sql,
    leaving.map((row) => ({
      applicationId: row.id,
      clusterId: row.clusterId!,
      projectId: row.projectId,
      name: row.name,
      mode: modeOf(row),
      operation: newOperationId(),
    })),
  );
  await deleteApplications(sql, deleted);
  const clusters = rows.flatMap((row) => (row.clusterId ? [row.clusterId] : []));
  return { clusters: new Set(clusters), deleted };
}

async function joinedClusters(sql: Sql): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>('SELECT id FROM cluster WHERE joined_at IS NOT NULL');
  return new Set(rows.map((row) => row.id));
}
