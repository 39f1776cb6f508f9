import type { Command } from 'commander';
import { CliError } from '../../exit.ts';
import { print } from '../../output.ts';
import { formatOf, outputOption, type Surroundings } from '../../surroundings.ts';
import { age, hubOf } from '../hub-command.ts';
import { many, named, nameOf, variables, type NameOptions } from './application-name.ts';
import { getApplication, listApplications, printApplications } from './application-row.ts';
import { printResources, type ResourceRow } from './resource-rows.ts';
import { showDrift } from './show-drift.ts';

export function addReading(app: Command, surroundings: Surroundings): void {
  addList(app, surroundings);
  addGet(app, surroundings);
  addResources(app, surroundings);
  addDiff(app, surroundings);
  addHistory(app, surroundings);
}

/** As GraphQL's enums are written. */
const upper = (values: readonly string[]): string[] =>
  values.map((value) => value.toUpperCase().replace('OUTOFSYNC', 'OUT_OF_SYNC').replaceAll('-', '_'));

function addList(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  app
    .command('list')
    .description('Applications; each option narrows the list')
    .option('--cluster <name>', 'a name, or a glob with *', many, [])
    .option('--set <name>', 'of an ApplicationSet', many, [])
    .option('--project <name>', 'of a project', many, [])
    .option('--health <status>', 'healthy, progressing, degraded, …', many, [])
    .option('--sync <status>', 'synced, outofsync, unknown', many, [])
    .option('-l, --selector <label>', 'key=value of the Application', many, [])
    .addOption(outputOption())
    .action(
      async (
        options: Record<'cluster' | 'set' | 'project' | 'health' | 'sync' | 'selector', string[]> & { output?: string },
        command: Command,
      ) => {
        const filter = {
          cluster: options.cluster,
          applicationSet: options.set,
          project: options.project,
          health: upper(options.health),
          sync: upper(options.sync),
          labels: options.selector,
        };
        printApplications(streams, formatOf(options), await listApplications(hubOf(command, surroundings), filter));
      },
    );
}

function addGet(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('get <name>').description('One Application: its ladder, and why it does not move'))
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { output?: string }, command: Command) => {
      const application = await getApplication(hubOf(command, surroundings), nameOf(name, options));
      const format = formatOf(options);
      printApplications(streams, format, [application], true);
      if (format !== 'table' && format !== 'wide') return;
      for (const rung of ['desired', 'published', 'admitted', 'applied', 'healthy'] as const)
        streams.out(`  ${rung.padEnd(10)} ${application.revisions[rung] ?? '-'}`);
      for (const { severity, message, where, hint } of application.conditions)
        streams.out(
          `  ${severity.toLowerCase()}: ${[where, message].filter(Boolean).join(': ')}${hint ? ` (${hint})` : ''}`,
        );
      for (const { message, clearedBy } of application.waitReasons)
        streams.out(`  waits: ${message}${clearedBy ? ` → ${clearedBy}` : ''}`);
    });
}

function addResources(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('resources <name>').description('Its objects, live from the cluster'))
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { output?: string }, command: Command) => {
      const { application } = await hubOf(command, surroundings).ask<{
        application: { resources: ResourceRow[] } | null;
      }>(
        `query ($name: String!, $namespace: String, $project: String) { application(name: $name, namespace: $namespace, project: $project) {
          resources { group version kind namespace name managed sync health { status message } message } } }`,
        variables(nameOf(name, options)),
      );
      if (!application) throw new CliError(2, `There is no Application ${name}.`);
      printResources(streams, formatOf(options), application.resources);
    });
}

function addDiff(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('diff <name>').description('What of it drifted, field by field; exit 1 if anything did')).action(
    async (name: string, options: NameOptions, command: Command) =>
      showDrift(hubOf(command, surroundings), nameOf(name, options), streams),
  );
}

function addHistory(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(app.command('history <name>').description('What was deployed when'))
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { output?: string }, command: Command) => {
      const { application } = await hubOf(command, surroundings).ask<{
        application: { history: { revision: string; deployedAt: string; initiatedBy: string }[] } | null;
      }>(
        'query ($name: String!, $namespace: String, $project: String) { application(name: $name, namespace: $namespace, project: $project) { history { revision deployedAt initiatedBy } } }',
        variables(nameOf(name, options)),
      );
      if (!application) throw new CliError(2, `There is no Application ${name}.`);
      print(streams, formatOf(options), {
        rows: application.history,
        name: ({ revision }) => revision,
        columns: [
          { title: 'deployed', value: ({ deployedAt }) => age(deployedAt, Date.now()) },
          { title: 'revision', value: ({ revision }) => revision },
          { title: 'by', value: ({ initiatedBy }) => initiatedBy },
        ],
      });
    });
}
