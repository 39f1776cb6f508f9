import type { GitGenerator } from '@wheelhouse/core-domain';
import type { GeneratorKind } from './generator.ts';
import { fromDirectories } from './git-directories.ts';
import { fromFiles } from './git-files.ts';

/** `git`: directories where both are asked for, as in Argo CD. */
export const git: GeneratorKind<GitGenerator> = {
  needs: ({ repoURL, revision, directories, files }) =>
    directories.length > 0
      ? { directories: [{ repoURL, revision, directories }] }
      : { files: [{ repoURL, revision, files }] },
  generate: (spec, environment) =>
    spec.directories.length > 0 ? fromDirectories(spec, environment) : fromFiles(spec, environment),
};
