/** Bare mirrors; resolve a revision; list and read from git objects, without a checkout. */
export { GitMirrors } from './git-mirrors.ts';
export type * from './git-types.ts';
export { publicUrl } from './repository-url.ts';
