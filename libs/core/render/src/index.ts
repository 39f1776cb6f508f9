/**
 * What a source needs (files, tool, options) and what its output must look like: canonical, ordered, hashed.
 *
 * A source's closure is found without running its tool: `kustomizeClosure` and `directoryClosure` are asked with what is known of
 * the repository's tree and answer with what is needed still, until nothing is. Only these files are given to the tool, so
 * a path that leads out of the repository or into the network is refused here, by file and line. The cache key names
 * exactly what went in. What comes out goes through `canonicalBundle`, so that equal inputs give equal bytes on every hub.
 */
export * from './cache-key.ts';
export { canonicalBundle, MAX_OBJECT_BYTES, type CanonicalBundleOptions } from './canonical-bundle.ts';
export type { RenderedObject } from './normal-object.ts';
export { detectTool, KUSTOMIZATION_FILES, type Tool } from './detect-tool.ts';
export { directoryClosure, MAX_DIRECTORY_BYTES } from './directory-closure.ts';
export { directoryObjects } from './directory-objects.ts';
export { editKustomization, parseImage } from './edit-kustomization.ts';
export { kustomizeClosure } from './kustomize-closure.ts';
export type { IsNamespaced } from './object-scope.ts';
export { ReadIndex, type PathChange, type SourceReads } from './read-index.ts';
export { secretValues, withoutSecrets } from './secret-values.ts';
export { sizeProblem, sourceFolder, type SourceClosure, type SourceLimits } from './source-closure.ts';
export * from './tree-node.ts';
