import type { Problem } from '@wheelhouse/core-domain';
import { joinPath, resolvePath } from './repository-path.ts';
import type { KnownTree, TreeNode } from './tree-node.ts';

/**
 * What a source needs, as far as is known. Where `need` is not empty, those paths are looked up and the closure is asked
 * for again; what it gives then is complete, or says what is wrong.
 */
export interface SourceClosure {
  /** Real paths of files, with their object ids, in order. */
  readonly files: ReadonlyMap<string, string>;
  /** Symlinks on the way to them, as they are in the repository; all lead inside. */
  readonly links: ReadonlyMap<string, string>;
  readonly need: readonly string[];
  readonly problems: readonly Problem[];
  /** The real directory of the source. */
  readonly root: string;
  /** A kustomization reads a file outside its own folder, which kustomize allows only if it is told to. */
  readonly escapes: boolean;
  /** What stands in some of the files instead of their own bytes: kustomizations as plain JSON, with the Application's options. */
  readonly rewritten: ReadonlyMap<string, string>;
}

/** The state of one walk over what is known. */
export class ClosureWalk {
  readonly known: KnownTree;
  readonly files = new Map<string, string>();
  readonly links = new Map<string, string>();
  readonly need = new Set<string>();
  readonly rewritten = new Map<string, string>();
  readonly problems: Problem[] = [];
  escapes = false;

  constructor(known: KnownTree) {
    this.known = known;
  }

  /** The file or directory that a path leads to; undefined after it noted what is needed or wrong. */
  find(dir: string, reference: string, where: string): { path: string; node: FileOrDirectory } | undefined {
    const path = joinPath(dir, reference);
    if (path === undefined) return this.refuseOutside(reference, where);
    const resolved = resolvePath(path, this.known, this.links);
    switch (resolved.kind) {
      case 'need':
        this.need.add(resolved.path);
        return undefined;
      case 'outside':
        return this.refuseOutside(`${resolved.link} → ${resolved.target}`, where);
      case 'loop':
        return this.problem(
          'PATH_NOT_FOUND',
          `the symlink ${resolved.link} leads round in a circle`,
          where,
          'point it at a file',
        );
      case 'submodule':
        return this.problem(
          'NOT_SUPPORTED',
          `"${resolved.path}" is a submodule, and submodules are not fetched`,
          where,
          'copy the files into the repository, or make it a source of its own',
        );
      case 'found':
        if (resolved.node.kind !== 'missing') return { path: resolved.path, node: resolved.node };
        return this.problem(
          'PATH_NOT_FOUND',
          `"${reference}" is not in the repository (looked for ${path})`,
          where,
          'check the spelling, also of upper and lower case',
        );
    }
  }

  addFile(path: string, node: Extract<TreeNode, { kind: 'file' }>): void {
    this.files.set(path, node.oid);
  }

  problem(code: Problem['code'], message: string, where: string, hint: string): undefined {
    this.problems.push({ code, message, where, hint });
    return undefined;
  }

  finish(root: string): SourceClosure {
    const { links, problems, escapes, rewritten } = this;
    const files = new Map([...this.files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    return { files, links, need: [...this.need], problems, root, escapes, rewritten };
  }

  refuseOutside(what: string, where: string): undefined {
    return this.problem(
      'PATH_OUTSIDE_REPOSITORY',
      `"${what}" leads out of the repository`,
      where,
      'only files of the same repository can be read',
    );
  }
}

/** The folder of a source, and the files in it: what its tool is told by. `names` is absent while something is needed or wrong. */
export function sourceFolder(
  path: string,
  known: KnownTree,
): { readonly need: readonly string[]; readonly problems: readonly Problem[]; readonly names?: readonly string[] } {
  const walk = new ClosureWalk(known);
  const found = walk.find('.', path, path);
  if (found?.node.kind === 'file') {
    walk.problem('PATH_NOT_FOUND', `"${path}" is a file, not a folder`, path, 'a source is a folder');
  }
  const { need, problems } = walk.finish(path);
  if (found?.node.kind !== 'directory') return { need, problems };
  return {
    need,
    problems,
    names: found.node.entries.filter(({ kind }) => kind !== 'directory').map(({ name }) => name),
  };
}

export type FileOrDirectory = Extract<TreeNode, { kind: 'file' | 'directory' }>;

export interface SourceLimits {
  readonly maxFiles: number;
  readonly maxBytes: number;
}

/** What makes a source too large to be rendered; nothing if it is not. */
export function sizeProblem(closure: SourceClosure, known: KnownTree, limits: SourceLimits): Problem | undefined {
  const problem = (message: string): Problem => ({
    code: 'RENDER_LIMIT',
    message,
    where: closure.root,
    hint: 'split it into several Applications',
  });
  const { size } = closure.files;
  if (size > limits.maxFiles) return problem(`the source needs ${size} files; ${limits.maxFiles} are allowed`);
  let bytes = 0;
  for (const path of closure.files.keys()) {
    const node = known.get(path);
    if (node?.kind === 'file') bytes += node.bytes.length;
  }
  return bytes > limits.maxBytes
    ? problem(`the source's files have ${bytes} bytes together; ${limits.maxBytes} are allowed`)
    : undefined;
}
