import type { Command } from 'commander';
import { print, table } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { age, group, hubOf } from './hub-command.ts';

interface Fleet {
  summary: string;
  counts: Record<string, number>;
  clusters: Record<string, number>;
  problems: {
    kind: string;
    message: string;
    hint: string | null;
    since: string | null;
    application: { name: string; cluster: { name: string } | null } | null;
    cluster: { name: string } | null;
    applicationSet: { name: string } | null;
    repository: string | null;
  }[];
}

const FLEET = `{ fleet { summary
  counts { total done settling inFlight held notSent healthy suspended progressing missing degraded unknown synced outOfSync syncUnknown failing }
  clusters { total connected away notJoined }
  problems(first: 20) { kind message hint since application { name cluster { name } } cluster { name } applicationSet { name } repository } } }`;

const subject = (problem: Fleet['problems'][number]): string =>
  problem.application
    ? `app ${problem.application.name}`
    : problem.applicationSet
      ? `appset ${problem.applicationSet.name}`
      : problem.cluster
        ? `cluster ${problem.cluster.name}`
        : (problem.repository ?? '');

interface EventRow {
  at: string;
  type: string;
  reason: string;
  message: string;
  application: { name: string } | null;
  cluster: { name: string } | null;
}

/** What the whole fleet does: `fleet`, `events`, `project list`. */
export function addFleetCommands(program: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  program
    .command('fleet')
    .description('Is the fleet well? One sentence, then what a person should do first')
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) => {
      const { fleet } = await hubOf(command, surroundings).ask<{ fleet: Fleet }>(FLEET);
      const format = formatOf(options);
      if (format === 'json' || format === 'yaml')
        return print(streams, format, { rows: [fleet], single: true, columns: [], name: () => 'fleet' });
      streams.out(fleet.summary);
      if (fleet.problems.length === 0) return;
      const columns = [
        { title: 'problem', value: ({ kind }: Fleet['problems'][number]) => kind },
        { title: 'of', value: subject },
        { title: 'since', value: ({ since }: Fleet['problems'][number]) => age(since, Date.now()) },
        { title: 'message', value: ({ message }: Fleet['problems'][number]) => message },
        { title: 'what to do', value: ({ hint }: Fleet['problems'][number]) => hint, wide: true },
      ];
      streams.out(`\n${table(fleet.problems, columns, format === 'wide')}`);
    });
  program
    .command('events')
    .description('What happened, newest first')
    .option('--cluster <name>', 'of one cluster')
    .option('--warnings', 'only warnings')
    .option('-n, --limit <count>', 'how many', '30')
    .addOption(outputOption())
    .action(
      async (options: { cluster?: string; warnings?: boolean; limit: string; output?: string }, command: Command) => {
        const filter = {
          ...(options.cluster ? { cluster: options.cluster } : {}),
          ...(options.warnings ? { type: 'WARNING' } : {}),
        };
        const { events } = await hubOf(command, surroundings).ask<{ events: { nodes: EventRow[] } }>(
          'query ($first: Int, $filter: EventFilter) { events(first: $first, filter: $filter) { nodes { at type reason message application { name } cluster { name } } } }',
          { first: Number(options.limit), filter },
        );
        print(streams, formatOf(options), {
          rows: events.nodes,
          name: ({ reason }) => reason,
          columns: [
            { title: 'age', value: ({ at }) => age(at, Date.now()) },
            { title: 'type', value: ({ type }) => type.toLowerCase() },
            { title: 'reason', value: ({ reason }) => reason },
            { title: 'cluster', value: ({ cluster }) => cluster?.name },
            { title: 'application', value: ({ application }) => application?.name },
            { title: 'message', value: ({ message }) => message },
          ],
        });
      },
    );
  group(program, 'project', 'Projects')
    .command('list')
    .description('Projects and how their targets do')
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) => {
      const projects = await hubOf(command, surroundings).all<{
        name: string;
        description: string;
        counts: { total: number; done: number; degraded: number };
      }>('projects', 'name description counts { total done degraded }');
      print(streams, formatOf(options), {
        rows: projects,
        name: ({ name }) => `project/${name}`,
        columns: [
          { title: 'name', value: ({ name }) => name },
          { title: 'targets', value: ({ counts }) => counts.total },
          { title: 'done', value: ({ counts }) => counts.done },
          { title: 'degraded', value: ({ counts }) => counts.degraded },
          { title: 'description', value: ({ description }) => description },
        ],
      });
    });
}
