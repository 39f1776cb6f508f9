import { print, type Format } from '../../output.ts';
import type { Surroundings } from '../../surroundings.ts';

export interface ResourceRow {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  managed: boolean;
  sync: string | null;
  health: { status: string; message: string | null } | null;
  message: string | null;
}

export const printResources = (streams: Surroundings['streams'], format: Format, rows: readonly ResourceRow[]): void =>
  print(streams, format, {
    rows,
    name: ({ kind, name }) => `${kind.toLowerCase()}/${name}`,
    columns: [
      { title: 'kind', value: ({ kind, managed }) => (managed ? kind : `└ ${kind}`) },
      { title: 'namespace', value: ({ namespace }) => namespace },
      { title: 'name', value: ({ name }) => name },
      { title: 'sync', value: ({ sync }) => sync?.toLowerCase().replaceAll('_', ' ') },
      { title: 'health', value: ({ health }) => health?.status.toLowerCase() },
      { title: 'message', value: ({ message, health }) => message ?? health?.message },
    ],
  });
