import { describeProblem } from '@wheelhouse/core-domain';
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
  const resources = parseResources(await readDocuments(options.file), options.strict ?? false);
  const clusters = await readClusters(options.clusters);
  const repositories = await LocalRepositories.open(options.repo);
  try {
    for (const warning of resources.flatMap(({ warnings }) => warnings))
      streams.err(`warning: ${describeProblem(warning)}`);
    const { objects, problems } = await generate(resources, { clusters, repositories, settings });
    printObjects(streams, format, objects);
    if (problems.length > 0) throw badInput(problems);
  } finally {
    await repositories.close();
  }
}
