import type { Cluster } from '@wheelhouse/core-domain';
import type { NumberFormat } from '@wheelhouse/core-template';

/** What expansion has to know of the world; the hub gathers it first (`factsNeeded`). */
export interface Facts {
  /** Every registered cluster, each name once. */
  readonly clusters: readonly Cluster[];
  /** By `directoriesKey`: every directory of the tree at that revision, without the root, slash-separated; any order. */
  readonly directories: ReadonlyMap<string, readonly string[]>;
  /** The name of the cluster that `in-cluster` means. If it is registered, it stands for the implicit local cluster. */
  readonly localCluster?: string;
}

export interface FactsRequest {
  /** A generator looks at the registered clusters. */
  readonly clusters: boolean;
  /** The trees whose directories are needed, each once, in the order of the generators. */
  readonly directories: readonly DirectoriesRequest[];
}

export interface DirectoriesRequest {
  readonly repoURL: string;
  readonly revision: string;
}

export const directoriesKey = (request: DirectoriesRequest): string => `${request.repoURL}@${request.revision}`;

/** Switches of the hub; each default is documented in `docs/`. */
export interface GenerateSettings {
  /** How numbers print in Go templates; default `plain`. */
  readonly numberFormat?: NumberFormat;
  /** Git directories: directories with a segment that begins with a dot are candidates too. Default false. */
  readonly includeHiddenDirectories?: boolean;
}
