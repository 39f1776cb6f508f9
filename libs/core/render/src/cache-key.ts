import { digestOf, type Digest, type Source } from '@wheelhouse/core-domain';
import type { SourceClosure } from './source-closure.ts';
import type { Tool } from './detect-tool.ts';

/** What of a source changes its output, beside its files: equal options give an equal text. */
export const sourceOptionsKey = (tool: Tool, source: Source): Digest =>
  digestOf({ tool, options: tool === 'kustomize' ? source.kustomize : source.directory });

export interface CacheKeyInput {
  readonly closure: SourceClosure;
  /** Of `sourceOptionsKey`. */
  readonly options: Digest;
  /** Of kustomize, as it names itself; of the directory reader, our own. */
  readonly toolVersion: string;
}

/** Raised when equal inputs come to give other objects, so that no cache answers with what an older version made. */
const FORMAT = 1;

/** Names what one render depends on: tool, options, and the path and object id of each file of the closure. */
export const sourceKey = ({ closure, options, toolVersion }: CacheKeyInput): Digest =>
  digestOf({
    options,
    toolVersion,
    root: closure.root,
    files: [...closure.files],
    links: [...closure.links].sort(([a], [b]) => (a < b ? -1 : 1)),
  });

/** Names what a bundle depends on: its sources, in order, and the namespace that is filled in. */
export const bundleKey = (sources: readonly Digest[], namespace: string | undefined): Digest =>
  digestOf({ format: FORMAT, sources, namespace });
