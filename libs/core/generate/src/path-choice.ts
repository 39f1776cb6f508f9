import type { PathPattern } from './path-pattern.ts';

/** Which paths of a tree a generator wants. */
export interface PathChoice {
  readonly takes: (path: string) => boolean;
  /** Whether anything below this folder may be taken: nobody needs to look into the others. */
  readonly reaches: (folder: string) => boolean;
}

/** What any include takes and no exclude does, in whatever order they are. */
export function pathChoice(
  patterns: readonly { readonly exclude: boolean; readonly pattern: PathPattern }[],
): PathChoice {
  const ofKind = (wanted: boolean): PathPattern[] =>
    patterns.flatMap(({ exclude, pattern }) => (exclude === wanted ? [pattern] : []));
  const [includes, excludes] = [ofKind(false), ofKind(true)];
  return {
    takes: (path) => includes.some((one) => one.matches(path)) && !excludes.some((one) => one.matches(path)),
    reaches: (folder) => includes.some((one) => one.reaches(folder)),
  };
}
