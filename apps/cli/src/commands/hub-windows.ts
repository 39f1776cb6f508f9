import type { Command } from 'commander';
import { parseDuration } from '@wheelhouse/core-domain';
import { CliError } from '../exit.ts';
import { print, type Column } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { hubOf } from './hub-command.ts';

interface WindowRow {
  id: string;
  project: string | null;
  kind: string;
  schedule: string;
  duration: string | null;
  timeZone: string;
  active: boolean | null;
  until: string | null;
  emergency: boolean;
  why: string;
  problem: string | null;
  createdBy: string | null;
  calendars: { name: string; readAt: string | null; problem: string | null }[];
}

const FIELDS =
  'id project kind schedule duration timeZone active until manualSync syncOverrun heals emergency why problem createdBy repository ' +
  'calendars { name place readAt events problem failingSince }';

const stateOf = ({ active, problem }: WindowRow): string => {
  if (problem) return 'broken';
  return active === null ? 'by cluster' : active ? 'active' : 'idle';
};

/** Only what is not as it should be. */
const calendarNote = ({ name, readAt, problem }: WindowRow['calendars'][number]): string[] =>
  problem ? [`calendar ${name} is as of ${readAt ?? 'never'}: ${problem}`] : [];

const columns: Column<WindowRow>[] = [
  { title: 'window', value: ({ id }) => id },
  { title: 'kind', value: ({ kind, emergency }) => (emergency ? 'freeze' : kind.toLowerCase()) },
  { title: 'state', value: stateOf },
  { title: 'until', value: ({ until }) => until },
  { title: 'schedule', value: ({ schedule, duration }) => (duration ? `${schedule} for ${duration}` : schedule) },
  { title: 'zone', value: ({ timeZone }) => timeZone },
  { title: 'why', value: ({ why, problem }) => problem ?? why },
  { title: 'notes', value: ({ calendars }) => calendars.flatMap(calendarNote).join('; ') },
  { title: 'by', value: ({ createdBy }) => createdBy, wide: true },
];

const many = (value: string, before: string[]): string[] => [...before, value];

interface Selected {
  cluster: string[];
  label: string[];
  project: string[];
  namespace: string[];
  set: string[];
  output?: string;
}

/** What is concerned: all given must match; none given is the whole fleet. */
const selecting = (command: Command): Command =>
  command
    .option('--cluster <key=value>', 'a label of clusters', many, [])
    .option('--label <key=value>', 'a label of Applications', many, [])
    .option('--project <glob>', 'projects', many, [])
    .option('--namespace <glob>', 'destination namespaces', many, [])
    .option('--set <glob>', 'ApplicationSets', many, [])
    .addOption(outputOption());

const selectionOf = ({ cluster, label, project, namespace, set }: Selected) => ({
  ...{ clusterLabels: cluster, applicationLabels: label },
  ...{ projects: project, namespaces: namespace, applicationSets: set },
});

/** `2h` from now, or a time. */
function momentOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const ahead = parseDuration(text);
  const at = ahead === undefined ? Date.parse(text) : Date.now() + ahead;
  if (Number.isNaN(at))
    throw new CliError(2, `${option} ${text}: give a duration (2h) or a time (2026-12-24T18:00:00Z)`);
  return new Date(at).toISOString();
}

export function addHubWindowCommands(windows: Command, surroundings: Surroundings): void {
  const show = (options: { output?: string }, rows: WindowRow[], single = false): void =>
    print(surroundings.streams, formatOf(options), { rows, columns, single, name: ({ id }) => `syncwindow/${id}` });
  windows
    .command('list')
    .description('All windows, freezes and exceptions that the hub has')
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) => {
      const asked = `{ syncWindows(first: 500) { nodes { ${FIELDS} } } }`;
      const { syncWindows } = await hubOf(command, surroundings).ask<{ syncWindows: { nodes: WindowRow[] } }>(asked);
      show(options, syncWindows.nodes);
    });
  selecting(windows.command('freeze'))
    .description('Stops all syncs, or those that are selected, at once; `delete syncwindow NAME` ends it')
    .requiredOption('--reason <text>', 'shown wherever it blocks')
    .option('--ticket <text>', 'shown too')
    .option('--until <time>', 'a duration or a time; default: until it is deleted')
    .option('--heal', 'pure drift is healed still')
    .action(
      async (
        options: Selected & { reason: string; ticket?: string; until?: string; heal?: boolean },
        command: Command,
      ) => {
        const until = momentOf('--until', options.until);
        const { reason, ticket, heal } = options;
        const input = { reason, ticket, until, heal: heal ?? false, selection: selectionOf(options) };
        const asked = `mutation ($input: FreezeInput!) { freeze(input: $input) { ${FIELDS} } }`;
        const { freeze } = await hubOf(command, surroundings).ask<{ freeze: WindowRow }>(asked, { input });
        show(options, [freeze], true);
      },
    );
  selecting(windows.command('except'))
    .description('Lets what is selected pass the windows for a time; it ends by itself')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <text>', 'which')
    .requiredOption('--to <time>', 'a duration or a time')
    .option('--from <time>', 'a duration or a time; default now')
    .option('--window <id>', 'which window does not count; default all but freezes', many, [])
    .action(
      async (
        options: Selected & { reason: string; ticket: string; from?: string; to: string; window: string[] },
        command: Command,
      ) => {
        const [from, to] = [momentOf('--from', options.from), momentOf('--to', options.to)];
        const { reason, ticket, window } = options;
        const input = { reason, ticket, from, to, windows: window, selection: selectionOf(options) };
        const asked = `mutation ($input: ExceptionInput!) { except(input: $input) { ${FIELDS} } }`;
        const { except } = await hubOf(command, surroundings).ask<{ except: WindowRow }>(asked, { input });
        show(options, [except], true);
      },
    );
}
