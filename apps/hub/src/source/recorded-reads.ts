import type { TreeReader } from '@wheelhouse/adapter-render';
import type { Commit, Result } from '@wheelhouse/core-domain';
import type { SourceReads, TreeNode } from '@wheelhouse/core-render';

/** Passes a render's questions on to the mirrors, and keeps which paths it asked for. */
export class RecordedReads implements TreeReader {
  readonly #mirrors: TreeReader;
  readonly #reads = new Map<string, { files: Set<string>; folders: Set<string> }>();

  constructor(mirrors: TreeReader) {
    this.#mirrors = mirrors;
  }

  async lookup(url: string, commit: Commit, paths: readonly string[]): Promise<Result<Map<string, TreeNode>>> {
    const found = await this.#mirrors.lookup(url, commit, paths);
    const { files, folders } = this.#of(url, commit);
    for (const path of paths) files.add(path);
    // A path through a link is answered under the link's own path.
    if (found.ok) for (const [path, node] of found.value) (node.kind === 'directory' ? folders : files).add(path);
    return found;
  }

  /** What was read of a repository at one commit. */
  of(url: string, commit: Commit): SourceReads {
    return this.#of(url, commit);
  }

  #of(url: string, commit: Commit): { files: Set<string>; folders: Set<string> } {
    const key = `${commit} ${url}`;
    const known = this.#reads.get(key) ?? { files: new Set(), folders: new Set() };
    this.#reads.set(key, known);
    return known;
  }
}
