import type { Fields } from './fields.ts';

export type ProviderKind = 'scmProvider' | 'pullRequest';

type Reader = (fields: Fields, name: string) => unknown;

const text: Reader = (fields, name) => fields.string(name);
const required: Reader = (fields, name) => fields.requiredString(name);
const flag: Reader = (fields, name) => fields.boolean(name);
const texts: Reader = (fields, name) => (fields.has(name) ? fields.strings(name) : undefined);

/** A map of fields, each by its reader; absent ones stay absent. */
const map =
  (readers: Readonly<Record<string, Reader>>): Reader =>
  (fields, name) => {
    const own = fields.fields(name);
    return own && readAll(own, readers);
  };

const secretKey = map({ secretName: required, key: required });
const configMapKey = map({ configMapName: required, key: required });
const basicAuth = map({ username: required, passwordRef: secretKey });
const bearerToken = map({ tokenRef: secretKey });
const trust = { insecure: flag, caRef: configMapKey };
const tagFilters: Reader = (fields, name) =>
  fields.has(name) ? fields.each(name, (one) => readAll(one, { key: required, value: text })) : undefined;

/** The fields of each provider, as Argo CD has them (docs/operator-manual/applicationset, 3.6). */
const READERS: Readonly<Record<ProviderKind, Readonly<Record<string, Readonly<Record<string, Reader>>>>>> = {
  scmProvider: {
    github: {
      organization: required,
      api: text,
      tokenRef: secretKey,
      appSecretName: text,
      allBranches: flag,
      excludeArchivedRepos: flag,
    },
    gitlab: {
      group: required,
      api: text,
      tokenRef: secretKey,
      allBranches: flag,
      includeSubgroups: flag,
      includeSharedProjects: flag,
      includeArchivedRepos: flag,
      topic: text,
      ...trust,
    },
    gitea: {
      owner: required,
      api: required,
      tokenRef: secretKey,
      allBranches: flag,
      excludeArchivedRepos: flag,
      insecure: flag,
    },
    bitbucketServer: { project: required, api: required, basicAuth, bearerToken, allBranches: flag, ...trust },
    bitbucket: { owner: required, user: required, appPasswordRef: secretKey, allBranches: flag },
    azureDevOps: {
      organization: required,
      teamProject: required,
      api: text,
      accessTokenRef: secretKey,
      allBranches: flag,
    },
    awsCodeCommit: { tagFilters, role: text, region: text, allBranches: flag },
  },
  pullRequest: {
    github: {
      owner: required,
      repo: required,
      api: text,
      tokenRef: secretKey,
      appSecretName: text,
      labels: texts,
      excludedLabels: texts,
    },
    gitlab: {
      project: required,
      api: text,
      tokenRef: secretKey,
      labels: texts,
      excludedLabels: texts,
      pullRequestState: text,
      ...trust,
    },
    gitea: {
      owner: required,
      repo: required,
      api: required,
      tokenRef: secretKey,
      labels: texts,
      excludedLabels: texts,
      insecure: flag,
    },
    bitbucketServer: { project: required, repo: required, api: required, basicAuth, bearerToken, ...trust },
    bitbucket: { owner: required, repo: required, api: text, basicAuth, bearerToken },
    azuredevops: {
      organization: required,
      project: required,
      repo: required,
      api: text,
      tokenRef: secretKey,
      labels: texts,
    },
  },
};

/** What stands below a provider's name: the fields that are known, as they are written. */
export const readProviderConfig = (
  kind: ProviderKind,
  provider: string,
  fields: Fields,
): Readonly<Record<string, unknown>> => readAll(fields, READERS[kind][provider] ?? {});

function readAll(fields: Fields, readers: Readonly<Record<string, Reader>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(readers).map(([name, read]) => [name, read(fields, name)] as const);
  fields.done();
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
