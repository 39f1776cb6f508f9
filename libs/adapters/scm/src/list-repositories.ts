import type { RepositoryChoice, ScmRepository } from '@wheelhouse/core-generate';
import { Slots } from '@wheelhouse/runtime';

/** A repository as a provider lists it. */
export interface FoundRepository {
  readonly organization: string;
  readonly repository: string;
  readonly repositoryId: string;
  readonly url: string;
  /** Undefined where nothing was pushed yet. */
  readonly defaultBranch: string | undefined;
  readonly labels: readonly string[];
}

export interface FoundBranch {
  readonly branch: string;
  readonly sha: string;
}

/** How one provider is asked for repositories. Undefined: it has no such organization. */
export interface RepositorySource<R extends FoundRepository> {
  list(): Promise<readonly R[] | undefined>;
  /** Where labels cost a question of their own. */
  readonly labels?: (repository: R) => Promise<readonly string[]>;
  /** The default branch, unless all are wanted; none of a repository that is empty. */
  branches(repository: R): Promise<readonly FoundBranch[]>;
  /** Without slashes at its ends; never the root. */
  hasPath(repository: R, branch: FoundBranch, path: string): Promise<boolean>;
}

/** More at once is impolite, and GitHub's second limit counts it. */
const AT_ONCE = 8;

/**
 * The branches that the filters may take, with what they ask about each. What a repository's name or labels rule out is not
 * looked at: each branch and path is a question of its own.
 */
export async function listRepositories<R extends FoundRepository>(
  source: RepositorySource<R>,
  choice: RepositoryChoice,
): Promise<ScmRepository[] | undefined> {
  const listed = await source.list();
  if (!listed) return undefined;
  const slots = new Slots(AT_ONCE);
  const found = await inSlots(slots, listed, (one) => branchesOf(source, choice, one));
  return found.flat();
}

async function branchesOf<R extends FoundRepository>(
  source: RepositorySource<R>,
  choice: RepositoryChoice,
  repository: R,
): Promise<ScmRepository[]> {
  if (repository.defaultBranch === undefined) return [];
  if (!choice.readsLabels && !choice.takesRepository(repository)) return [];
  const labels = source.labels ? await source.labels(repository) : repository.labels;
  if (!choice.takesRepository({ ...repository, labels })) return [];
  const { organization, repository: name, repositoryId, url } = repository;
  const branches: ScmRepository[] = [];
  for (const one of await source.branches(repository)) {
    if (!choice.mayTakeBranch(one.branch)) continue;
    const paths = await pathsOf(source, choice, repository, one);
    branches.push({ organization, repository: name, repositoryId, url, labels, ...one, paths });
  }
  return branches;
}

async function pathsOf<R extends FoundRepository>(
  source: RepositorySource<R>,
  choice: RepositoryChoice,
  repository: R,
  branch: FoundBranch,
): Promise<string[]> {
  const paths: string[] = [];
  for (const path of choice.paths) {
    const plain = plainPath(path);
    if (plain === '' || (plain !== undefined && (await source.hasPath(repository, branch, plain)))) paths.push(path);
  }
  return paths;
}

/** Empty for the root; undefined for what cannot be in a repository. */
function plainPath(path: string): string | undefined {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? undefined : parts.join('/');
}

/** In order; the first failure ends it, and nothing more is begun. */
async function inSlots<T, U>(slots: Slots, items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> {
  let failed = false;
  return Promise.all(
    items.map((item) =>
      slots.use(async () => {
        if (failed) throw new Error('another question failed');
        try {
          return await work(item);
        } catch (error) {
          failed = true;
          throw error;
        }
      }),
    ),
  );
}
