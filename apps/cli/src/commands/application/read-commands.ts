import type { Command } from 'commander';
import { print, type Column } from '../../output.ts';
import { formatOf, outputOption, type Surroundings } from '../../surroundings.ts';
import { age, hubOf } from '../hub-command.ts';
import { askApplication, many, named, nameOf, type NameOptions } from './application-name.ts';
import { getApplication, listApplications, printApplications } from './application-row.ts';
import { printResources, type ResourceRow } from './resource-rows.ts';
import { describeOperation, showOperations, showOutcomes } from './operation-rows.ts';
import { showComparison } from './show-comparison.ts';

export function addReading(app: Command, surroundings: Surroundings): void {
  addList(app, surroundings);
  addGet(app, surroundings);
  addResources(app, surroundings);
  addDiff(app, surroundings);
  addHistory(app, surroundings);
  addOperation(app, surroundings);
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
      if (application.operation)
        describeOperation(application.operation, Date.now()).forEach((line) => streams.out(`  ${line}`));
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
      const { resources } = await askApplication<{ resources: ResourceRow[] }>(
        hubOf(command, surroundings),
        nameOf(name, options),
        {
          selection: 'resources { group version kind namespace name managed sync health { status message } message }',
        },
      );
      printResources(streams, formatOf(options), resources);
    });
}

function addDiff(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(
    app
      .command('diff <name>')
      .description('What a sync would change in the cluster now, field by field; exit 1 if anything')
      .option('--revision <revision>', 'a branch, tag or commit instead of what Git says now; it is rendered for this'),
  )
    .addOption(outputOption())
    .action(async (name: string, options: NameOptions & { revision?: string; output?: string }, command: Command) =>
      showComparison(
        hubOf(command, surroundings),
        { name: nameOf(name, options), revision: options.revision },
        { streams, format: formatOf(options) },
      ),
    );
}

function addHistory(app: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  named(
    app
      .command('history <name>')
      .description('What was deployed when')
      .option('--operations', 'every attempt, also those that failed: who, why, how long, what came of it'),
  )
    .addOption(outputOption())
    .action(
      async (name: string, options: NameOptions & { output?: string; operations?: boolean }, command: Command) => {
        const hub = hubOf(command, surroundings);
        const told = { streams, format: formatOf(options) };
        if (options.operations) return showOperations(hub, nameOf(name, options), told);
        const { history } = await askApplication<{ history: readonly Deployed[] }>(hub, nameOf(name, options), {
          selection: 'history { revision deployedAt initiatedBy }',
        });
        print(streams, told.format, { rows: history, name: ({ revision }) => revision, columns: deployedColumns });
      },
    );
}

interface Deployed {
  readonly revision: string;
  readonly deployedAt: string;
  readonly initiatedBy: string;
}

const deployedColumns: readonly Column<Deployed>[] = [
  { title: 'deployed', value: ({ deployedAt }) => age(deployedAt, Date.now()) },
  { title: 'revision', value: ({ revision }) => revision },
  { title: 'by', value: ({ initiatedBy }) => initiatedBy },
];

function addOperation(app: Command, surroundings: Surroundings): void {
  named(
    app
      .command('operation <name> [id]')
      .description('What became of each object of a sync: of the one that runs, the last one, or that of its history'),
  )
    .addOption(outputOption())
    .action(
      async (name: string, id: string | undefined, options: NameOptions & { output?: string }, command: Command) =>
        showOutcomes(
          hubOf(command, surroundings),
          { name: nameOf(name, options), id },
          { streams: surroundings.streams, format: formatOf(options) },
        ),
    );
}
