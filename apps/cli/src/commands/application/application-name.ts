import type { Command } from 'commander';
import { CliError } from '../../exit.ts';
import type { HubClient } from '../../hub/hub-client.ts';

export interface ApplicationName {
  readonly name: string;
  readonly namespace?: string;
  readonly project?: string;
}

/** As the query `application` takes it. */
export const variables = ({ name, namespace, project }: ApplicationName) => ({
  name,
  namespace: namespace ?? null,
  project: project ?? null,
});

export const named = (command: Command): Command =>
  command
    .option('-N, --namespace <namespace>', 'where the name is not unique')
    .option('--project <project>', 'where the name is not unique');

export interface NameOptions {
  namespace?: string;
  project?: string;
}
export const nameOf = (name: string, { namespace, project }: NameOptions): ApplicationName => ({
  name,
  ...(namespace ? { namespace } : {}),
  ...(project ? { project } : {}),
});

/** Of an option that may be given more than once. */
export const many = (value: string, before: string[]): string[] => [...before, value];

export interface Selection {
  readonly selection: string;
  /** Further variables, as the query declares them: `, $id: ID!`. */
  readonly declared?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Fields of one Application; ends the command where there is none of that name. */
export async function askApplication<T>(
  hub: HubClient,
  name: ApplicationName,
  { selection, declared = '', more = {} }: Selection,
): Promise<T> {
  const { application } = await hub.ask<{ application: T | null }>(
    `query ($name: String!, $namespace: String, $project: String${declared}) {
      application(name: $name, namespace: $namespace, project: $project) { ${selection} } }`,
    { ...variables(name), ...more },
  );
  if (application) return application;
  throw new CliError(2, `There is no Application ${name.name}. \`wheelhouse app list\` shows those that are.`);
}
