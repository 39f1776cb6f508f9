import type { KubeObject } from '@wheelhouse/core-domain';
import { json } from './json.ts';
import type { Sql } from './read/sql.ts';

/** An object that generators look at; `apiVersion`, `kind`, namespace and name name it. */
export interface FactObjectRow {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Name of the project whose sets alone may look at it; empty for every project. */
  readonly project: string;
  readonly manifest: KubeObject;
  /** The data of a Secret. */
  readonly sealedData: Buffer | null;
  readonly origin: string;
}

export type FactObjectKey = Pick<FactObjectRow, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

const select = `SELECT api_version AS "apiVersion", kind, namespace, name, project, manifest, sealed_data AS "sealedData", origin
  FROM fact_object`;
const keyed = 'api_version = $1 AND kind = $2 AND namespace = $3 AND name = $4';
const keyOf = (key: FactObjectKey): string[] => [key.apiVersion, key.kind, key.namespace, key.name];

export async function factObject(sql: Sql, key: FactObjectKey): Promise<FactObjectRow | undefined> {
  return (await sql.query<FactObjectRow>(`${select} WHERE ${keyed}`, keyOf(key))).rows[0];
}

export async function factObjectsNamed(
  sql: Sql,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<readonly FactObjectRow[]> {
  return (await sql.query<FactObjectRow>(`${select} WHERE namespace = $1 AND name = $2`, [namespace, name])).rows;
}

export async function factObjectsOfOrigin(sql: Sql, origin: string): Promise<readonly FactObjectRow[]> {
  return (await sql.query<FactObjectRow>(`${select} WHERE origin = $1 ORDER BY kind, namespace, name`, [origin])).rows;
}

/** Those that sets of a project in this namespace may look at. */
export async function factObjectsFor(
  sql: Sql,
  { namespace, project }: { readonly namespace: string; readonly project: string },
): Promise<readonly FactObjectRow[]> {
  const text = `${select} WHERE namespace = $1 AND project IN ('', $2) ORDER BY api_version, kind, name`;
  return (await sql.query<FactObjectRow>(text, [namespace, project])).rows;
}

export async function putFactObject(sql: Sql, row: FactObjectRow): Promise<void> {
  await sql.query(
    `INSERT INTO fact_object (api_version, kind, namespace, name, project, manifest, sealed_data, origin, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())
     ON CONFLICT (namespace, name, kind, api_version) DO UPDATE SET project = EXCLUDED.project, manifest = EXCLUDED.manifest,
       sealed_data = EXCLUDED.sealed_data, origin = EXCLUDED.origin, updated_at = now()`,
    [...keyOf(row), row.project, json(row.manifest), row.sealedData, row.origin],
  );
}

export async function deleteFactObject(sql: Sql, key: FactObjectKey): Promise<void> {
  await sql.query(`DELETE FROM fact_object WHERE ${keyed}`, keyOf(key));
}

/** The sets in a namespace that look at something which only objects or services tell. */
export async function setsWithRemoteFacts(sql: Sql, namespace: string): Promise<readonly string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `SELECT id FROM application_set WHERE namespace = $1
       AND (manifest #> '{spec,generators}')::text ~ '"(clusterDecisionResource|plugin|scmProvider|pullRequest)"'`,
    [namespace],
  );
  return rows.map((row) => row.id);
}

/** What sets that ask providers or plugins generate from. */
export async function setsWithServices(
  sql: Sql,
): Promise<readonly { readonly id: string; readonly namespace: string; readonly generators: unknown }[]> {
  const { rows } = await sql.query<{ id: string; namespace: string; generators: unknown }>(
    `SELECT id, namespace, manifest #> '{spec,generators}' AS generators FROM application_set
     WHERE (manifest #> '{spec,generators}')::text ~ '"(plugin|scmProvider|pullRequest)"'`,
  );
  return rows;
}
