import type { Scope, Sql } from './sql.ts';

/** An Application as windows look at it. */
export interface WindowedApplication {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly project: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly setName: string | null;
  readonly clusterId: string | null;
  /** Of its destination; empty where that was not asked for. */
  readonly destinationNamespace: string;
  /** Since when windows hold something of it back. */
  readonly waitsSince: Date | null;
}

export interface WindowedFilter {
  /** Only those of these clusters. */
  readonly clusters?: readonly string[];
  readonly project?: string;
  /** Costs reading each manifest. */
  readonly withDestination: boolean;
}

/** All that a viewer may see and that are not leaving, by name. */
export async function windowedApplications(
  sql: Sql,
  scope: Scope,
  { clusters, project, withDestination }: WindowedFilter,
): Promise<readonly WindowedApplication[]> {
  const destination = withDestination ? `COALESCE(a.manifest #>> '{spec,destination,namespace}', '')` : `''`;
  const { rows } = await sql.query<WindowedApplication>(
    `SELECT a.id, a.name, a.namespace, p.name AS project, a.labels, s.name AS "setName", a.cluster_id AS "clusterId",
       ${destination} AS "destinationNamespace", (SELECT min(gate ->> 'since')::timestamptz
         FROM jsonb_array_elements(a.gates) gate WHERE gate ->> 'kind' = 'window') AS "waitsSince"
     FROM application a JOIN project p ON p.id = a.project_id LEFT JOIN application_set s ON s.id = a.set_id
     WHERE a.removal IS NULL AND ($1 OR p.name = ANY($2::text[])) AND ($3::text IS NULL OR p.name = $3)
       AND ($4::text[] IS NULL OR a.cluster_id = ANY($4))
     ORDER BY a.name, a.id`,
    [scope.admin, [...scope.projects], project ?? null, clusters ?? null],
  );
  return rows;
}
