import type { Problem } from '@wheelhouse/core-domain';
import type { FileTooLarge } from './file-reader.ts';
import type { GitNode } from './git-types.ts';
import type { RepositoryUrl } from './repository-url.ts';

export const commitLost = (url: RepositoryUrl, commit: string): Problem => ({
  code: 'REVISION_NOT_FOUND',
  message: `the mirror has no commit ${commit.slice(0, 12)}`,
  where: url.shown,
  hint: 'refresh the repository; if its history was rewritten, name a newer revision',
});

export const pathNotFound = (url: RepositoryUrl, commit: string, missing: string, why: string): Problem => ({
  code: 'PATH_NOT_FOUND',
  message: `path "${missing}" at ${commit.slice(0, 12)}: ${why}`,
  where: url.shown,
  hint: 'paths are relative to the root of the repository, and case counts',
});

export const fileTooLarge = ({ path: file, size, limit }: FileTooLarge): Problem => ({
  code: 'RENDER_LIMIT',
  message: `the file has ${size} bytes; ${limit} are read at most`,
  where: file,
  hint: 'keep large files out of what is rendered',
});

export const notAFile = (node: GitNode | undefined): string =>
  !node || node.kind === 'missing' ? 'there is no such file' : `it is a ${node.kind}, not a file`;
