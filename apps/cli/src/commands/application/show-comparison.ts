import { AnswerNo } from '../../exit.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import { print, type Format } from '../../output.ts';
import type { Surroundings } from '../../surroundings.ts';
import { askApplication, type ApplicationName } from './application-name.ts';

interface Compared {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly change: 'CREATE' | 'CHANGE' | 'DELETE';
  readonly changes: readonly {
    readonly path: string;
    readonly desired: unknown;
    readonly live: unknown;
    readonly takenBy: string | null;
  }[];
}

interface Comparison {
  readonly revision: string;
  readonly unchanged: number;
  readonly resources: readonly Compared[];
}

export interface Asked {
  readonly name: ApplicationName;
  /** Absent: what Git says now, applied or not. */
  readonly revision: string | undefined;
}

/** What a sync would change in the cluster now; `AnswerNo` where it would change anything. */
export async function showComparison(
  hub: HubClient,
  { name, revision }: Asked,
  { streams, format }: { readonly streams: Surroundings['streams']; readonly format: Format },
): Promise<void> {
  const { comparison } = await askApplication<{ comparison: Comparison }>(hub, name, {
    declared: ', $revision: String',
    more: { revision: revision ?? null },
    selection: `comparison(revision: $revision) { revision unchanged resources {
      group version kind namespace name change changes { path desired live takenBy } } }`,
  });
  const { resources, unchanged } = comparison;
  if (format === 'json' || format === 'yaml')
    print(streams, format, { rows: [comparison], single: true, columns: [], name: () => '' });
  else if (format === 'name') resources.forEach((one) => streams.out(`${one.kind.toLowerCase()}/${one.name}`));
  else {
    for (const one of resources) streams.out(textOf(one));
    const short = comparison.revision.slice(0, 8);
    streams.err(
      resources.length === 0
        ? `As ${short} says: ${unchanged} objects, none differs.`
        : `A sync to ${short} would change ${resources.length} of ${resources.length + unchanged} objects.`,
    );
  }
  if (resources.length > 0) throw new AnswerNo();
}

const SIGNS = { CREATE: '+', CHANGE: '~', DELETE: '-' } as const;
const NOTES = { CREATE: ' (is not there)', CHANGE: '', DELETE: ' (goes where pruning is allowed)' } as const;

function textOf({ kind, namespace, name, change, changes }: Compared): string {
  const subject = `${SIGNS[change]} ${kind} ${namespace ? `${namespace}/` : ''}${name}${NOTES[change]}`;
  const lines = changes.flatMap(({ path, live, desired, takenBy }) => [
    `    ${path}${takenBy ? ` (set by ${takenBy})` : ''}`,
    ...(live == null ? [] : [`      - ${JSON.stringify(live)}`]),
    ...(desired == null ? [] : [`      + ${JSON.stringify(desired)}`]),
  ]);
  return [subject, ...lines].join('\n');
}
