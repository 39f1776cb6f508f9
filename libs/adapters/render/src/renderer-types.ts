import type { Bundle, Commit, Digest, Problem, Result, Source } from '@wheelhouse/core-domain';
import type { TreeNode } from '@wheelhouse/core-render';

export interface RendererOptions {
  /** Absolute path of the kustomize binary. */
  readonly kustomize: string;
  /** Where private temporary folders are made. */
  readonly folder: string;
  /** Processes at a time; default 2. */
  readonly concurrency?: number;
  /** Of one kustomize run; default 30 s. */
  readonly timeoutMs?: number;
  /** Of one run's output; default 32 MiB. */
  readonly maxOutputBytes?: number;
  /** Of one run, where the system can limit it; default 1024. */
  readonly maxMemoryMiB?: number;
  /** Files of one source; default 5,000. */
  readonly maxFiles?: number;
  /** Of one source's files together; default 32 MiB, and 10 MiB of a plain folder. */
  readonly maxSourceBytes?: number;
  /** Objects of one bundle; default 10,000. */
  readonly maxObjects?: number;
  /** Beside the built-in memory; asked before rendering. */
  readonly cache?: BundleCache;
  /** Bundles that are kept in memory; default 500, and 128 MiB of output. */
  readonly memoryEntries?: number;
}

/** Where files are read from: a mirror of the repository (`GitMirrors`). */
export interface TreeReader {
  /**
   * What stands at each path of a commit (`.` is the root). A path that goes through a symlink or a submodule has no entry of
   * its own: the link is reported under the link's own path.
   */
  lookup(url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, TreeNode>>>;
}

/** What an Application's sources rendered to, by what went into it. */
export interface BundleCache {
  get(cacheKey: Digest): Promise<Rendered | undefined>;
  put(cacheKey: Digest, rendered: Rendered): Promise<void>;
  /** What the renderer was told to forget. */
  forget?(cacheKeys: readonly Digest[]): Promise<void>;
}

export interface RenderSource {
  readonly url: string;
  readonly commit: Commit;
  readonly source: Source;
}

export interface RenderRequest extends RenderSource {
  readonly mirrors: TreeReader;
  readonly appName: string;
  /** Fills missing namespaces; undefined: the destination is not known, so they stay missing. */
  readonly destinationNamespace: string | undefined;
}

export interface RenderAllRequest {
  readonly mirrors: TreeReader;
  /** In order: of an object in two of them the last one's is taken, with a warning. */
  readonly sources: readonly RenderSource[];
  readonly appName: string;
  /** Fills missing namespaces; undefined: the destination is not known, so they stay missing. */
  readonly destinationNamespace: string | undefined;
}

export interface Rendered {
  readonly bundle: Bundle;
  readonly cacheKey: Digest;
  readonly warnings: readonly Problem[];
}
