import type { Facts } from './facts.ts';
import { CLUSTERS } from './faults.ts';
import type { Expectation, Expected } from './model/expect.ts';

const MARK = 'wheelhouse.dev/application';

/** What others put into the clusters, by cluster and key: it stays as it is. */
export type Foreign = ReadonlyMap<string, ReadonlyMap<string, object>>;

/** In words, all that is not as the model says. */
export function differences(expected: Expectation, facts: Facts, foreign: Foreign): string[] {
  return [
    ...CLUSTERS.flatMap((cluster) => clusterDifferences(cluster, expected, facts, foreign.get(cluster) ?? new Map())),
    ...rowDifferences(expected, facts),
    ...facts.leftovers,
  ];
}

function clusterDifferences(
  cluster: string,
  { applications }: Expectation,
  facts: Facts,
  foreign: ReadonlyMap<string, object>,
): string[] {
  const found: string[] = [];
  const live = facts.live.get(cluster)!;
  const here = [...applications.values()].filter((application) => application.cluster === cluster);
  const wanted = new Map(here.flatMap(({ objects }) => [...objects]));
  for (const [key, object] of wanted) {
    const seen = live.get(key);
    const at = seen && firstDifference(object, seen, '');
    if (!seen) found.push(`${cluster}: ${key} is missing`);
    else if (at) found.push(`${cluster}: ${key} differs at ${at}`);
    else if (!seen.metadata.labels?.[MARK]) found.push(`${cluster}: ${key} does not carry our mark`);
  }
  for (const [key, { metadata }] of live) {
    if (metadata.labels?.[MARK] && !wanted.has(key)) found.push(`${cluster}: ${key} should be gone`);
  }
  for (const [key, object] of foreign) {
    const seen = live.get(key);
    const at = seen && firstDifference(object, seen, '');
    if (!seen || at) found.push(`${cluster}: ${key} of somebody else ${seen ? `was changed at ${at}` : 'is gone'}`);
  }
  return [...found, ...inventoryDifferences(cluster, here, facts.inventories.get(cluster)!)];
}

function inventoryDifferences(
  cluster: string,
  here: readonly Expected[],
  inventories: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const found: string[] = [];
  for (const { name, objects } of here) {
    const remembered = inventories.get(name) ?? new Set();
    for (const key of objects.keys())
      if (!remembered.has(key)) found.push(`${cluster}: ${name} does not remember ${key}`);
    for (const key of remembered) if (!objects.has(key)) found.push(`${cluster}: ${name} remembers ${key}`);
  }
  const names = new Set(here.map(({ name }) => name));
  for (const name of inventories.keys()) if (!names.has(name)) found.push(`${cluster}: ${name} is remembered`);
  return found;
}

function rowDifferences({ applications, commit }: Expectation, { rows }: Facts): string[] {
  const found: string[] = [];
  for (const { name, cluster } of applications.values()) {
    const row = rows.get(name);
    if (!row) {
      found.push(`hub: ${name} has no row`);
      continue;
    }
    if (row.cluster !== cluster) found.push(`hub: ${name} is on ${row.cluster}, not on ${cluster}`);
    if (row.revision !== commit) {
      found.push(`hub: ${name} is desired at ${row.revision?.slice(0, 7)}, not ${commit?.slice(0, 7)}`);
    }
    if (new Set(row.rungs).size !== 1 || row.rungs[0]?.trim() === '') {
      found.push(`hub: ${name} stands on several rungs: ${row.rungs.join(', ')}`);
    }
    if (row.sync !== 'Synced') found.push(`hub: ${name} is ${row.sync}, not Synced`);
    if (row.health !== 'Healthy') found.push(`hub: ${name} is ${row.health}, not Healthy`);
  }
  for (const name of rows.keys()) if (!applications.has(name)) found.push(`hub: ${name} should have no row`);
  return found;
}

/** After a set went without what it ran: everything is as it was, and nobody's. */
export function orphanDifferences(last: Expectation, facts: Facts): string[] {
  const found: string[] = [];
  for (const { cluster, objects } of last.applications.values()) {
    for (const [key, object] of objects) {
      const seen = facts.live.get(cluster)!.get(key);
      const at = seen && firstDifference(object, seen, '');
      if (!seen || at) found.push(`${cluster}: ${key}, an orphan, ${seen ? `was changed at ${at}` : 'is gone'}`);
      else if (seen.metadata.labels?.[MARK]) found.push(`${cluster}: ${key}, an orphan, still carries our mark`);
    }
  }
  return found;
}

/** The path of the first field that is wanted and is not so; fields that nobody asked for may be anything. */
function firstDifference(wanted: unknown, live: unknown, at: string): string | undefined {
  if (wanted === null || typeof wanted !== 'object') return Object.is(wanted, live) ? undefined : at || '.';
  if (live === null || typeof live !== 'object') return at || '.';
  if (Array.isArray(wanted) && (!Array.isArray(live) || live.length !== wanted.length)) return at;
  for (const [field, value] of Object.entries(wanted)) {
    // A list's items say neither version nor kind.
    if (at === '' && (field === 'apiVersion' || field === 'kind')) continue;
    const found = firstDifference(value, (live as Record<string, unknown>)[field], `${at}.${field}`);
    if (found) return found;
  }
  return undefined;
}
