import {
  detectTool,
  directoryClosure,
  kustomizeClosure,
  MAX_DIRECTORY_BYTES,
  sizeProblem,
  sourceFolder,
  type SourceClosure,
  type SourceLimits,
  type Tool,
  type TreeNode,
} from '@wheelhouse/core-render';
import { err, ok, type Problem, type Result } from '@wheelhouse/core-domain';
import type { RenderSource, TreeReader } from './renderer-types.ts';

/** A source with everything that its tool will read. */
export interface GatheredSource {
  readonly tool: Tool;
  readonly closure: SourceClosure;
  readonly known: ReadonlyMap<string, TreeNode>;
  readonly warnings: readonly Problem[];
}

/** Each round goes one reference deeper; kustomizations nest a handful deep. */
const MAX_ROUNDS = 500;

type Step = { readonly need: readonly string[]; readonly problems: readonly Problem[] };

const tooManyBytes = (maxBytes: number, where: string): Problem => ({
  code: 'RENDER_LIMIT',
  message: `the source's files have more than ${maxBytes} bytes together; ${maxBytes} are allowed`,
  where,
  hint: 'split it into several Applications, or keep large files out of it',
});

/** Finds a source's tool and closure, looking into the mirror's trees until nothing is missing. */
export async function gatherSource(
  mirrors: TreeReader,
  { url, commit, source }: RenderSource,
  limits: SourceLimits & { readonly appName: string },
): Promise<Result<GatheredSource>> {
  const known = new Map<string, TreeNode>();
  let bytes = 0;
  const complete = async <T extends Step>(step: () => T): Promise<Result<T>> => {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const found = step();
      if (found.need.length === 0) return found.problems.length > 0 ? err([...found.problems]) : ok(found);
      if (known.size > limits.maxFiles * 2) break;
      const nodes = await mirrors.lookup(url, commit, found.need);
      if (!nodes.ok) return nodes;
      for (const [path, node] of nodes.value) {
        known.set(path, node);
        if (node.kind === 'file') bytes += node.bytes.length;
      }
      // All is held in memory until the closure is complete.
      if (bytes > limits.maxBytes * 2) return err([tooManyBytes(limits.maxBytes, source.path)]);
    }
    const message = `the source refers to more than ${Math.min(known.size, limits.maxFiles * 2)} files and folders`;
    return err([{ code: 'RENDER_LIMIT', message, where: source.path, hint: 'split it into several Applications' }]);
  };

  const folder = await complete(() => sourceFolder(source.path, known));
  if (!folder.ok) return folder;
  const detected = detectTool(folder.value.names ?? [], source, limits.appName);
  if (!detected.ok) return detected;
  const { tool, warnings } = detected.value;
  const closure = await complete(() =>
    tool === 'kustomize'
      ? kustomizeClosure(source.path, known, source.kustomize)
      : directoryClosure(source.path, known, source.directory),
  );
  if (!closure.ok) return closure;
  const maxBytes = tool === 'directory' ? Math.min(limits.maxBytes, MAX_DIRECTORY_BYTES) : limits.maxBytes;
  const tooLarge = sizeProblem(closure.value, known, { ...limits, maxBytes });
  return tooLarge ? err([tooLarge]) : ok({ tool, closure: closure.value, known, warnings });
}
