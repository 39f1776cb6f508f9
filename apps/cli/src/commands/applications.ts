import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { addActing } from './application/act-commands.ts';
import { addReading } from './application/read-commands.ts';
import { group } from './hub-command.ts';

export function addApplicationCommands(program: Command, surroundings: Surroundings): void {
  const app = group(program, 'app', 'Applications, one per cluster');
  addReading(app, surroundings);
  addActing(app, surroundings);
}
