import { groupOf, keyOf, keyText } from '@wheelhouse/core-domain';
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
  const found = new Map(
    live.map((object) => [`${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.name}`, object]),
  );
  const single = desired.length === 1;
  const changes = desired.flatMap((object) => {
    const counterpart =
      single && live.length === 1
        ? live[0]!
        : found.get(`${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.name}`);
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
