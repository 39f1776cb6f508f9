/** What a provider has: one organization, and one repository with pull requests. */
export interface WorldRepository {
  readonly name: string;
  readonly id: number;
  readonly labels: readonly string[];
  readonly archived: boolean;
  /** By name; none of an empty repository. */
  readonly branches: Readonly<Record<string, string>>;
  readonly defaultBranch: string;
  /** The same on each branch. */
  readonly files: readonly string[];
}

export interface WorldPull {
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  readonly target: string;
  readonly sha: string;
  readonly author: string;
  readonly labels: readonly string[];
}

export interface World {
  readonly organization: string;
  readonly repositories: readonly WorldRepository[];
  /** The repository that the pull requests are of. */
  readonly repository: string;
  readonly pulls: readonly WorldPull[];
}

export const sha = (digit: string): string => digit.repeat(40);

const repository = (name: string, id: number, more: Partial<WorldRepository> = {}): WorldRepository => ({
  name,
  id,
  labels: [],
  archived: false,
  branches: { main: sha(String(id)) },
  defaultBranch: 'main',
  files: ['README.md'],
  ...more,
});

/** Five repositories and three pull requests, which are three pages and two. */
export const WORLD: World = {
  organization: 'acme',
  repositories: [
    repository('web', 1, {
      labels: ['shop', 'eu'],
      branches: { main: sha('1'), 'feature/x': sha('a') },
      files: ['README.md', 'k8s', 'k8s/app.yaml'],
    }),
    repository('api', 2, { labels: ['shop'], files: ['k8s', 'k8s/app.yaml', 'skip'] }),
    repository('docs', 3, { branches: { trunk: sha('3') }, defaultBranch: 'trunk' }),
    repository('old', 4, { archived: true }),
    repository('empty', 5, { branches: {} }),
  ],
  repository: 'web',
  pulls: [
    pull(7, 'feature/x', 'main', ['preview']),
    pull(8, 'fix/y', 'main', ['preview', 'wip']),
    pull(9, 'fix/z', 'release', []),
  ],
};

function pull(number: number, branch: string, target: string, labels: readonly string[]): WorldPull {
  return { number, title: `Title of ${number}`, branch, target, sha: sha(String(number)), author: 'ann', labels };
}

/** Every folder that a file is in is there too: `files` says both. */
export const hasPath = ({ files }: WorldRepository, path: string): boolean => files.includes(path);
