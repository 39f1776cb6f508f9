import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { getApplication, listApplications, printApplications } from './application/application-row.ts';
import { addApplyCommand } from './apply-files.ts';
import { getCluster, listClusters, printClusters } from './clusters.ts';
import { hubOf } from './hub-command.ts';
import { getSet, listSets, printSets } from './sets.ts';

/** Nouns as people write them, in the words of the API. */
type Kind =
  | 'APPLICATION'
  | 'APPLICATION_SET'
  | 'PROJECT'
  | 'CLUSTER'
  | 'REPOSITORY'
  | 'SYNC_WINDOW'
  | 'CONFIG_MAP'
  | 'SECRET'
  | 'CLUSTER_DECISION';
const kinds: Readonly<Record<string, Kind>> = {
  app: 'APPLICATION',
  apps: 'APPLICATION',
  application: 'APPLICATION',
  applications: 'APPLICATION',
  appset: 'APPLICATION_SET',
  appsets: 'APPLICATION_SET',
  applicationset: 'APPLICATION_SET',
  applicationsets: 'APPLICATION_SET',
  project: 'PROJECT',
  projects: 'PROJECT',
  appproject: 'PROJECT',
  cluster: 'CLUSTER',
  clusters: 'CLUSTER',
  repository: 'REPOSITORY',
  repo: 'REPOSITORY',
  configmap: 'CONFIG_MAP',
  secret: 'SECRET',
  placementdecision: 'CLUSTER_DECISION',
  clusterdecision: 'CLUSTER_DECISION',
  syncwindow: 'SYNC_WINDOW',
  syncwindows: 'SYNC_WINDOW',
  window: 'SYNC_WINDOW',
  windows: 'SYNC_WINDOW',
};

function kindOf(noun: string): (typeof kinds)[string] {
  const kind = kinds[noun.toLowerCase()];
  if (!kind)
    throw new CliError(
      2,
      `${noun}: unknown kind; one of app, appset, cluster, project, repository, syncwindow, configmap, secret, clusterdecision`,
    );
  return kind;
}

/** `VERB NOUN`, as kubectl has it: `apply`, `get`, `delete`. */
export function addResourceCommands(program: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  addApplyCommand(program, 'Applies resources from files: all of them, or none', surroundings);
  program
    .command('get <kind> [name]')
    .description('One thing of a kind, or all of them')
    .addOption(outputOption())
    .action(async (noun: string, name: string | undefined, options: { output?: string }, command: Command) => {
      const hub = hubOf(command, surroundings);
      const format = formatOf(options);
      switch (kindOf(noun)) {
        case 'APPLICATION':
          return name
            ? printApplications(streams, format, [await getApplication(hub, { name })], true)
            : printApplications(streams, format, await listApplications(hub, {}));
        case 'APPLICATION_SET':
          return name
            ? printSets(streams, format, [await getSet(hub, name)], true)
            : printSets(streams, format, await listSets(hub));
        case 'CLUSTER':
          return name
            ? printClusters(streams, format, [await getCluster(hub, name)], true)
            : printClusters(streams, format, await listClusters(hub));
        default:
          throw new CliError(
            2,
            `get ${noun}: not with this command; \`wheelhouse project list\` shows projects, \`wheelhouse windows list\` windows`,
          );
      }
    });
  program
    .command('delete <kind> <name>')
    .description('Deletes one thing')
    .option('-N, --namespace <namespace>', 'where the name is not unique')
    .option('--project <project>', 'where the name is not unique')
    .option('--orphan', 'what an Application runs stays in the cluster; the Applications of a set stay too')
    .action(
      async (
        noun: string,
        name: string,
        options: { namespace?: string; project?: string; orphan?: boolean },
        command: Command,
      ) => {
        const answer = await hubOf(command, surroundings).ask<{ delete: { message: string } }>(
          `mutation ($kind: ResourceKind!, $name: String!, $namespace: String, $project: String, $cascade: Boolean) {
          delete(kind: $kind, name: $name, namespace: $namespace, project: $project, cascade: $cascade) { message } }`,
          {
            kind: kindOf(noun),
            name,
            namespace: options.namespace ?? null,
            project: options.project ?? null,
            cascade: !options.orphan,
          },
        );
        streams.out(answer.delete.message);
      },
    );
}
