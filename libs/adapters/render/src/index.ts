/**
 * Runs kustomize, bounded in time, memory, output and number, sandboxed to the files of one source; reads plain folders; gives
 * canonical bundles. Equal closures are rendered once.
 */
export { Renderer } from './renderer.ts';
export type * from './renderer-types.ts';
