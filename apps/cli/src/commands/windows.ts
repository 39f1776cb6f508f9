import type { Command } from 'commander';
import type { EvaluateOptions, NextOptions, TimelineOptions } from '../offline/run-windows.ts';
import { addWindowReports } from './hub-window-reports.ts';
import { addHubWindowCommands } from './hub-windows.ts';
import { outputOption, type Surroundings } from '../surroundings.ts';

const many = (value: string, before: string[]): string[] => [...before, value];

/** Sync windows: what can be asked of files without a hub, and what the hub has. */
export function addWindowCommands(program: Command, surroundings: Surroundings): void {
  const windows = program.command('windows').description('Sync windows: when may what change');
  addHubWindowCommands(windows, surroundings);
  addWindowReports(windows, surroundings);
  asked(windows.command('evaluate'))
    .description('May the Application sync at that time, and when next? Exit 1 if an automatic sync may not')
    .requiredOption('--at <time>', 'RFC 3339; without an offset it is UTC')
    .option('--started <time>', 'when the operation was started that runs already')
    .action(async (options: EvaluateOptions) =>
      (await import('../offline/run-windows.ts')).runEvaluate(options, surroundings),
    );
  asked(windows.command('timeline'))
    .description('The intervals of a time, each with its verdict')
    .requiredOption('--from <time>', 'RFC 3339; without an offset it is UTC')
    .requiredOption('--to <time>', 'where it ends')
    .action(async (options: TimelineOptions) =>
      (await import('../offline/run-windows.ts')).runTimeline(options, surroundings),
    );
  asked(windows.command('next'))
    .description('The next times in which a sync is allowed')
    .option('--at <time>', 'counted from then; default now')
    .option('--count <number>', 'how many', '10')
    .option('--manual', 'of syncs that a person starts')
    .action(async (options: NextOptions) => (await import('../offline/run-windows.ts')).runNext(options, surroundings));
}

const asked = (command: Command): Command =>
  command
    .requiredOption('-f, --file <path>', 'AppProjects and SyncWindows; may be given more than once', many, [])
    .requiredOption('--app <file>', 'the Application')
    .option('--clusters <file>', 'Argo CD cluster Secrets or `kind: Cluster`, as a YAML stream')
    .option('--calendar <name=file>', 'the iCalendar file that stands for a calendar of a SyncWindow', many, [])
    .addOption(outputOption());
