import type { Command } from 'commander';

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
