import { err, type GitGenerator, type Problem } from '@wheelhouse/core-domain';
import { sanitizeName, type Params } from '@wheelhouse/core-template';
import { directoriesKey } from './facts.ts';
import { generatorProblem, type Environment, type GeneratorKind, type ParamSet } from './generator.ts';
import { compilePathPattern } from './path-match.ts';
import { allWithValues } from './values.ts';

/**
 * `git` with `directories`: one set for each directory that an include matches and no exclude does, whatever their order.
 * Patterns are Go's path.Match (`*` stays within one level); a malformed one is ignored.
 */
export const git: GeneratorKind<GitGenerator> = {
  needs: (spec) =>
    spec.directories.length > 0 ? { directories: [{ repoURL: spec.repoURL, revision: spec.revision }] } : {},
  generate: (spec, environment) => {
    if (spec.directories.length === 0) return err([filesProblem(environment)]);
    const all = environment.facts.directories.get(directoriesKey(spec));
    if (!all)
      return err([
        generatorProblem(environment, `the directories of ${spec.repoURL} at ${spec.revision} are not known`),
      ]);
    const chosen = chosenDirectories(all, spec, environment.settings.includeHiddenDirectories ?? false);
    const sets = chosen.map((path) => paramsOf(path, spec.pathParamPrefix, environment.goTemplate));
    return allWithValues(sets, spec.values, environment);
  },
};

const filesProblem = (environment: Environment): Problem => ({
  code: 'NOT_SUPPORTED',
  message: 'git with files is not there yet',
  where: `${environment.path}.files`,
  hint: 'git with directories is',
});

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

function paramsOf(path: string, prefix: string, goTemplate: boolean): ParamSet {
  const segments = path.split('/').filter(Boolean);
  const basename = segments.at(-1) ?? '';
  const basenameNormalized = sanitizeName(basename);
  if (goTemplate) {
    const params = { path: { path, basename, basenameNormalized, segments } };
    const list = `${prefix ? `${prefix}.` : ''}path.segments`;
    return { params: prefix ? { [prefix]: params } : params, typed: { stringLists: [list] } };
  }
  const key = `${prefix ? `${prefix}.` : ''}path`;
  const params: Params = {
    [key]: path,
    [`${key}.basename`]: basename,
    [`${key}.basenameNormalized`]: basenameNormalized,
    ...Object.fromEntries(segments.map((segment, index) => [`${key}[${index}]`, segment])),
  };
  return { params, typed: {} };
}
