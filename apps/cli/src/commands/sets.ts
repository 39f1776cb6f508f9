import type { Command } from 'commander';
import { CliError } from '../exit.ts';
import type { HubClient } from '../hub/hub-client.ts';
import { print, type Column, type Format } from '../output.ts';
import { formatOf, outputOption, type Surroundings } from '../surroundings.ts';
import { addApplyCommand } from './apply-files.ts';
import { group, hubOf } from './hub-command.ts';

interface SetRow {
  name: string;
  namespace: string;
  project: string;
  generators: string[];
  counts: { total: number; done: number };
  conditions: { severity: string; message: string; where: string | null; hint: string | null }[];
  held: { digest: string; message: string; withdrawn: string[] } | null;
}

const FIELDS =
  'name namespace project generators counts { total done } conditions { type severity code message where hint since } held { digest message withdrawn since } manifest createdAt';

const trouble = ({ conditions, held }: SetRow): string =>
  held?.message ?? conditions.find(({ severity }) => severity === 'ERROR')?.message ?? '';

const columns: Column<SetRow>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'project', value: ({ project }) => project },
  { title: 'generators', value: ({ generators }) => generators.join(',') },
  { title: 'done', value: ({ counts }) => `${counts.done}/${counts.total}` },
  { title: 'trouble', value: trouble },
  { title: 'namespace', value: ({ namespace }) => namespace, wide: true },
];

export async function getSet(hub: HubClient, name: string, namespace?: string): Promise<SetRow> {
  const { applicationSet } = await hub.ask<{ applicationSet: SetRow | null }>(
    `query ($name: String!, $namespace: String) { applicationSet(name: $name, namespace: $namespace) { ${FIELDS} } }`,
    { name, namespace: namespace ?? null },
  );
  if (!applicationSet)
    throw new CliError(2, `There is no ApplicationSet ${name}. \`wheelhouse appset list\` shows those that are.`);
  return applicationSet;
}

export const listSets = (hub: HubClient): Promise<SetRow[]> => hub.all('applicationSets', FIELDS);

export const printSets = (
  streams: Surroundings['streams'],
  format: Format,
  rows: readonly SetRow[],
  single = false,
): void => print(streams, format, { rows, columns, single, name: ({ name }) => `applicationset/${name}` });

export function addSetCommands(program: Command, surroundings: Surroundings): void {
  const { streams } = surroundings;
  const appset = group(program, 'appset', 'ApplicationSets');
  appset
    .command('list')
    .description('Every ApplicationSet')
    .addOption(outputOption())
    .action(async (options: { output?: string }, command: Command) =>
      printSets(streams, formatOf(options), await listSets(hubOf(command, surroundings))),
    );
  appset
    .command('get <name>')
    .description('One ApplicationSet, its conditions and its manifest')
    .option('-N, --namespace <namespace>', 'where the name is not unique')
    .addOption(outputOption())
    .action(async (name: string, options: { namespace?: string; output?: string }, command: Command) =>
      printSets(
        streams,
        formatOf(options),
        [await getSet(hubOf(command, surroundings), name, options.namespace)],
        true,
      ),
    );
  addApplyCommand(appset, 'Applies ApplicationSets from files', surroundings);
  appset
    .command('delete <name>')
    .description('Deletes an ApplicationSet; its Applications go by its policy')
    .option('-N, --namespace <namespace>', 'where the name is not unique')
    .option('--orphan', 'its Applications stay, without an owner')
    .action(async (name: string, options: { namespace?: string; orphan?: boolean }, command: Command) => {
      const answer = await hubOf(command, surroundings).ask<{ delete: { message: string } }>(
        `mutation ($name: String!, $namespace: String, $cascade: Boolean) {
          delete(kind: APPLICATION_SET, name: $name, namespace: $namespace, cascade: $cascade) { message } }`,
        { name, namespace: options.namespace ?? null, cascade: !options.orphan },
      );
      streams.out(answer.delete.message);
    });
}
