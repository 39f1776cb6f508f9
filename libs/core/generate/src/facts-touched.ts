import type { FilesRequest, GenerateSettings } from './facts.ts';
import { compileFileChoice } from './git-files.ts';

/** One difference between two trees. */
export interface PathChange {
  readonly path: string;
  /** It came, went, or is another kind of thing now. */
  readonly structural: boolean;
  /** It is a folder; all below it came or went with it. */
  readonly directory: boolean;
}

/** Whether the directories of a tree are others after these changes. */
export const directoriesTouched = (changes: readonly PathChange[]): boolean =>
  changes.some((one) => one.structural && one.directory);

/** Whether a generator may read something else after these changes. What is in a folder that came or went is not known. */
export function filesTouched(
  request: Pick<FilesRequest, 'files'>,
  changes: readonly PathChange[],
  settings: GenerateSettings = {},
): boolean {
  const takes = compileFileChoice(request, settings);
  return !takes.ok || changes.some((one) => one.directory || takes.value(one.path));
}
