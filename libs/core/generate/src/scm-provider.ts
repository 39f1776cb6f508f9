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
  // What a broken filter would leave out is not asked for: running it will tell.
  needs: (spec, environment) =>
    compileFilters(spec.filters, compileScmFilter, environment).ok ? { repositories: [requestOf(spec)] } : {},
  generate: (spec, environment) => {
    const filters = compileFilters(spec.filters, compileScmFilter, environment);
    if (!filters.ok) return filters;
    const known = environment.facts.repositories?.get(repositoriesKey(requestOf(spec)));
    if (!known) return err([generatorProblem(environment, `the repositories of ${spec.provider} are not known`)]);
    const chosen = known.filter((one) => isChosen(one, filters.value)).toSorted(byName);
    return allWithValues(chosen.map(paramsOf), spec.values, environment);
  },
};

const requestOf = (spec: ScmProviderGenerator): RepositoriesRequest => ({
  provider: spec.provider,
  config: spec.config,
  cloneProtocol: spec.cloneProtocol,
  filters: spec.filters,
  ...(spec.requeueAfterSeconds !== undefined && { requeueAfterSeconds: spec.requeueAfterSeconds }),
});

/** What of a provider's repositories is worth looking at, so that no question is asked whose answer is not needed. */
export interface RepositoryChoice {
  readonly takesRepository: (one: Pick<ScmRepository, 'repository' | 'labels'>) => boolean;
  /** Whether the labels matter to `takesRepository`. */
  readonly readsLabels: boolean;
  /** False: no filter can take a branch of that name. */
  readonly mayTakeBranch: (name: string) => boolean;
  /** Without slashes at the end; each once, sorted. */
  readonly paths: readonly string[];
}

export function compileRepositoryChoice(filters: readonly ScmFilter[]): Result<RepositoryChoice, Problem[]> {
  const compiled = compileFilters(filters, compileScmFilter, { path: 'scmProvider' });
  if (!compiled.ok) return compiled;
  return ok({
    takesRepository: (one) => holdsForOne(compiled.value, 'repository', one),
    readsLabels: filters.some((one) => one.labelMatch !== undefined),
    mayTakeBranch: (name) => holdsForOne(compiled.value, 'branchName', name),
    paths: [...new Set(filters.flatMap((one) => [...one.pathsExist, ...one.pathsDoNotExist]).map(trimmed))].sort(),
  });
}

const trimmed = (path: string): string => path.replace(/\/+$/, '');

interface CompiledFilter {
  /** Undefined where it says nothing about repositories. */
  readonly repository: ((one: Pick<ScmRepository, 'repository' | 'labels'>) => boolean) | undefined;
  /** Undefined where it says nothing about branches. */
  readonly branchName: ((name: string) => boolean) | undefined;
  readonly branch: ((one: ScmRepository) => boolean) | undefined;
}

function compileScmFilter(filter: ScmFilter, path: string): Result<CompiledFilter, Problem[]> {
  const compiled = compileFilter(filter, ['repositoryMatch', 'labelMatch', 'branchMatch'] as const, { path });
  if (!compiled.ok) return compiled;
  const { repositoryMatch, labelMatch, branchMatch } = compiled.value;
  const [present, absent] = [filter.pathsExist.map(trimmed), filter.pathsDoNotExist.map(trimmed)];
  const aboutBranches = branchMatch !== undefined || present.length + absent.length > 0;
  const branchName = (name: string): boolean => branchMatch?.(name) ?? true;
  return ok({
    repository:
      (repositoryMatch ?? labelMatch) &&
      ((one) => (repositoryMatch?.(one.repository) ?? true) && (!labelMatch || one.labels.some(labelMatch))),
    branchName: aboutBranches ? branchName : undefined,
    branch: aboutBranches
      ? (one) =>
          branchName(one.branch) &&
          present.every((item) => one.paths.includes(item)) &&
          !absent.some((item) => one.paths.includes(item))
      : undefined,
  });
}

const isChosen = (one: ScmRepository, filters: readonly CompiledFilter[]): boolean =>
  holdsForOne(filters, 'repository', one) && holdsForOne(filters, 'branch', one);

type Subject<K extends keyof CompiledFilter> = Parameters<NonNullable<CompiledFilter[K]>>[0];

/** One of those that say something must hold; where none does, everything holds. */
function holdsForOne<K extends keyof CompiledFilter>(
  filters: readonly CompiledFilter[],
  part: K,
  subject: Subject<K>,
): boolean {
  const tests = filters.map((filter) => filter[part]).filter((test) => test !== undefined);
  return tests.length === 0 || tests.some((test) => (test as (subject: Subject<K>) => boolean)(subject));
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
