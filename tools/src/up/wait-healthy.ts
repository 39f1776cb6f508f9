import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../run/exit.ts';
import { graphql, type HubAddress } from './hub-api.ts';

interface Fleet {
  readonly applications: { readonly nodes: readonly Application[] };
  readonly applicationSets: { readonly nodes: readonly { name: string; conditions: readonly Condition[] }[] };
}

interface Application {
  readonly name: string;
  readonly cluster: { readonly name: string } | null;
  readonly sync: { readonly status: string; readonly reason: string | null };
  readonly health: { readonly status: string; readonly message: string | null };
}

interface Condition {
  readonly type: string;
  readonly message: string;
}

const QUERY = `{
  applications(first: 200) { nodes { name cluster { name } sync { status reason } health { status message } } }
  applicationSets(first: 50) { nodes { name conditions { type message } } }
}`;
const TIMEOUT_MS = 180_000;

/** Waits until every running cluster has Applications and all of those are synced and healthy; then their number. */
export async function waitHealthy(
  hub: HubAddress,
  clusters: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const deadline = Date.now() + TIMEOUT_MS;
  let told = Date.now();
  for (;;) {
    const outcome = await look(hub, clusters).catch((error: Error) => [error.message]);
    if (typeof outcome === 'number') return outcome;
    if (Date.now() > deadline) {
      throw new Failure(
        `the fleet is not healthy after ${TIMEOUT_MS / 1000} s:\n${outcome.map((line) => `  ${line}`).join('\n')}`,
      );
    }
    if (Date.now() - told > 10_000) {
      say(`waiting for ${outcome.slice(0, 3).join('; ')}${outcome.length > 3 ? `; ${outcome.length - 3} more` : ''}`);
      told = Date.now();
    }
    await delay(100);
  }
}

async function look(hub: HubAddress, clusters: readonly string[]): Promise<number | string[]> {
  const { applications, applicationSets } = await graphql<Fleet>(hub, QUERY);
  const here = applications.nodes.filter(({ cluster }) => cluster && clusters.includes(cluster.name));
  const empty = clusters.filter((name) => !here.some(({ cluster }) => cluster?.name === name));
  const unwell = here.filter(({ sync, health }) => sync.status !== 'SYNCED' || health.status !== 'HEALTHY');
  const reasons = [
    ...applicationSets.nodes.flatMap(({ name, conditions }) =>
      conditions.filter(({ type }) => type === 'ErrorOccurred').map(({ message }) => `${name}: ${message}`),
    ),
    ...empty.map((name) => `cluster ${name} has no Applications yet`),
    ...unwell.map((app) =>
      `${app.name}: ${app.sync.status}, ${app.health.status} ${app.health.message ?? app.sync.reason ?? ''}`.trim(),
    ),
  ];
  return empty.length + unwell.length > 0 ? reasons : here.length;
}
