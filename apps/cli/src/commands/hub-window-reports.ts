import type { Command } from 'commander';
import { print } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { hubOf } from './hub-command.ts';

interface Notices {
  waiting: number;
  longestWaitSince: string | null;
  neverActive: string[];
  contradictions: { allow: string; deny: string; from: string; to: string; always: boolean }[];
}

const NOTICES = `{ windowNotices {
  waiting longestWaitSince neverActive contradictions { allow deny from to always } } }`;

function showNotices(options: { output?: string }, { streams }: Surroundings, notices: Notices): void {
  const format = formatOf(options);
  if (format === 'json' || format === 'yaml')
    return print(streams, format, { rows: [notices], single: true, columns: [], name: () => '' });
  const { waiting, longestWaitSince, neverActive, contradictions } = notices;
  const rows = [
    {
      about: 'waiting',
      says: longestWaitSince ? `${waiting}, the longest since ${longestWaitSince}` : String(waiting),
    },
    ...neverActive.map((about) => ({ about, says: 'will never be active again' })),
    ...contradictions.map(({ allow, deny, from, always }) => ({
      about: allow,
      says: `${always ? 'never opens' : 'is denied in part'}: ${deny} denies, first at ${from}`,
    })),
  ];
  print(streams, format, {
    rows,
    name: ({ about }) => about,
    columns: [
      { title: 'about', value: ({ about }) => about },
      { title: 'says', value: ({ says }) => says },
    ],
  });
}

/** What the hub tells of its windows: what waits for them, and openings for a calendar. */
export function addWindowReports(windows: Command, surroundings: Surroundings): void {
  windows
    .command('waiting')
    .description(
      'What waits for windows and since when, windows that never open, and windows that contradict each other',
    )
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) => {
      const { windowNotices } = await hubOf(command, surroundings).ask<{ windowNotices: Notices }>(NOTICES);
      showNotices(options, surroundings, windowNotices);
    });
  windows
    .command('export')
    .description('The openings of a project as an iCalendar file, or (`--address`) where calendar programs read them')
    .requiredOption('--project <name>', 'whose')
    .option('--closed', 'the times in which nothing may sync, instead')
    .option('--address', 'makes an address; whoever has it reads them')
    .action(async (options: { project: string; closed?: boolean; address?: boolean }, command: Command) => {
      const hub = hubOf(command, surroundings);
      const variables = { project: options.project, closed: options.closed ?? false };
      if (!options.address) {
        const asked =
          'query ($project: String!, $closed: Boolean!) { windowCalendar(project: $project, closed: $closed) }';
        const { windowCalendar } = await hub.ask<{ windowCalendar: string }>(asked, variables);
        return surroundings.streams.out(windowCalendar.trimEnd());
      }
      const asked =
        'mutation ($project: String!, $closed: Boolean!) { createWindowFeed(project: $project, closed: $closed) { path } }';
      const { createWindowFeed } = await hub.ask<{ createWindowFeed: { path: string } }>(asked, variables);
      surroundings.streams.out(new URL(createWindowFeed.path, hub.url).href);
    });
}
