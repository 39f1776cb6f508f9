import type { DirectoriesRequest, FilesRequest, GenerateSettings } from './facts.ts';
import { compileDirectoryChoice } from './git-directories.ts';
import { compileFileChoice } from './git-files.ts';

/** One difference between two trees. */
export interface PathChange {
  readonly path: string;
  /** It came, went, or is another kind of thing now. */
  readonly structural: boolean;
  /** It is a folder; all below it came or went with it. */
  readonly directory: boolean;
}

/** Whether a generator may find other directories after these changes. */
export function directoriesTouched(
  request: Pick<DirectoriesRequest, 'directories'>,
  changes: readonly PathChange[],
  settings: GenerateSettings = {},
): boolean {
  const { takes, reaches } = compileDirectoryChoice(request, settings);
  return changes.some(({ path, structural, directory }) => structural && directory && (takes(path) || reaches(path)));
}

/** Whether a generator may read something else after these changes. What is in a folder that came or went is not known. */
export function filesTouched(
  request: Pick<FilesRequest, 'files'>,
  changes: readonly PathChange[],
  settings: GenerateSettings = {},
): boolean {
  const choice = compileFileChoice(request, settings);
  if (!choice.ok) return true;
  const { takes, reaches } = choice.value;
  return changes.some(({ path, directory }) => (directory && reaches(path)) || takes(path));
}
