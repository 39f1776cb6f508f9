import { keyOf } from '@wheelhouse/core-domain';
import { assessHealth } from '@wheelhouse/core-health';
import { AnswerNo } from '../exit.ts';
import { print } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { objectsOf } from './read-files.ts';

/** `health`: exit 1 unless everything that has a health is healthy. */
export async function runHealth(
  options: { file: string[]; output?: string },
  { streams }: Surroundings,
): Promise<void> {
  const rows = (await objectsOf(options.file)).map((object) => {
    const health = assessHealth(object);
    const { namespace, name } = keyOf(object);
    return {
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace,
      name,
      status: health?.status ?? null,
      message: health?.message ?? '',
    };
  });
  print(streams, formatOf(options), {
    rows,
    name: (row) => `${row.kind.toLowerCase()}/${row.name}`,
    columns: [
      { title: 'kind', value: (row) => row.kind },
      { title: 'namespace', value: (row) => row.namespace },
      { title: 'name', value: (row) => row.name },
      { title: 'health', value: (row) => row.status },
      { title: 'message', value: (row) => row.message },
    ],
  });
  if (rows.some(({ status }) => status !== null && status !== 'Healthy')) throw new AnswerNo();
}
