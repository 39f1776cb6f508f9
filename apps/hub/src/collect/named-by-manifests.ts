import type { Sql } from '@wheelhouse/adapter-postgres';
import { manifestDigest, manifestMessage } from '@wheelhouse/contract';
import { clusterId, type ClusterId } from '@wheelhouse/core-domain';
import { bundlesOf } from '../publish/bundles-of.ts';
import { unpackManifest } from '../publish/stored-manifest.ts';

const PAGE = 100;

interface Bodies {
  readonly id: string;
  readonly body: Buffer;
  readonly published: Buffer | null;
}

/**
 * Everything that manifests name, decided and published, and the blobs that large manifests themselves are, as
 * `project/digest`. Reads all of them: to be asked only where something is to be collected. Throws where one cannot be read:
 * then nobody knows what is needed.
 */
export async function namedByManifests(sql: Sql): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for await (const row of manifests(sql)) for (const name of namesOf(row)) named.add(name);
  return named;
}

/** The clusters whose manifests name one of these. */
export async function clustersNaming(sql: Sql, wanted: ReadonlySet<string>): Promise<readonly ClusterId[]> {
  const found: ClusterId[] = [];
  for await (const row of manifests(sql)) {
    if (namesOf(row).some((name) => wanted.has(name))) found.push(clusterId(row.id));
  }
  return found;
}

async function* manifests(sql: Sql): AsyncGenerator<Bodies> {
  for (let after = ''; ;) {
    const { rows } = await sql.query<Bodies>(
      `SELECT cluster_id AS id, body, published_body AS published FROM manifest WHERE cluster_id > $1 ORDER BY cluster_id LIMIT ${PAGE}`,
      [after],
    );
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}

function namesOf({ id, body, published }: Bodies): string[] {
  const bodies = [body, ...(published && !published.equals(body) ? [published] : [])];
  return bodies.flatMap((one) => {
    const manifest = unpackManifest(one);
    // A large manifest lies under the cluster's own id.
    const itself = `${id}/${manifestDigest(manifestMessage.encode(manifest))}`;
    return [itself, ...bundlesOf(manifest).map((name) => `${name.projectId}/${name.digest}`)];
  });
}
