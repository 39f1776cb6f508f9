/**
 * Asks providers of Git repositories for repositories and pull requests, and plugins for parameters. One file per provider
 * says which questions of its published API are asked and how answers are read; what they share is here once: bounded time and
 * size, pages, limits of how often, conditional questions, whom to trust and where a token may go. Nothing is decided here: what
 * of it a generator takes is in `core-generate`.
 */
export { ScmProviders } from './scm-providers.ts';
export {
  PUBLIC_ADDRESSES,
  type Data,
  type PublicAddresses,
  type ReferencedData,
  type ScmAnswer,
  type ScmFailure,
  type ScmOptions,
} from './scm-types.ts';
export type { AwsSurroundings } from './aws/aws-credentials.ts';
