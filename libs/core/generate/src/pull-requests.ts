import {
  err,
  ok,
  type Problem,
  type PullRequestFilter,
  type PullRequestGenerator,
  type Result,
} from '@wheelhouse/core-domain';
import { pullRequestsKey, type PullRequest } from './facts.ts';
import { compileFilter, compileFilters } from './filters.ts';
import { generatorProblem, type GeneratorKind, type ParamSet } from './generator.ts';
import { slugOf } from './slug.ts';
import { allWithValues } from './values.ts';

/** `pullRequest`: one set for each open pull request that one of the filters takes. Labels are for Go templates only. */
export const pullRequest: GeneratorKind<PullRequestGenerator> = {
  needs: ({ provider, config, requeueAfterSeconds }) => ({
    pullRequests: [{ provider, config, ...(requeueAfterSeconds !== undefined && { requeueAfterSeconds }) }],
  }),
  generate: (spec, environment) => {
    const known = environment.facts.pullRequests?.get(pullRequestsKey(spec));
    if (!known) return err([generatorProblem(environment, `the pull requests of ${spec.provider} are not known`)]);
    if (known === 'missing' && spec.continueOnRepoNotFoundError) return ok([]);
    if (known === 'missing') {
      const hint = 'continueOnRepoNotFoundError: true takes it as one without pull requests';
      return err([generatorProblem(environment, `${spec.provider} has no such repository`, hint)]);
    }
    const filters = compileFilters(spec.filters, compilePullFilter, environment);
    if (!filters.ok) return filters;
    const chosen = known.filter((one) => filters.value.length === 0 || filters.value.some((takes) => takes(one)));
    const sets = chosen.toSorted((a, b) => a.number - b.number).map((one) => paramsOf(one, environment.goTemplate));
    return allWithValues(sets, spec.values, environment);
  },
};

function compilePullFilter(filter: PullRequestFilter, path: string): Result<(one: PullRequest) => boolean, Problem[]> {
  const compiled = compileFilter(filter, ['branchMatch', 'targetBranchMatch', 'titleMatch'] as const, { path });
  if (!compiled.ok) return compiled;
  const { branchMatch, targetBranchMatch, titleMatch } = compiled.value;
  return ok(
    (one) =>
      (branchMatch?.(one.branch) ?? true) &&
      (targetBranchMatch?.(one.targetBranch) ?? true) &&
      (titleMatch?.(one.title) ?? true),
  );
}

const LABELS = { stringLists: ['labels'] };

const paramsOf = (one: PullRequest, goTemplate: boolean): ParamSet => ({
  params: {
    number: String(one.number),
    title: one.title,
    branch: one.branch,
    branch_slug: slugOf(one.branch),
    target_branch: one.targetBranch,
    target_branch_slug: slugOf(one.targetBranch),
    head_sha: one.headSha,
    head_short_sha: one.headSha.slice(0, 8),
    head_short_sha_7: one.headSha.slice(0, 7),
    author: one.author,
    ...(goTemplate && { labels: one.labels }),
  },
  typed: goTemplate ? LABELS : {},
});
