import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import type { HubClient } from '../hub/hub-client.ts';
import { print, type Column } from '../output.ts';
import { readText } from '../read-text.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { group, hubOf } from './hub-command.ts';
import { getSet } from './sets.ts';

/** What may happen to the Applications of a set: shown before it does, and let go where it is held. */
export function addSetChangeCommands(program: Command, surroundings: Surroundings): void {
  const appset = group(program, 'appset', 'ApplicationSets');
  addPreview(appset, surroundings);
  addRelease(appset, surroundings);
}

interface Previewed {
  name: string;
  change: 'CREATED' | 'CHANGED' | 'WITHDRAWN' | 'UNCHANGED';
  cluster: string | null;
  generator: string | null;
  changes: { path: string; before: unknown; after: unknown }[];
}

interface Preview {
  pending: boolean;
  applications: Previewed[];
  counts: { created: number; changed: number; withdrawn: number; unchanged: number };
  held: { message: string; withdrawn: string[] } | null;
  problems: { severity: string; message: string; where: string | null; hint: string | null }[];
}

const QUERY = `query ($manifest: String!) { previewApplicationSet(manifest: $manifest) {
  pending
  counts { created changed withdrawn unchanged }
  applications { name project change cluster generator params changes { path before after } manifest }
  held { message withdrawn }
  problems { severity type code message where hint }
} }`;

/** A repository that the hub sees for the first time is fetched meanwhile. */
const ATTEMPTS = 30;
const PAUSE_MS = 1_000;

async function previewOf(hub: HubClient, manifest: string): Promise<Preview> {
  for (let attempt = 1; ; attempt += 1) {
    const { previewApplicationSet } = await hub.ask<{ previewApplicationSet: Preview }>(QUERY, { manifest });
    if (!previewApplicationSet.pending || attempt === ATTEMPTS) return previewApplicationSet;
    await setTimeout(PAUSE_MS);
  }
}

const columns: Column<Previewed>[] = [
  { title: 'change', value: ({ change }) => change.toLowerCase() },
  { title: 'name', value: ({ name }) => name },
  { title: 'cluster', value: ({ cluster }) => cluster },
  { title: 'fields', value: ({ changes }) => changes.map(({ path }) => path).join(',') },
  { title: 'generator', value: ({ generator }) => generator, wide: true },
];

function addPreview(appset: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  appset
    .command('preview')
    .description('What the hub would create, change and withdraw for a set; exit 1 if it would be refused or held')
    .requiredOption('-f, --file <path>', 'the set, or - for standard input')
    .addOption(outputOption())
    .action(async (options: { file: string; output?: string }, command: Command) => {
      const format = formatOf(options);
      const manifest = await readText(options.file);
      const hub = hubOf(command, surroundings);
      const preview = await previewOf(hub, manifest);
      const moving = preview.applications.filter(({ change }) => change !== 'UNCHANGED');
      const rows = format === 'table' ? moving : preview.applications;
      if (format === 'json' || format === 'yaml')
        print(streams, format, { rows: [preview], columns: [], single: true, name: () => '' });
      else print(streams, format, { rows, columns, name: ({ name }) => `application/${name}` });
      for (const { severity, message, where, hint } of preview.problems)
        streams.err(
          `${severity.toLowerCase()}: ${[where, message].filter(Boolean).join(': ')}${hint ? ` (${hint})` : ''}`,
        );
      const { created, changed, withdrawn, unchanged } = preview.counts;
      streams.err(`${created} created, ${changed} changed, ${withdrawn} withdrawn, ${unchanged} unchanged.`);
      if (preview.held) streams.err(`It would be held: ${preview.held.message}`);
      if (preview.held || preview.problems.some(({ severity }) => severity === 'ERROR')) throw new CliError(1, '');
    });
}

function addRelease(appset: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  appset
    .command('release <name>')
    .alias('confirm')
    .description('Lets a held shrinking of an ApplicationSet go: what it would take away leaves its clusters')
    .option('-N, --namespace <namespace>', 'where the name is not unique')
    .option('--dry-run', 'only shows what would leave')
    .action(async (name: string, options: { namespace?: string; dryRun?: boolean }, command: Command) => {
      const hub = hubOf(command, surroundings);
      const { held, namespace } = await getSet(hub, name, options.namespace);
      if (!held) throw new CliError(1, `Nothing of ${name} is held.`);
      for (const leaving of held.withdrawn) streams.out(`application/${leaving}`);
      if (options.dryRun) return streams.err(`Held: ${held.message}`);
      await hub.ask(
        `mutation ($name: String!, $namespace: String!, $digest: String!) {
          confirmHeldChange(applicationSet: $name, namespace: $namespace, digest: $digest) { name } }`,
        { name, namespace, digest: held.digest },
      );
      streams.err(`Released: ${held.withdrawn.length} Applications of ${name} leave their clusters.`);
    });
}
