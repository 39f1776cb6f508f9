import {
  canonicalJson,
  type Cluster,
  type Digest,
  type GitPath,
  type KubeObject,
  type LabelSelector,
  type ScmFilter,
} from '@wheelhouse/core-domain';
import type { Capabilities, NumberFormat } from '@wheelhouse/core-template';

/** What expansion has to know of the world; the caller gathers it first (`factsNeeded`). */
export interface Facts {
  /** Every registered cluster, each name once. */
  readonly clusters: readonly Cluster[];
  /** By `directoriesKey`: the directories of the tree, at least those that the patterns take, slash-separated; any order. */
  readonly directories: ReadonlyMap<string, readonly string[]>;
  /** By `filesKey`: the texts of the files that `chosenFiles` takes, by path; any order. */
  readonly files?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By `decisionsKey`: the resources that name clusters, and the ConfigMap that says where in them. */
  readonly decisions?: ReadonlyMap<string, Decisions>;
  /** By `pluginKey`: the answer's `output.parameters`. */
  readonly plugins?: ReadonlyMap<string, readonly unknown[]>;
  /** By `repositoriesKey`: each branch that is looked at once, at least those that the filters take; any order. */
  readonly repositories?: ReadonlyMap<string, readonly ScmRepository[]>;
  /** By `pullRequestsKey`: the open ones; any order. `missing`: there is no such repository. */
  readonly pullRequests?: ReadonlyMap<string, readonly PullRequest[] | 'missing'>;
  /** The name of the cluster that `in-cluster` means. If it is registered, it stands for the implicit local cluster. */
  readonly localCluster?: string;
}

/** What a set asks for and does not have yet; each thing once, in the order of the generators. */
export interface FactsRequest {
  /** A generator looks at the registered clusters. */
  readonly clusters: boolean;
  readonly directories: readonly DirectoriesRequest[];
  readonly files: readonly FilesRequest[];
  readonly decisions: readonly DecisionsRequest[];
  readonly plugins: readonly PluginRequest[];
  readonly repositories: readonly RepositoriesRequest[];
  readonly pullRequests: readonly PullRequestsRequest[];
}

/** What one generator looks at. */
export type FactsNeeds = Partial<FactsRequest>;

type Gathering = Exclude<keyof FactsRequest, 'clusters'>;

/** What was gathered for a request. */
export type GatheredFacts = Partial<Pick<Facts, Gathering>>;

/** Facts with more of them. */
export const withFacts = (facts: Facts, more: GatheredFacts): Facts => ({
  ...facts,
  directories: joined(facts.directories, more.directories),
  files: joined(facts.files, more.files),
  decisions: joined(facts.decisions, more.decisions),
  plugins: joined(facts.plugins, more.plugins),
  repositories: joined(facts.repositories, more.repositories),
  pullRequests: joined(facts.pullRequests, more.pullRequests),
});

const joined = <T>(a: ReadonlyMap<string, T> = new Map(), b: ReadonlyMap<string, T> = new Map()): Map<string, T> =>
  new Map([...a, ...b]);

/** What of these needs is not known yet; each once, in their order. */
export const unknownOf = (needs: FactsNeeds, facts: Facts): FactsRequest => ({
  clusters: needs.clusters ?? false,
  directories: missing(needs.directories, directoriesKey, facts.directories),
  files: missing(needs.files, filesKey, facts.files),
  decisions: missing(needs.decisions, decisionsKey, facts.decisions),
  plugins: missing(needs.plugins, pluginKey, facts.plugins),
  repositories: missing(needs.repositories, repositoriesKey, facts.repositories),
  pullRequests: missing(needs.pullRequests, pullRequestsKey, facts.pullRequests),
});

function missing<T>(
  requests: readonly T[] | undefined,
  keyOf: (request: T) => string,
  known: ReadonlyMap<string, unknown> | undefined,
): readonly T[] {
  if (!requests || requests.length === 0) return [];
  const keyed = new Map(requests.map((request) => [keyOf(request), request]));
  return [...keyed].flatMap(([key, request]) => (known?.has(key) ? [] : [request]));
}

/** Nothing is left to gather. */
export const isGathered = (request: FactsRequest): boolean =>
  Object.values(request).every((part: unknown) => !Array.isArray(part) || part.length === 0);

export const isKnown = (needs: FactsNeeds, facts: Facts): boolean => isGathered(unknownOf(needs, facts));

