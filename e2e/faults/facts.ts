import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Fleet } from './fleet.ts';
import { keyOf } from './model/log.ts';
import { KINDS, type Live } from './watch.ts';

/** What is so, read past the system: from the API servers, the spokes' Secrets, the tables. */
export interface Facts {
  /** By cluster and key; only namespaces of the seed. */
  readonly live: ReadonlyMap<string, ReadonlyMap<string, Live>>;
  /** By cluster and application: the keys that the spoke remembers as its own. */
  readonly inventories: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
  readonly rows: ReadonlyMap<string, Row>;
  /** Of the whole fleet: what should not be there any more, or does not add up. */
  readonly leftovers: readonly string[];
}

export interface Row {
  readonly name: string;
  readonly cluster: string | null;
  /** The commit that it was rendered from last. */
  readonly revision: string | null;
  /** From desired to healthy: bundle and specification, shortened. */
  readonly rungs: readonly string[];
  readonly sync: string | null;
  readonly health: string | null;
}

export async function readFacts(fleet: Fleet, seed: string): Promise<Facts> {
  const [live, inventories, rows, leftovers] = await Promise.all([
    perCluster(fleet, (cluster) => liveOf(fleet, cluster, seed)),
    perCluster(fleet, (cluster) => inventoriesOf(fleet, cluster, seed)),
    rowsOf(fleet, seed),
    leftoversOf(fleet),
  ]);
  return { live, inventories, rows, leftovers };
}

async function perCluster<T>(fleet: Fleet, read: (name: string) => Promise<T>): Promise<ReadonlyMap<string, T>> {
  const names = [...fleet.clusters.keys()];
  const found = await Promise.all(names.map(read));
  return new Map(names.map((name, index) => [name, found[index]!]));
}

async function items<T>(fleet: Fleet, cluster: string, path: string): Promise<readonly T[]> {
  const { status, text } = await fleet.clusters.get(cluster as never)!.request('GET', path);
  if (status !== 200) throw new Error(`${cluster} answers ${status} to ${path}`);
  return (JSON.parse(text) as { items: T[] }).items;
}

export const isOf = (seed: string, namespace: string): boolean => namespace.startsWith(`${seed}-`);

async function liveOf(fleet: Fleet, cluster: string, seed: string): Promise<ReadonlyMap<string, Live>> {
  const lists = await Promise.all(
    KINDS.map(async ({ kind, path }) => (await items<Live>(fleet, cluster, path)).map((item) => ({ ...item, kind }))),
  );
  const ours = lists
    .flat()
    .filter(({ metadata }) => isOf(seed, metadata.namespace) && metadata.name !== 'kube-root-ca.crt');
  return new Map(ours.map((object) => [keyOf(object.kind, object.metadata.namespace, object.metadata.name), object]));
}

interface Remembered {
  readonly spec: { readonly identity: { readonly name: string } };
  readonly inventory: readonly { readonly key: { kind: string; namespace: string; name: string } }[];
}

interface Secret {
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly data: { readonly state: string };
}

/** Applications have Secrets of their own, or share one where many were saved at once. */
const STATE = `/api/v1/namespaces/wheelhouse-system/secrets?labelSelector=${encodeURIComponent('wheelhouse.dev/state in (application,pack)')}`;
const SEQUENCE = 'wheelhouse.dev/state-sequence';

async function inventoriesOf(
  fleet: Fleet,
  cluster: string,
  seed: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const sequenceOf = ({ metadata }: Secret): number => Number(metadata.annotations?.[SEQUENCE] ?? '0');
  const secrets = await items<Secret>(fleet, cluster, STATE);
  const inOrder = [...secrets].sort((a, b) => sequenceOf(a) - sequenceOf(b));
  // Of a name, what comes later counts.
  return new Map(
    inOrder
      .flatMap(({ data }) => unpack(Buffer.from(data.state, 'base64')))
      .filter(({ spec }) => isOf(seed, spec.identity.name))
      .map(({ spec, inventory }) => [
        spec.identity.name,
        new Set(inventory.map(({ key }) => keyOf(key.kind, key.namespace, key.name))),
      ]),
  );
}

/** RFC 8878 says how a zstd frame begins; the states of seeds are small enough for one part. */
function unpack(packed: Buffer): Remembered[] {
  const plain = packed.readUInt32LE(0) === 0xfd2fb528 ? zstdDecompressSync(packed) : gunzipSync(packed);
  const value = JSON.parse(plain.toString()) as Remembered | [kind: string, name: string, text: string][];
  if (!Array.isArray(value)) return [value];
  return value.flatMap(([kind, , text]) => (kind === 'application' ? [JSON.parse(text) as Remembered] : []));
}

async function rowsOf(fleet: Fleet, seed: string): Promise<ReadonlyMap<string, Row>> {
  const { rows } = await fleet.rows.query<Row>(
    `SELECT a.name, c.name AS cluster, a.desired_revision AS revision, s.sync, s.health, ARRAY[
       concat(left(a.desired_bundle, 6), ' ', left(a.desired_spec, 6)),
       concat(left(a.published_bundle, 6), ' ', left(a.published_spec, 6)),
       concat(left(a.admitted_bundle, 6), ' ', left(a.admitted_spec, 6)),
       concat(left(s.applied_bundle, 6), ' ', left(s.applied_spec, 6)),
       concat(left(s.healthy_bundle, 6), ' ', left(s.healthy_spec, 6))] AS rungs
     FROM application a LEFT JOIN cluster c ON c.id = a.cluster_id
     LEFT JOIN application_status s ON s.application_id = a.id WHERE a.name LIKE $1`,
    [`${seed}-%`],
  );
  return new Map(rows.map((row) => [row.name, row]));
}

/** A count that is not what counting gives, and work that is never done. */
async function leftoversOf(fleet: Fleet): Promise<readonly string[]> {
  const { rows } = await fleet.rows.query<{ what: string }>(
    `SELECT 'outbox row of ' || key AS what FROM outbox
     UNION ALL SELECT 'tombstone of ' || t.application_id FROM tombstone t
     UNION ALL SELECT 'counter total of cluster ' || COALESCE(c.id, k.scope_id) || ' is ' || COALESCE(k.count, 0) || ', counted ' || COALESCE(c.count, 0)
       FROM (SELECT cluster_id AS id, count(*)::int AS count FROM application WHERE cluster_id IS NOT NULL GROUP BY 1) c
       FULL JOIN (SELECT scope_id, count FROM counter WHERE scope = 'cluster' AND state = 'total' AND count <> 0) k
         ON k.scope_id = c.id WHERE COALESCE(c.count, 0) <> COALESCE(k.count, 0)
     UNION ALL SELECT 'counter ' || COALESCE(c.state, k.state) || ' of the fleet is ' || COALESCE(k.count, 0) || ', counted ' || COALESCE(c.count, 0)
       FROM (SELECT state, count(*)::int AS count FROM application a LEFT JOIN application_status s ON s.application_id = a.id
             CROSS JOIN LATERAL (VALUES ('sync:' || COALESCE(s.sync, 'Unknown')), ('health:' || COALESCE(s.health, 'Unknown'))) AS v(state)
             GROUP BY 1) c
       FULL JOIN (SELECT state, count FROM counter WHERE scope = 'fleet' AND (state LIKE 'sync:%' OR state LIKE 'health:%') AND count <> 0) k
         ON k.state = c.state WHERE COALESCE(c.count, 0) <> COALESCE(k.count, 0)`,
  );
  return rows.map(({ what }) => what);
}
