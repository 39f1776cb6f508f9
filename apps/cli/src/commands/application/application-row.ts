import type { HubClient } from '../../hub/hub-client.ts';
import { print, type Column, type Format } from '../../output.ts';
import type { Surroundings } from '../../surroundings.ts';
import { age } from '../hub-command.ts';
import { OPERATION_FIELDS, type OperationRow } from './operation-rows.ts';
import { askApplication, type ApplicationName } from './application-name.ts';

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
  operation: OperationRow | null;
  conditions: { severity: string; message: string; where: string | null; hint: string | null }[];
  waitReasons: { message: string; clearedBy: string | null }[];
  updatedAt: string;
}
const FIELDS = `id name namespace project cluster { name } stage sync { status reason } health { status message }
  revisions { desired published admitted applied healthy } operation { ${OPERATION_FIELDS} }
  conditions { type severity code message where hint since } waitReasons { kind message clearedBy } updatedAt`;

const short = (revision: string | null): string => revision?.slice(0, 8) ?? '';
function errorOf(conditions: ApplicationRow['conditions']): string | undefined {
  const error = conditions.find(({ severity }) => severity === 'ERROR');
  return error && [error.where, error.message].filter(Boolean).join(': ');
}

/** The one message that matters first. */
export const trouble = ({ conditions, health, waitReasons }: ApplicationRow): string =>
  errorOf(conditions) ?? health.message ?? waitReasons[0]?.message ?? '';

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

export function getApplication(hub: HubClient, named: ApplicationName): Promise<ApplicationRow> {
  return askApplication<ApplicationRow>(hub, named, { selection: FIELDS });
}

export const listApplications = (hub: HubClient, filter: Record<string, unknown>): Promise<ApplicationRow[]> =>
  hub.all('applications', FIELDS, { type: 'ApplicationFilter', value: filter });

export const printApplications = (
  streams: Surroundings['streams'],
  format: Format,
  rows: readonly ApplicationRow[],
  single = false,
): void => print(streams, format, { rows, columns, single, name: ({ name }) => `application/${name}` });