export const joinedNeeds = (all: readonly FactsNeeds[]): FactsNeeds => ({
  clusters: all.some((one) => one.clusters),
  directories: all.flatMap((one) => one.directories ?? []),
  files: all.flatMap((one) => one.files ?? []),
  decisions: all.flatMap((one) => one.decisions ?? []),
  plugins: all.flatMap((one) => one.plugins ?? []),
  repositories: all.flatMap((one) => one.repositories ?? []),
  pullRequests: all.flatMap((one) => one.pullRequests ?? []),
});

/** A tree whose directories are needed that the patterns take (`compileDirectoryChoice`); more of them do no harm. */
export interface DirectoriesRequest {
  readonly repoURL: string;
  readonly revision: string;
  readonly directories: readonly GitPath[];
}

/** A tree whose files are needed that the patterns take (`chosenFiles`). */
export interface FilesRequest {
  readonly repoURL: string;
  readonly revision: string;
  readonly files: readonly GitPath[];
}

export const directoriesKey = ({ repoURL, revision, directories }: DirectoriesRequest): string =>
  JSON.stringify([repoURL, revision, directories.map(({ path, exclude }) => [path, exclude])]);

export const filesKey = ({ repoURL, revision, files }: FilesRequest): string =>
  JSON.stringify([repoURL, revision, files.map(({ path, exclude }) => [path, exclude])]);

/** Resources that name clusters, by name or by their labels. */
export interface DecisionsRequest {
  readonly configMapRef: string;
  readonly name: string;
  readonly labelSelector?: LabelSelector;
}

export interface Decisions {
  /** The data of the ConfigMap; undefined where there is none of that name. */
  readonly configMap: Readonly<Record<string, string>> | undefined;
  /** Those that name or labels choose, of the kind that the ConfigMap says. */
  readonly resources: readonly KubeObject[];
}

export const decisionsKey = ({ configMapRef, name, labelSelector }: DecisionsRequest): string =>
  canonicalJson([configMapRef, name, labelSelector ?? null]);

/** What a plugin is asked. */
export interface PluginRequest {
  readonly configMapRef: string;
  readonly applicationSetName: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** As for repositories. */
  readonly requeueAfterSeconds?: number;
}

export const pluginKey = ({ configMapRef, applicationSetName, parameters }: PluginRequest): string =>
  canonicalJson([configMapRef, applicationSetName, parameters]);

/** The repositories of an organization. */
export interface RepositoriesRequest {
  readonly provider: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly cloneProtocol: string;
  /** What they leave out need not be looked at any closer (`compileRepositoryChoice`). */
  readonly filters: readonly ScmFilter[];
  /** How old an answer may be, as it is written; undefined where nothing is. */
  readonly requeueAfterSeconds?: number;
}

export const repositoriesKey = ({ provider, config, cloneProtocol, filters }: RepositoriesRequest): string =>
  canonicalJson([provider, config, cloneProtocol, filters]);

/** A branch of a repository. */
export interface ScmRepository {
  readonly organization: string;
  readonly repository: string;
  readonly repositoryId: string;
  /** By the protocol that was asked for. */
  readonly url: string;
  readonly branch: string;
  readonly sha: string;
  readonly labels: readonly string[];
  /** Those that the filters ask for and that are there. */
  readonly paths: readonly string[];
}

export interface PullRequestsRequest {
  readonly provider: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** As for repositories. */
  readonly requeueAfterSeconds?: number;
}

export const pullRequestsKey = ({ provider, config }: PullRequestsRequest): string => canonicalJson([provider, config]);

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  readonly targetBranch: string;
  readonly headSha: string;
  readonly author: string;
  readonly labels: readonly string[];
}

/** Switches of the hub; each default is documented in `docs/`. */
export interface GenerateSettings {
  /** How numbers print in Go templates and in flat parameters; default `plain`. */
  readonly numberFormat?: NumberFormat;
  /** What templates may have beside their parameters; default nothing: the same facts give the same Applications. */
  readonly capabilities?: Capabilities;
  /** Applications of one set; default 50,000. A set that would give more gives none. */
  readonly maxApplications?: number;
  /** Git directories: directories with a segment that begins with a dot are candidates too. Default false. */
  readonly includeHiddenDirectories?: boolean;
  /** Git files: patterns are those of doublestar instead of Git's pathspecs. Default false. */
  readonly newGitFileGlobbing?: boolean;
  /** SHA-256 of a text in UTF-8; default: one in JavaScript. Who has a faster one gives it. */
  readonly digestText?: (text: string) => Digest;
}
