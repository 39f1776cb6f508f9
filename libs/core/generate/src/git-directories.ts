import { err, type GitGenerator, type Problem, type Result } from '@wheelhouse/core-domain';
import { directoriesKey } from './facts.ts';
import { generatorProblem, type Environment, type ParamSet } from './generator.ts';
import { directoryParams, pathParams, pathTypes } from './git-paths.ts';
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
  const chosen = chosenDirectories(all, spec, settings.includeHiddenDirectories ?? false);
  const typed = pathTypes(spec.pathParamPrefix, goTemplate);
  const sets = chosen.map((path) => ({
    params: pathParams(directoryParams(path), spec.pathParamPrefix, goTemplate),
    typed,
  }));
  return allWithValues(sets, spec.values, environment);
}

export function chosenDirectories(
  all: readonly string[],
  spec: Pick<GitGenerator, 'directories'>,
  hidden: boolean,
): string[] {
  const patterns = (exclude: boolean): ((path: string) => boolean)[] =>
    spec.directories
      .filter((item) => item.exclude === exclude)
      .map((item) => compilePathPattern(item.path))
      .filter((match) => match !== undefined);
  const [includes, excludes] = [patterns(false), patterns(true)];
  const candidates = [...new Set(all)].filter((path) => path !== '' && path !== '.' && (hidden || !isHidden(path)));
  return candidates
    .filter((path) => includes.some((match) => match(path)) && !excludes.some((match) => match(path)))
    .sort();
}

const isHidden = (path: string): boolean => path.startsWith('.') || path.includes('/.');
