import { AnswerNo, CliError } from '../../exit.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import type { Surroundings } from '../../surroundings.ts';
import { variables, type ApplicationName } from './application-name.ts';
import type { ResourceRow } from './resource-rows.ts';

export async function showDrift(
  hub: HubClient,
  name: ApplicationName,
  streams: Surroundings['streams'],
): Promise<void> {
  const ask = (selection: string, more: Record<string, unknown> = {}, declared = '') =>
    hub.ask<{
      application: {
        resources?: ResourceRow[];
        resource?: { changes: { path: string; desired: unknown; live: unknown; takenBy: string | null }[] } | null;
      } | null;
    }>(
      `query ($name: String!, $namespace: String, $project: String${declared}) { application(name: $name, namespace: $namespace, project: $project) { ${selection} } }`,
      { ...variables(name), ...more },
    );
  const { application } = await ask('resources { group kind namespace name managed sync }');
  if (!application) throw new CliError(2, `There is no Application ${name.name}.`);
  let modified = false;
  for (const { group: apiGroup, kind, namespace, name: object, managed, sync } of application.resources ?? []) {
    if (!managed || sync === 'SYNCED') continue;
    const detail = await ask(
      'resource(group: $g, kind: $k, namespace: $ns, name: $n) { changes { path desired live takenBy } }',
      { g: apiGroup, k: kind, ns: namespace, n: object },
      ', $g: String!, $k: String!, $ns: String!, $n: String!',
    );
    modified = true;
    streams.out(`${kind}/${object}${namespace ? ` in ${namespace}` : ''}`);
    for (const change of detail.application?.resource?.changes ?? []) {
      streams.out(
        `  ${change.path}${change.takenBy ? ` (now of ${change.takenBy})` : ''}\n    - ${JSON.stringify(change.live)}\n    + ${JSON.stringify(change.desired)}`,
      );
    }
  }
  if (modified) throw new AnswerNo();
}
