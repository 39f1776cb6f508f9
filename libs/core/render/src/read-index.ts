/** What a render looked at: the paths that it asked for, whatever stood there. */
export interface SourceReads {
  /** Files, links, and places where nothing was. */
  readonly files: ReadonlySet<string>;
  /** Folders of which the names in them were read; `.` is the root. */
  readonly folders: ReadonlySet<string>;
}

/** One difference between two commits, as a comparison of their trees finds it. */
export interface PathChange {
  readonly path: string;
  /** It came, went, or is another kind of thing now; all below a folder did so with it. */
  readonly structural: boolean;
}

/**
 * Who looked at which paths of a repository, so that a commit is looked at only by those whose inputs it changed. Says
 * rather one too many than one too few: of everybody else the render would read the same bytes.
 */
export class ReadIndex<Key> {
  readonly #reads = new Map<Key, SourceReads>();
  readonly #files = new Map<string, Set<Key>>();
  readonly #folders = new Map<string, Set<Key>>();

  /** Replaces what was known of `key`. */
  set(key: Key, reads: SourceReads): void {
    this.delete(key);
    this.#reads.set(key, reads);
    for (const path of reads.files) add(this.#files, path, key);
    for (const path of reads.folders) add(this.#folders, path, key);
  }

  delete(key: Key): void {
    const reads = this.#reads.get(key);
    if (!reads) return;
    this.#reads.delete(key);
    for (const path of reads.files) take(this.#files, path, key);
    for (const path of reads.folders) take(this.#folders, path, key);
  }

  touched(changes: readonly PathChange[]): Set<Key> {
    const found = new Set<Key>();
    const collect = (keys: ReadonlySet<Key> | undefined): void => keys?.forEach((key) => found.add(key));
    for (const { path, structural } of changes) {
      collect(this.#files.get(path));
      collect(this.#folders.get(path));
      if (!structural) continue;
      collect(this.#folders.get(parentOf(path)));
      // What was asked for below it was not there before, or is not there now.
      for (const paths of [this.#files, this.#folders]) {
        for (const [asked, keys] of paths) if (asked.startsWith(`${path}/`)) collect(keys);
      }
    }
    return found;
  }
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : path.slice(0, slash);
}

function add<Key>(index: Map<string, Set<Key>>, path: string, key: Key): void {
  const keys = index.get(path);
  if (keys) keys.add(key);
  else index.set(path, new Set([key]));
}

function take<Key>(index: Map<string, Set<Key>>, path: string, key: Key): void {
  const keys = index.get(path);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(path);
}
