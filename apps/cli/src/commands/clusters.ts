import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import type { HubClient } from '../hub/hub-client.ts';
import { print, type Column, type Format } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { age, group, hubOf } from './hub-command.ts';

interface ClusterRow {
  name: string;
  labels: Record<string, string>;
  joined: boolean;
  connected: boolean;
  lastSeenAt: string | null;
  health: string;
  kubernetesVersion: string | null;
  version: string | null;
  counts: { total: number; done: number };
  refusals: { kind: string; count: number; reason: string; standing: boolean }[];
}

const FIELDS =
  'name labels server timeZone joined connected lastSeenAt health kubernetesVersion version node clockSkewMs generation refusals { kind count reason at standing } counts { total done settling inFlight held notSent degraded failing }';

/** A spoke that is there and does not take what it is given is the news, so it comes before the connection. */
const stateOf = ({ joined, connected, refusals }: ClusterRow): string => {
  if (connected && refusals.some(({ standing }) => standing)) return 'refusing';
  return connected ? 'connected' : joined ? 'away' : 'not joined';
};

const columns: Column<ClusterRow>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'state', value: stateOf },
  { title: 'health', value: ({ health }) => health.toLowerCase() },
  { title: 'done', value: ({ counts }) => `${counts.done}/${counts.total}` },
  { title: 'seen', value: ({ connected, lastSeenAt }) => (connected ? 'now' : age(lastSeenAt, Date.now())) },
  { title: 'kubernetes', value: ({ kubernetesVersion }) => kubernetesVersion },
  {
    title: 'labels',
    value: ({ labels }) =>
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
  },
  { title: 'spoke', value: ({ version }) => version, wide: true },
  {
    title: 'refused',
    value: ({ refusals }) => refusals.map(({ kind, count }) => `${kind}=${count}`).join(','),
    wide: true,
  },
];

export async function getCluster(hub: HubClient, name: string): Promise<ClusterRow> {
  const { cluster } = await hub.ask<{ cluster: ClusterRow | null }>(
    `query ($name: String!) { cluster(name: $name) { ${FIELDS} } }`,
    { name },
  );
  if (!cluster) throw new CliError(2, `There is no cluster ${name}. \`wheelhouse cluster list\` shows those that are.`);
  return cluster;
}

export const listClusters = (hub: HubClient): Promise<ClusterRow[]> => hub.all('clusters', FIELDS);

export const printClusters = (
  streams: Surroundings['streams'],
  format: Format,
  rows: readonly ClusterRow[],
  single = false,
): void => print(streams, format, { rows, columns, single, name: ({ name }) => `cluster/${name}` });

export function addClusterCommands(program: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  const cluster = group(program, 'cluster', 'Clusters of the fleet');
  cluster
    .command('list')
    .description('Every cluster, its connection and health')
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) =>
      printClusters(streams, formatOf(options), await listClusters(hubOf(command, surroundings))),
    );
  cluster
    .command('get <name>')
    .description('One cluster')
    .addOption(outputOption())
    .action(async (name: string, options: { output?: string }, command: Command) =>
      printClusters(streams, formatOf(options), [await getCluster(hubOf(command, surroundings), name)], true),
    );
  cluster
    .command('join <name>')
    .description('A token that lets the spoke of one cluster join; used once, valid an hour')
    .addOption(outputOption())
    .action(async (name: string, options: { output?: string }, command: Command) => {
      const { createJoinToken: token } = await hubOf(command, surroundings).ask<{
        createJoinToken: { token: string; command: string; expiresAt: string };
      }>('mutation ($cluster: String!) { createJoinToken(cluster: $cluster) { token command expiresAt } }', {
        cluster: name,
      });
      const format = formatOf(options);
      if (format === 'table' || format === 'wide') {
        streams.err(`Run this against ${name} before ${token.expiresAt}:`);
        streams.out(token.command);
      } else print(streams, format, { rows: [token], single: true, columns: [], name: (row) => row.token });
    });
  cluster
    .command('remove <name>')
    .description('Takes a cluster out: its spoke is revoked at once, what runs there is left alone')
    .action(async (name: string, _options: unknown, command: Command) => {
      const answer = await hubOf(command, surroundings).ask<{ delete: { message: string } }>(
        'mutation ($name: String!) { delete(kind: CLUSTER, name: $name) { message } }',
        { name },
      );
      streams.out(answer.delete.message);
    });
}
