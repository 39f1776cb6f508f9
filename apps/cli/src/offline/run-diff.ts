import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import { subsetDiff } from '@wheelhouse/core-diff';
import { AnswerNo, CliError } from '../exit.ts';
import { print } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { objectsOf, readApplication } from './read-files.ts';

export interface DiffOptions {
  desired: string;
  live: string;
  app?: string;
  output?: string;
}

/** `diff`: exit 1 if modified. */
export async function runDiff(options: DiffOptions, { streams }: Surroundings): Promise<void> {
  const [desired, live] = [await objectsOf([options.desired]), await objectsOf([options.live])];
  const ignore = options.app ? (await readApplication(options.app)).spec.ignoreDifferences : [];
  const single = desired.length === 1;
  const changes = desired.flatMap((object) => {
    const counterpart = single && live.length === 1 ? live[0] : live.find((other) => isSame(object, other));
    if (!counterpart) throw new CliError(2, `${options.live}: there is no ${keyText(keyOf(object))} in it`);
    return subsetDiff(object, counterpart, ignore).map((change) => ({
      path: single ? change.path : `${object.kind}/${object.metadata.name}: ${change.path}`,
      ...(change.desired === undefined ? {} : { desired: change.desired }),
      ...(change.live === undefined ? {} : { live: change.live }),
    }));
  });
  const answer = { modified: changes.length > 0, changes };
  const format = formatOf(options);
  if (format === 'json' || format === 'yaml') {
    print(streams, format, { rows: [answer], single: true, columns: [], name: () => '' });
  } else if (changes.length > 0) {
    for (const { path, desired: want, live: have } of changes)
      streams.out(`${path}\n  - ${JSON.stringify(have)}\n  + ${JSON.stringify(want)}`);
  }
  if (answer.modified) throw new AnswerNo();
}

/** A manifest may leave its namespace to where it is applied. */
function isSame(desired: KubeObject, live: KubeObject): boolean {
  const [want, have] = [keyOf(desired), keyOf(live)];
  const named = want.group === have.group && want.kind === have.kind && want.name === have.name;
  return named && (want.namespace === '' || want.namespace === have.namespace);
}
