import { err, ok, type Problem, type Result, type ScmFilter, type ScmProviderGenerator } from '@wheelhouse/core-domain';
import { sanitizeName } from '@wheelhouse/core-template';
import { repositoriesKey, type RepositoriesRequest, type ScmRepository } from './facts.ts';
import { compileFilter, compileFilters } from './filters.ts';
import { generatorProblem, type GeneratorKind, type ParamSet } from './generator.ts';
import { allWithValues } from './values.ts';

/**
 * `scmProvider`: one set for each branch of each repository that the filters take. What filters say about repositories and what
 * they say about branches counts apart, as in Argo CD: one of those that say something must hold, each time.
 */
export const scmProvider: GeneratorKind<ScmProviderGenerator> = {
  needs: (spec) => ({ repositories: [requestOf(spec)] }),
  generate: (spec, environment) => {
    const known = environment.facts.repositories?.get(repositoriesKey(requestOf(spec)));
    if (!known) return err([generatorProblem(environment, `the repositories of ${spec.provider} are not known`)]);
    const filters = compileFilters(spec.filters, compileScmFilter, environment);
    if (!filters.ok) return filters;
    const chosen = known.filter((one) => isChosen(one, filters.value)).toSorted(byName);
    return allWithValues(chosen.map(paramsOf), spec.values, environment);
  },
};

const requestOf = ({ provider, config, cloneProtocol, filters }: ScmProviderGenerator): RepositoriesRequest => ({
  provider,
  config,
  cloneProtocol,
  paths: [...new Set(filters.flatMap((one) => [...one.pathsExist, ...one.pathsDoNotExist]).map(trimmed))].sort(),
});

const trimmed = (path: string): string => path.replace(/\/+$/, '');

interface CompiledFilter {
  /** Undefined where it says nothing about repositories. */
  readonly repository: ((one: ScmRepository) => boolean) | undefined;
  readonly branch: ((one: ScmRepository) => boolean) | undefined;
}

function compileScmFilter(filter: ScmFilter, path: string): Result<CompiledFilter, Problem[]> {
  const compiled = compileFilter(filter, ['repositoryMatch', 'labelMatch', 'branchMatch'] as const, { path });
  if (!compiled.ok) return compiled;
  const { repositoryMatch, labelMatch, branchMatch } = compiled.value;
  const [present, absent] = [filter.pathsExist.map(trimmed), filter.pathsDoNotExist.map(trimmed)];
  const aboutBranches = branchMatch !== undefined || present.length + absent.length > 0;
  return ok({
    repository:
      (repositoryMatch ?? labelMatch) &&
      ((one) => (repositoryMatch?.(one.repository) ?? true) && (!labelMatch || one.labels.some(labelMatch))),
    branch: aboutBranches
      ? (one) =>
          (branchMatch?.(one.branch) ?? true) &&
          present.every((item) => one.paths.includes(item)) &&
          !absent.some((item) => one.paths.includes(item))
      : undefined,
  });
}

function isChosen(one: ScmRepository, filters: readonly CompiledFilter[]): boolean {
  const about = (part: keyof CompiledFilter): boolean => {
    const tests = filters.map((filter) => filter[part]).filter((test) => test !== undefined);
    return tests.length === 0 || tests.some((test) => test(one));
  };
  return about('repository') && about('branch');
}

function byName(a: ScmRepository, b: ScmRepository): number {
  const [left, right] = [a, b].map((one) => JSON.stringify([one.organization, one.repository, one.branch, one.sha]));
  return left! < right! ? -1 : left! > right! ? 1 : 0;
}

const paramsOf = (one: ScmRepository): ParamSet => ({
  params: {
    organization: one.organization,
    repository: one.repository,
    repository_id: one.repositoryId,
    url: one.url,
    branch: one.branch,
    branchNormalized: sanitizeName(one.branch),
    sha: one.sha,
    short_sha: one.sha.slice(0, 8),
    short_sha_7: one.sha.slice(0, 7),
    labels: one.labels.join(','),
  },
  typed: {},
});
