import type { Cluster, GitPath } from '@wheelhouse/core-domain';
import type { NumberFormat } from '@wheelhouse/core-template';

/** What expansion has to know of the world; the caller gathers it first (`factsNeeded`). */
export interface Facts {
  /** Every registered cluster, each name once. */
  readonly clusters: readonly Cluster[];
  /** By `directoriesKey`: every directory of the tree at that revision, without the root, slash-separated; any order. */
  readonly directories: ReadonlyMap<string, readonly string[]>;
  /** By `filesKey`: the texts of the files that `chosenFiles` takes, by path; any order. */
  readonly files?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The name of the cluster that `in-cluster` means. If it is registered, it stands for the implicit local cluster. */
  readonly localCluster?: string;
}

/** What a set asks for and does not have yet; each thing once, in the order of the generators. */
export interface FactsRequest {
  /** A generator looks at the registered clusters. */
  readonly clusters: boolean;
  readonly directories: readonly DirectoriesRequest[];
  readonly files: readonly FilesRequest[];
}

/** What was gathered for a request. */
export type GatheredFacts = Pick<Facts, 'directories' | 'files'>;

/** Facts with more of them. */
export const withFacts = (facts: Facts, more: GatheredFacts): Facts => ({
  ...facts,
  directories: new Map([...facts.directories, ...more.directories]),
  files: new Map([...(facts.files ?? []), ...(more.files ?? [])]),
});

/** Nothing is left to gather. */
export const isGathered = ({ directories, files }: FactsRequest): boolean => directories.length + files.length === 0;

/** A tree whose directories are needed. */
export interface DirectoriesRequest {
  readonly repoURL: string;
  readonly revision: string;
}

/** A tree whose files are needed that the patterns take (`chosenFiles`). */
export interface FilesRequest {
  readonly repoURL: string;
  readonly revision: string;
  readonly files: readonly GitPath[];
}

export const directoriesKey = (request: DirectoriesRequest): string => `${request.repoURL}@${request.revision}`;

export const filesKey = ({ repoURL, revision, files }: FilesRequest): string =>
  JSON.stringify([repoURL, revision, files.map(({ path, exclude }) => [path, exclude])]);

/** Switches of the hub; each default is documented in `docs/`. */
export interface GenerateSettings {
  /** How numbers print in Go templates and in flat parameters; default `plain`. */
  readonly numberFormat?: NumberFormat;
  /** Git directories: directories with a segment that begins with a dot are candidates too. Default false. */
  readonly includeHiddenDirectories?: boolean;
  /** Git files: patterns are those of doublestar instead of Git's pathspecs. Default false. */
  readonly newGitFileGlobbing?: boolean;
}
