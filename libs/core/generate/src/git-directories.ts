import { err, type GitGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import { directoriesKey, type DirectoriesRequest, type GenerateSettings } from './facts.ts';
import { generatorProblem, type Environment, type ParamSet } from './generator.ts';
import { directoryParams, pathParams, pathTypes } from './git-paths.ts';
import { pathChoice, type PathChoice } from './path-choice.ts';
import { compilePathPattern } from './path-match.ts';
import { allWithValues } from './values.ts';

/**
 * `git` with `directories`: one set for each directory that an include matches and no exclude does, whatever their order.
 * Patterns are Go's path.Match (`*` stays within one level); a malformed one is ignored.
 */
export function fromDirectories(spec: GitGenerator, environment: Environment): Result<ParamSet[], Problem[]> {
  const { facts, settings, goTemplate } = environment;
  const all = facts.directories.get(directoriesKey(spec));
  if (!all)
    return err([generatorProblem(environment, `the directories of ${spec.repoURL} at ${spec.revision} are not known`)]);
  const chosen = chosenDirectories(all, spec, settings);
  const typed = pathTypes(spec.pathParamPrefix, goTemplate);
  const sets = chosen.map((path) => ({
    params: pathParams(directoryParams(path), spec.pathParamPrefix, goTemplate),
    typed,
  }));
  return allWithValues(sets, spec.values, environment);
}

/** The directories that a generator makes sets of, of all directories of the tree; sorted. */
export function chosenDirectories(
  all: Iterable<string>,
  request: Pick<DirectoriesRequest, 'directories'>,
  settings: GenerateSettings = {},
): string[] {
  return [...new Set(all)].filter(compileDirectoryChoice(request, settings).takes).sort();
}

/** Which directories a generator wants. Those with a segment that begins with a dot only where the settings say so. */
export function compileDirectoryChoice(
  { directories }: Pick<DirectoriesRequest, 'directories'>,
  { includeHiddenDirectories: hidden = false }: GenerateSettings = {},
): PathChoice {
  const patterns = directories.flatMap(({ path, exclude }) => {
    const pattern = compilePathPattern(path);
    return pattern ? [{ exclude, pattern }] : [];
  });
  const { takes, reaches } = pathChoice(patterns);
  return {
    takes: (path) => path !== '' && path !== '.' && (hidden || !isHidden(path)) && takes(path),
    reaches: (folder) => (hidden || !isHidden(folder)) && reaches(folder),
  };
}

const isHidden = (path: string): boolean => path.startsWith('.') || path.includes('/.');
