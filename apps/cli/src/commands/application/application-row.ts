import { CliError } from '../../exit.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import { print, type Column, type Format } from '../../output.ts';
import type { Surroundings } from '../../surroundings.ts';
import { age } from '../hub-command.ts';
import { variables, type ApplicationName } from './application-name.ts';

export interface ApplicationRow {
  id: string;
  name: string;
  namespace: string;
  project: string;
  cluster: { name: string } | null;
  stage: string;
  sync: { status: string; reason: string | null };
  health: { status: string; message: string | null };
  revisions: Record<'desired' | 'published' | 'admitted' | 'applied' | 'healthy', string | null>;
  operation: { id: string; phase: string; message: string; finishedAt: string | null } | null;
  conditions: { severity: string; message: string; where: string | null; hint: string | null }[];
  waitReasons: { message: string; clearedBy: string | null }[];
  updatedAt: string;
}
const FIELDS = `id name namespace project cluster { name } stage sync { status reason } health { status message }
  revisions { desired published admitted applied healthy } operation { id phase message startedAt finishedAt initiatedBy }
  conditions { type severity code message where hint since } waitReasons { kind message clearedBy } updatedAt`;

const short = (revision: string | null): string => revision?.slice(0, 8) ?? '';
/** The one message that matters first. */
export const trouble = ({ conditions, health, waitReasons }: ApplicationRow): string =>
  conditions.find(({ severity }) => severity === 'ERROR')?.message ?? health.message ?? waitReasons[0]?.message ?? '';

const columns: Column<ApplicationRow>[] = [
  { title: 'name', value: ({ name }) => name },
  { title: 'cluster', value: ({ cluster }) => cluster?.name },
  { title: 'stage', value: ({ stage }) => stage.toLowerCase().replaceAll('_', ' ') },
  { title: 'sync', value: ({ sync }) => sync.status.toLowerCase().replaceAll('_', ' ') },
  { title: 'health', value: ({ health }) => health.status.toLowerCase() },
  { title: 'revision', value: ({ revisions }) => short(revisions.desired) },
  { title: 'message', value: trouble },
  { title: 'applied', value: ({ revisions }) => short(revisions.applied), wide: true },
  { title: 'healthy', value: ({ revisions }) => short(revisions.healthy), wide: true },
  { title: 'project', value: ({ project }) => project, wide: true },
  { title: 'namespace', value: ({ namespace }) => namespace, wide: true },
  { title: 'updated', value: ({ updatedAt }) => age(updatedAt, Date.now()), wide: true },
];

export async function getApplication(hub: HubClient, named: ApplicationName): Promise<ApplicationRow> {
  const { application } = await hub.ask<{ application: ApplicationRow | null }>(
    `query ($name: String!, $namespace: String, $project: String) { application(name: $name, namespace: $namespace, project: $project) { ${FIELDS} } }`,
    variables(named),
  );
  if (!application)
    throw new CliError(2, `There is no Application ${named.name}. \`wheelhouse app list\` shows those that are.`);
  return application;
}

export const listApplications = (hub: HubClient, filter: Record<string, unknown>): Promise<ApplicationRow[]> =>
  hub.all('applications', FIELDS, { type: 'ApplicationFilter', value: filter });

export const printApplications = (
  streams: Surroundings['streams'],
  format: Format,
  rows: readonly ApplicationRow[],
  single = false,
): void => print(streams, format, { rows, columns, single, name: ({ name }) => `application/${name}` });
