import type { Command } from 'commander';
import type { HubClient } from '../hub/hub-client.ts';
import { expandPaths, readText } from '../read-text.ts';
import type { Surroundings } from '../surroundings.ts';
import { hubOf } from './hub-command.ts';

interface Applied {
  kind: string;
  name: string;
  action: string;
  warnings: string[];
}

/** All files as one unit: either all of it is stored, or nothing. */
async function applyFiles(
  hub: HubClient,
  paths: readonly string[],
  dryRun: boolean,
  streams: Surroundings['streams'],
): Promise<void> {
  const texts = await Promise.all((await expandPaths(paths)).map(readText));
  const { apply } = await hub.ask<{ apply: Applied[] }>(
    'mutation ($manifests: String!, $dryRun: Boolean) { apply(manifests: $manifests, dryRun: $dryRun) { kind name namespace action warnings } }',
    { manifests: texts.join('\n---\n'), dryRun },
  );
  for (const { kind, name, action, warnings } of apply) {
    for (const warning of warnings) streams.err(`warning: ${kind.toLowerCase()}/${name}: ${warning}`);
    streams.out(`${kind.toLowerCase()}/${name} ${action}${dryRun ? ' (dry run)' : ''}`);
  }
}

/** `apply -f PATH`, of the whole program or of a group. */
export function addApplyCommand(parent: Command, description: string, surroundings: Surroundings): void {
  parent
    .command('apply')
    .description(description)
    .requiredOption(
      '-f, --file <path>',
      'a file, a folder, or - for standard input',
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option('--dry-run', 'checks, and says what would change')
    .action((options: { file: string[]; dryRun?: boolean }, command: Command) =>
      applyFiles(hubOf(command, surroundings), options.file, options.dryRun ?? false, surroundings.streams),
    );
}
