import {
  PULL_REQUEST_PROVIDERS,
  SCM_PROVIDERS,
  type ClusterDecisionGenerator,
  type PluginGenerator,
  type PullRequestFilter,
  type PullRequestGenerator,
  type ScmFilter,
  type ScmProviderGenerator,
} from './application-set.ts';
import type { Fields } from './fields.ts';
import type { Texts } from './generator-texts.ts';
import { readProviderConfig, type ProviderKind } from './parse-provider-config.ts';
import { readSelector } from './parse-selector.ts';
import { isEmptySelector } from './selector.ts';

/** Generators whose facts are neither in the hub nor in Git. Each is read but for its own template. */
export function readClusterDecision(fields: Fields, texts: Texts): ClusterDecisionGenerator {
  const selector = readSelector(fields.fields('labelSelector'), texts === 'final' ? 'labels' : 'templates');
  const generator = {
    configMapRef: fields.requiredString('configMapRef', 'the name of a ConfigMap'),
    name: fields.string('name') ?? '',
    ...(!isEmptySelector(selector) && { labelSelector: selector! }),
    values: fields.stringMap('values'),
  };
  ignoreRequeue(fields);
  if ((generator.name === '') === isEmptySelector(selector))
    fields.issues.error('GENERATOR_ERROR', fields.path, 'needs either name or labelSelector');
  return generator;
}

export function readPlugin(fields: Fields): PluginGenerator {
  const reference = fields.fields('configMapRef');
  const input = fields.fields('input');
  if (!reference) fields.issues.error('MISSING_FIELD', fields.at('configMapRef'), 'is missing', 'give its name');
  const generator = {
    configMapRef: reference?.requiredString('name', 'the name of a ConfigMap') ?? '',
    parameters: input?.map('parameters') ?? {},
    values: fields.stringMap('values'),
    ...readRequeue(fields),
  };
  reference?.done();
  input?.done();
  return generator;
}

export function readScmProvider(fields: Fields): ScmProviderGenerator {
  const generator = {
    ...readProvider(fields, 'scmProvider', SCM_PROVIDERS),
    cloneProtocol: fields.string('cloneProtocol') ?? '',
    filters: fields.each('filters', readScmFilter),
    values: fields.stringMap('values'),
    ...readRequeue(fields),
  };
  return generator;
}

export function readPullRequest(fields: Fields): PullRequestGenerator {
  const generator = {
    ...readProvider(fields, 'pullRequest', PULL_REQUEST_PROVIDERS),
    filters: fields.each('filters', readPullRequestFilter),
    continueOnRepoNotFoundError: fields.boolean('continueOnRepoNotFoundError') ?? false,
    values: fields.stringMap('values'),
    ...readRequeue(fields),
  };
  return generator;
}

/** The provider that is named; the first in Argo CD's order where there are several. */
function readProvider<T extends string>(
  fields: Fields,
  kind: ProviderKind,
  names: readonly T[],
): { provider: T; config: Readonly<Record<string, unknown>> } {
  const [provider] = names.filter((name) => fields.has(name));
  if (!provider) fields.issues.error('MISSING_FIELD', fields.path, 'names no provider', `one of ${names.join(', ')}`);
  const own = provider && fields.fields(provider);
  return { provider: provider ?? names[0]!, config: own ? readProviderConfig(kind, provider, own) : {} };
}

function readScmFilter(fields: Fields): ScmFilter {
  const filter = {
    ...matches(fields, 'repositoryMatch', 'labelMatch', 'branchMatch'),
    pathsExist: fields.strings('pathsExist'),
    pathsDoNotExist: fields.strings('pathsDoNotExist'),
  };
  fields.done();
  return filter;
}

function readPullRequestFilter(fields: Fields): PullRequestFilter {
  const filter = matches(fields, 'branchMatch', 'targetBranchMatch', 'titleMatch');
  fields.done();
  return filter;
}

function matches<T extends string>(fields: Fields, ...names: readonly T[]): { readonly [K in T]?: string } {
  const given = names.flatMap((name) => {
    const value = fields.string(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given) as { readonly [K in T]?: string };
}

/** Clusters and resources of the hub are looked at whenever they change. */
function ignoreRequeue(fields: Fields): void {
  fields.integer('requeueAfterSeconds');
  fields.noEffect('the hub looks whenever the resources or clusters change', 'requeueAfterSeconds');
}

function readRequeue(fields: Fields): { readonly requeueAfterSeconds?: number } {
  const seconds = fields.integer('requeueAfterSeconds');
  if (seconds !== undefined && seconds < 0) fields.invalid('requeueAfterSeconds', 'is negative', 'give seconds');
  return seconds === undefined ? {} : { requeueAfterSeconds: seconds };
}
