/**
 * ApplicationSet × gathered facts → Applications, in two steps: `factsNeeded` says what to gather, `expand` does the rest without
 * touching the world. The same set and facts give the same Applications, whatever order the facts came in.
 *
 * A generator or template that fails is an error of the set, and then there is no expansion: absence is never a wish to
 * delete. An Application that is invalid by itself is rejected by name and the others are made.
 */
export { applyTemplatePatch } from './template-patch.ts';
export { RESOURCES_FINALIZER } from './application-object.ts';
export { expand, factsNeeded } from './expand.ts';
export type { Generated, Origin, Rejected } from './generated.ts';
export type { Expansion } from './judged.ts';
export { decisionsAmong } from './cluster-decisions.ts';
export {
  decisionsKey,
  directoriesKey,
  filesKey,
  isGathered,
  pluginKey,
  pullRequestsKey,
  repositoriesKey,
  withFacts,
  type Decisions,
  type DecisionsRequest,
  type DirectoriesRequest,
  type Facts,
  type FactsRequest,
  type FilesRequest,
  type GatheredFacts,
  type GenerateSettings,
  type PluginRequest,
  type PullRequest,
  type PullRequestsRequest,
  type RepositoriesRequest,
  type ScmRepository,
} from './facts.ts';
export { compileDirectoryChoice } from './git-directories.ts';
export { compileFileChoice } from './git-files.ts';
export type { PathChoice } from './path-choice.ts';
export { directoriesTouched, filesTouched, type PathChange } from './facts-touched.ts';
export { compileRepositoryChoice, type RepositoryChoice } from './scm-provider.ts';
export { notGathered } from './not-gathered.ts';
export { templateProblems } from './template-problems.ts';
export { updatedApplication, type Preserving } from './updated-application.ts';
