import { describeProblem, isMap, type KubeObject } from '@wheelhouse/core-domain';
import { printObjects } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { badInput } from './bad-input.ts';
import { generate, parseSettings } from './generate.ts';
import { LocalRepositories } from './local-repositories.ts';
import { parseResources, readClusters, readDocuments } from './read-files.ts';

export interface GenerateOptions {
  file: string[];
  clusters?: string;
  repo: string[];
  setting: string[];
  strict?: boolean;
  output?: string;
}

/** `appset generate` */
export async function runGenerate(options: GenerateOptions, { streams }: Surroundings): Promise<void> {
  const format = formatOf(options);
  const settings = parseSettings(options.setting);
  const documents = await readDocuments(options.file);
  const objects = supporting(documents.map(({ object }) => object));
  const own = documents.filter(({ object }) => !objects.includes(object));
  const resources = parseResources(own, options.strict ?? false);
  const clusters = await readClusters(options.clusters);
  const repositories = await LocalRepositories.open(options.repo);
  try {
    for (const warning of resources.flatMap(({ warnings }) => warnings))
      streams.err(`warning: ${describeProblem(warning)}`);
    const { objects: made, problems } = await generate(resources, { clusters, repositories, settings, objects });
    printObjects(streams, format, made);
    if (problems.length > 0) throw badInput(problems);
  } finally {
    await repositories.close();
  }
}

/** ConfigMaps, and the resources of the kinds that they name: what clusterDecisionResource looks at. */
function supporting(objects: readonly KubeObject[]): readonly KubeObject[] {
  const configMaps = objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'ConfigMap');
  const named = configMaps.flatMap(({ data }) => (isMap(data) && data['kind'] ? [data['apiVersion']] : []));
  return objects.filter((one) => configMaps.includes(one) || named.includes(one.apiVersion));
}
