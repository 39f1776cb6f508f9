import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import type { HubClient } from '../hub/hub-client.ts';
import { print, type Column } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { age, group, hubOf } from './hub-command.ts';

interface KeyRow {
  id: string;
  kind: 'signing' | 'project';
  project: string | null;
  state: string;
  createdAt: string;
  blobs: number | null;
  clusters: number | null;
}

interface Answer {
  /** Null for who is no admin. */
  keys: {
    signing: { id: string; state: string; createdAt: string }[];
    projects: { id: string; project: string; state: string; createdAt: string; blobs: number; clusters: number }[];
  } | null;
}

const KEYS = '{ keys { signing { id state createdAt } projects { id project state createdAt blobs clusters } } }';
const EVERY_MS = 500;

const columns: Column<KeyRow>[] = [
  { title: 'key', value: ({ id }) => id },
  { title: 'for', value: ({ kind, project }) => (kind === 'signing' ? 'manifests' : `project ${project}`) },
  { title: 'state', value: ({ state }) => state.toLowerCase() },
  { title: 'blobs', value: ({ blobs }) => (blobs === null ? '' : String(blobs)) },
  { title: 'clusters', value: ({ clusters }) => (clusters === null ? '' : String(clusters)) },
  { title: 'age', value: ({ createdAt }) => age(createdAt, Date.now()) },
];

async function listKeys(hub: HubClient): Promise<KeyRow[]> {
  const { keys } = await hub.ask<Answer>(KEYS);
  if (!keys) throw new CliError(3, 'Only an admin may look at keys: ask one.');
  return [
    ...keys.signing.map((key) => ({ ...key, kind: 'signing' as const, project: null, blobs: null, clusters: null })),
    ...keys.projects.map((key) => ({ ...key, kind: 'project' as const })),
  ];
}

interface RotateOptions {
  readonly project?: string;
  readonly signing?: boolean;
  readonly wait?: boolean;
}

export function addKeysCommands(program: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  const keys = group(program, 'keys', 'Keys that manifests are signed with, and bundles sealed');
  keys
    .command('list')
    .description('The keys in use, and how far an exchange is')
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) =>
      print(streams, formatOf(options), {
        rows: await listKeys(hubOf(command, surroundings)),
        columns,
        name: ({ id }) => `key/${id}`,
      }),
    );
  keys
    .command('rotate')
    .description('Exchanges a key without an interruption: one project’s, or the one that signs manifests')
    .option('--project <name>', 'the key that the bundles of this project are sealed with')
    .option('--signing', 'the key that manifests are signed with')
    .option('--wait', 'wait until the old key is gone')
    .action(async (options: RotateOptions, command: Command) => {
      const hub = hubOf(command, surroundings);
      streams.out(await rotate(hub, options));
      if (options.wait) await untilGone(hub, options, (line) => streams.err(line));
    });
}

async function rotate(hub: HubClient, { project, signing }: RotateOptions): Promise<string> {
  if ((project === undefined) === !signing) {
    throw new CliError(2, 'Say which key: either --project NAME or --signing.');
  }
  if (project === undefined) {
    const { rotateSigningKey } = await hub.ask<{ rotateSigningKey: { message: string } }>(
      'mutation { rotateSigningKey { message } }',
    );
    return rotateSigningKey.message;
  }
  const { rotateProjectKey } = await hub.ask<{ rotateProjectKey: { message: string } }>(
    'mutation ($project: String!) { rotateProjectKey(project: $project) { message } }',
    { project },
  );
  return rotateProjectKey.message;
}

/** One line for each step that is seen. */
async function untilGone(hub: HubClient, { project }: RotateOptions, say: (line: string) => void): Promise<void> {
  let said = '';
  for (;;) {
    const rows = (await listKeys(hub)).filter((row) =>
      project === undefined ? row.kind === 'signing' : row.project === project,
    );
    const others = rows.filter(({ state }) => state !== 'CURRENT');
    if (others.length === 0) return;
    const line = others.map((row) => `${row.id} is ${row.state.toLowerCase()}${left(row)}`).join(', ');
    if (line !== said) say(line);
    said = line;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

const left = ({ blobs }: KeyRow): string => (blobs === null ? '' : `: ${blobs} blobs to seal anew`);
