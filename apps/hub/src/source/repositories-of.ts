import type { Application, ApplicationSet } from '@wheelhouse/core-domain';

/** A repository and the revision that somebody asks for. */
export interface AskedRevision {
  readonly url: string;
  readonly revision: string;
}

export const repositoriesOfApplication = (application: Application): string[] =>
  unique(application.spec.sources.map((source) => source.repoURL));

/** What generators read; what its Applications read is in their own rows. */
export const repositoriesOfSet = (set: ApplicationSet): string[] => unique(askedBySet(set).map((one) => one.url));

export const askedBySet = (set: ApplicationSet): AskedRevision[] =>
  set.spec.generators.flatMap(({ git }) => (git ? [{ url: git.repoURL, revision: git.revision || 'HEAD' }] : []));

export const askedByApplication = (application: Application): AskedRevision[] =>
  application.spec.sources.map((source) => ({ url: source.repoURL, revision: source.targetRevision }));

const unique = (urls: readonly string[]): string[] => [...new Set(urls)].sort();
