import path from 'node:path';
import { describeProblem } from '@wheelhouse/core-domain';
import { CliError } from '../exit.ts';
import { printObjects } from '../output.ts';
import { formatOf, type Surroundings } from '../surroundings.ts';
import { BadInput } from './bad-input.ts';
import { LocalRepositories } from './local-repositories.ts';
import { readApplication } from './read-files.ts';
import { applicationForFolder, renderApplication, type Rendered } from './render.ts';

export interface RenderOptions {
  app?: string;
  repo: string[];
  output?: string;
}

/** `render PATH`, `render --app FILE` */
export async function runRender(
  folder: string | undefined,
  options: RenderOptions,
  { streams, kustomize }: Surroundings,
): Promise<void> {
  if ((folder === undefined) === (options.app === undefined)) throw new CliError(2, 'render: give PATH, or --app FILE');
  const format = formatOf(options);
  const repositories = await LocalRepositories.open(options.repo);
  try {
    const { objects, warnings } =
      folder === undefined
        ? await renderApplication(await readApplication(options.app!), repositories, await kustomize())
        : await renderFolder(folder, repositories, await kustomize());
    for (const warning of warnings) streams.err(`warning: ${describeProblem(warning)}`);
    printObjects(streams, format, objects);
  } finally {
    await repositories.close();
  }
}

/**
 * A folder may reach for its siblings (`../../base`). The checkout that it is in stands behind it; outside of one as much of
 * the folders above it as it reaches for.
 */
async function renderFolder(folder: string, repositories: LocalRepositories, kustomize: string): Promise<Rendered> {
  const roots = await repositories.rootsOf(folder);
  for (const [i, root] of roots.entries()) {
    await repositories.addFolder('local:', root);
    const below = path.relative(root, path.resolve(folder)).split(path.sep).join('/') || '.';
    try {
      return await renderApplication(applicationForFolder('local:', below), repositories, kustomize);
    } catch (error) {
      const outside =
        error instanceof BadInput && error.problems.some(({ code }) => code === 'PATH_OUTSIDE_REPOSITORY');
      if (!outside || i === roots.length - 1) throw error;
    }
  }
  throw new CliError(2, `${folder}: there is no such folder`);
}
