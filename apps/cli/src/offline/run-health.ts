import { keyOf } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import {
  assessHealth,
  customHealth,
  isCustomizationConfigMap,
  needsScripts,
  readHealthCustomizations,
} from '@wheelhouse/core-health';
import type { FindHealth } from '@wheelhouse/core-health';
import { AnswerNo } from '../exit.ts';
import { print } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { badInput } from './bad-input.ts';
import { objectsOf } from './read-files.ts';

/** `health`: exit 1 unless everything that has a health is healthy. */
export async function runHealth(
  options: { file: string[]; output?: string },
  { streams }: Surroundings,
): Promise<void> {
  const objects = await objectsOf(options.file);
  const custom = await customizationsIn(objects);
  const rows = objects.map((object) => {
    const health = assessHealth(object, custom);
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

/** A ConfigMap `argocd-cm` among the objects says how others are judged, as it does in Argo CD. */
async function customizationsIn(objects: readonly KubeObject[]): Promise<FindHealth | undefined> {
  const customizations = objects.filter(isCustomizationConfigMap).flatMap((configMap) => {
    const read = readHealthCustomizations(configMap['data']);
    if (!read.ok) throw badInput(read.error);
    return read.value;
  });
  if (customizations.length === 0) return undefined;
  const run = needsScripts(customizations) ? await (await import('@wheelhouse/runtime')).startLua() : () => undefined;
  return customHealth(customizations, run);
}
