import { describeProblem, isMap, isSecret, secretTypeOf, type KubeObject } from '@wheelhouse/core-domain';
import { printObjects } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { badInput } from './bad-input.ts';
import { generate, parseSettings } from './generate.ts';
import type { LocalRepositories } from './local-repositories.ts';
import { parseResources, readClusters, readDocuments } from './read-files.ts';

export interface GenerateOptions {
  file: string[];
  clusters?: string;
  repo: string[];
  setting: string[];
  strict?: boolean;
  online?: boolean;
  output?: string;
}

/** `appset generate` */
export async function runGenerate(options: GenerateOptions, { streams, env }: Surroundings): Promise<void> {
  const format = formatOf(options);
  const settings = await parseSettings(options.setting);
  const documents = await readDocuments(options.file);
  const objects = supporting(documents.map(({ object }) => object));
  const own = documents.filter(({ object }) => !objects.includes(object));
  const resources = parseResources(own, options.strict ?? false);
  const clusters = await readClusters(options.clusters);
  // What asks providers is loaded only where somebody is to be asked.
  const remote = options.online ? new (await import('./remote-sources.ts')).RemoteSources(objects, env) : undefined;
  let opened: Promise<LocalRepositories> | undefined;
  const repositories = (): Promise<LocalRepositories> => (opened ??= open(options.repo));
  try {
    // What was named is looked at, whether or not a set asks for it.
    if (options.repo.length > 0) await repositories();
    for (const warning of resources.flatMap(({ warnings }) => warnings))
      streams.err(`warning: ${describeProblem(warning)}`);
    const {
      objects: made,
      problems,
      warnings,
    } = await generate(resources, {
      clusters,
      repositories,
      settings,
      objects,
      remote,
    });
    for (const warning of warnings) streams.err(`warning: ${describeProblem(warning)}`);
    printObjects(streams, format, made);
    if (problems.length > 0) throw badInput(problems);
  } finally {
    await remote?.close();
    await (await opened?.catch(() => undefined))?.close();
  }
}

/** Git is loaded by who needs it. */
const open = async (given: readonly string[]): Promise<LocalRepositories> =>
  (await import('./local-repositories.ts')).LocalRepositories.open(given);

/** ConfigMaps, the resources of the kinds that they name, and Secrets that say nothing of clusters or repositories. */
function supporting(objects: readonly KubeObject[]): readonly KubeObject[] {
  const configMaps = objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'ConfigMap');
  const named = configMaps.flatMap(({ data }) => (isMap(data) && data['kind'] ? [data['apiVersion']] : []));
  return objects.filter(
    (one) => configMaps.includes(one) || named.includes(one.apiVersion) || (isSecret(one) && !isArgoSecret(one)),
  );
}

const isArgoSecret = (one: KubeObject): boolean =>
  ['cluster', 'repository', 'repo-creds'].includes(secretTypeOf(one) ?? '');
