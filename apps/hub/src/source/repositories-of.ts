import type { Application, ApplicationSet, Generator } from '@wheelhouse/core-domain';

/** A repository and the revision that somebody asks for. */
export interface AskedRevision {
  readonly url: string;
  readonly revision: string;
}

export const repositoriesOfApplication = (application: Application): string[] =>
  unique(application.spec.sources.map((source) => source.repoURL));

/**
 * What generators read; what its Applications read is in their own rows. Repositories that only a parameter names are added when
 * the set is worked through.
 */
export const repositoriesOfSet = (set: ApplicationSet): string[] =>
  unique(urlsOf(set.spec.generators).filter((url) => !url.includes('{{')));

const urlsOf = (generators: readonly Generator[]): string[] =>
  generators.flatMap(({ git, matrix, merge }) => [
    ...(git ? [git.repoURL] : []),
    ...[matrix, merge].flatMap((one) => urlsOf((one?.generators ?? []).map(({ generator }) => generator))),
  ]);

export const askedByApplication = (application: Application): AskedRevision[] =>
  application.spec.sources.map((source) => ({ url: source.repoURL, revision: source.targetRevision }));

const unique = (urls: readonly string[]): string[] => [...new Set(urls)].sort();
