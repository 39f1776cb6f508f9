import { Command } from 'commander';
import { addApplicationCommands } from './commands/applications.ts';
import { addClusterCommands } from './commands/clusters.ts';
import { addKeysCommands } from './commands/keys.ts';
import { addCompletion } from './commands/completion.ts';
import { addFleetCommands } from './commands/fleet.ts';
import { addLogin } from './commands/login.ts';
import { addOfflineCommands } from './commands/offline.ts';
import { addResourceCommands } from './commands/resources.ts';
import { addSetChangeCommands } from './commands/set-changes.ts';
import { addSetCommands } from './commands/sets.ts';
import { addWindowCommands } from './commands/windows.ts';
import type { Surroundings } from './surroundings.ts';

/** Every command of the CLI. Help and usage errors go through the streams too. */
export function buildProgram(surroundings: Surroundings): Command {
  const program = new Command('wheelhouse')
    .description('Fleet-wide GitOps: what runs where, what should, and why it does not.')
    .version('0.1.0')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => surroundings.streams.out(text.trimEnd()),
      writeErr: (text) => surroundings.streams.err(text.trimEnd()),
    })
    .option('--hub <url>', 'the hub; else WHEELHOUSE_URL, else the fleet of this clone, else what `login` stored')
    .option('--token <token>', 'else WHEELHOUSE_TOKEN, else as above');
  for (const add of [
    addOfflineCommands,
    addLogin,
    addFleetCommands,
    addClusterCommands,
    addKeysCommands,
    addSetCommands,
    addSetChangeCommands,
    addApplicationCommands,
    addResourceCommands,
    addWindowCommands,
    addCompletion,
  ]) {
    add(program, surroundings);
  }
  return program;
}
