import { linkedPage, type Answerer, type ProviderQuestion, type ProviderReply } from '../provider-server.ts';
import { hasPath, type World, type WorldPull, type WorldRepository } from '../world.ts';

/** How one of the APIs of GitHub's kind writes what is in a world. */
export interface GithubLike {
  readonly repositoryOf: (owner: string, one: WorldRepository) => unknown;
  readonly branchOf: (branch: readonly [name: string, commit: string]) => unknown;
  readonly pullOf: (one: WorldPull) => unknown;
  readonly fileOf: (path: string) => unknown;
  /** Whether this asks for open pull requests alone. */
  readonly asksForOpen: (question: ProviderQuestion) => boolean;
  /** What only this one answers of a repository. */
  readonly more?: (question: ProviderQuestion, one: WorldRepository, rest: string) => ProviderReply | undefined;
}

/** Repositories, branches, contents and pull requests. `path`: that of the question, below the API's own. */
export function answerOf(
  like: GithubLike,
  world: World,
  question: ProviderQuestion,
  path: string,
): ReturnType<Answerer> {
  const { organization } = world;
  if (path === `/orgs/${organization}/repos`)
    return linkedPage(
      question,
      world.repositories.map((one) => like.repositoryOf(organization, one)),
    );
  const [, owner, name, rest = ''] = /^\/repos\/([^/]+)\/([^/]+)\/(.*)$/.exec(path) ?? [];
  const repository = world.repositories.find((one) => one.name === name);
  if (owner !== organization || !repository) return undefined;
  if (rest === 'pulls' && like.asksForOpen(question))
    return linkedPage(question, name === world.repository ? world.pulls.map(like.pullOf) : []);
  return like.more?.(question, repository, rest) ?? contentsOf(like, question, repository, rest);
}

function contentsOf(
  like: GithubLike,
  question: ProviderQuestion,
  one: WorldRepository,
  rest: string,
): ProviderReply | undefined {
  if (rest === 'branches') return linkedPage(question, Object.entries(one.branches).map(like.branchOf));
  const branch = /^branches\/(.+)$/.exec(rest)?.[1];
  if (branch !== undefined)
    return branch in one.branches ? { json: like.branchOf([branch, one.branches[branch]!]) } : undefined;
  const file = /^contents\/(.+)$/.exec(rest)?.[1];
  const ref = question.query.get('ref') ?? one.defaultBranch;
  return file !== undefined && ref in one.branches && hasPath(one, file) ? { json: like.fileOf(file) } : undefined;
}
