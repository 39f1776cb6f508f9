import type { Application } from './application.ts';
import { LOCAL_CLUSTER_NAME, LOCAL_CLUSTER_SERVER, type Cluster } from './cluster.ts';
import { globMatches } from './glob.ts';
import { DEFAULT_NAMESPACE } from './parse-metadata.ts';
import type { GroupKindGlob, Project, ProjectDestination } from './project.ts';
import type { Problem } from './result.ts';

export interface PermitOptions {
  /** The name of the cluster that `in-cluster` and `https://kubernetes.default.svc` mean. */
  readonly localCluster?: string;
}

/**
 * What the project does not permit of an Application: its sources, its destination, its namespace. Empty: all is permitted.
 * `cluster` is what its destination resolved to; undefined (no such cluster) permits nothing.
 * Patterns are judged as Argo CD's AppProject does (`IsSourcePermitted`, `IsDestinationPermitted`).
 */
export function projectAllows(
  project: Project,
  application: Application,
  cluster: Cluster | undefined,
  options: PermitOptions = {},
): Problem[] {
  const { name } = project.metadata;
  const problems: Problem[] = [];
  for (const { repoURL } of application.spec.sources) {
    if (!sourcePermitted(project, repoURL)) {
      const hint = `add it to sourceRepos of the project ${name}`;
      problems.push({
        code: 'SOURCE_NOT_PERMITTED',
        message: `the project ${name} does not allow the source ${safeUrl(repoURL)}`,
        where: 'spec.source.repoURL',
        hint,
      });
    }
  }
  if (!destinationPermitted(project, application, cluster, options)) {
    const { destination } = application.spec;
    const place = `${destination.name ?? destination.server ?? ''}, namespace ${JSON.stringify(destination.namespace)}`;
    const hint = `add it to destinations of the project ${name}`;
    problems.push({
      code: 'DESTINATION_NOT_PERMITTED',
      message: `the project ${name} does not allow the destination ${place}`,
      where: 'spec.destination',
      hint,
    });
  }
  if (!namespacePermitted(project, application.metadata.namespace)) {
    const hint = `add it to sourceNamespaces of the project ${name}`;
    problems.push({
      code: 'SOURCE_NOT_PERMITTED',
      message: `the project ${name} does not take Applications of the namespace ${application.metadata.namespace}`,
      where: 'metadata.namespace',
      hint,
    });
  }
  return problems;
}

/** Whether an object of this kind may be in an Application of the project. `namespaced`: it lives in a namespace. */
export function projectAllowsKind(project: Project, groupKind: GroupKindGlob, namespaced: boolean): boolean {
  const { spec } = project;
  const listed = (list: readonly GroupKindGlob[]): boolean =>
    list.some((item) => globMatches(item.kind, groupKind.kind) && globMatches(item.group, groupKind.group));
  if (!namespaced) return listed(spec.clusterResourceWhitelist) && !listed(spec.clusterResourceBlacklist);
  const white = spec.namespaceResourceWhitelist;
  return (white === undefined || listed(white)) && !listed(spec.namespaceResourceBlacklist);
}

function sourcePermitted(project: Project, repoURL: string): boolean {
  const url = normalGitUrl(repoURL);
  let permitted = false;
  for (const pattern of project.spec.sourceRepos) {
    const denies = pattern.startsWith('!');
    const hit = globMatches(normalGitUrl(denies ? pattern.slice(1) : pattern), url);
    if (denies && hit) return false;
    if (denies || hit) permitted = true;
  }
  return permitted;
}

function destinationPermitted(
  project: Project,
  application: Application,
  cluster: Cluster | undefined,
  options: PermitOptions,
): boolean {
  if (!cluster) return false;
  const owner = cluster.spec.project;
  if (owner && owner !== project.metadata.name) return false;
  if (project.spec.permitOnlyProjectScopedClusters && owner !== project.metadata.name) return false;
  const aliases = aliasesOf(cluster, options);
  const { namespace } = application.spec.destination;
  const verdicts = project.spec.destinations.map((item) => judgeDestination(item, aliases, namespace));
  return verdicts.includes('allow') && !verdicts.includes('deny');
}

interface Aliases {
  readonly names: readonly string[];
  readonly servers: readonly string[];
}

/** The local cluster goes by two names; a project may mean it by either. */
function aliasesOf(cluster: Cluster, { localCluster }: PermitOptions): Aliases {
  const local = cluster.metadata.name === localCluster;
  const servers = [cluster.spec.server, ...(local ? [LOCAL_CLUSTER_SERVER] : [])].filter(Boolean);
  return { names: [cluster.metadata.name, ...(local ? [LOCAL_CLUSTER_NAME] : [])], servers };
}

function judgeDestination(item: ProjectDestination, aliases: Aliases, namespace: string): 'allow' | 'deny' | 'none' {
  const name = matchesAny(item.name, aliases.names);
  const server = matchesAny(item.server, aliases.servers);
  const inNamespace = matches(item.namespace, namespace);
  if ((name || server) && inNamespace) return 'allow';
  if (!name && isDeny(item.name)) return 'deny';
  if (!server && isDeny(item.server) && inNamespace) return 'deny';
  if (!inNamespace && isDeny(item.namespace) && server) return 'deny';
  return 'none';
}

const isDeny = (pattern: string | undefined): boolean => pattern?.startsWith('!') === true;

const matches = (pattern: string, text: string): boolean =>
  isDeny(pattern) ? !globMatches(pattern.slice(1), text) : globMatches(pattern, text);

/** A pattern that denies must hold for every alias, one that allows for any. */
function matchesAny(pattern: string | undefined, texts: readonly string[]): boolean {
  if (pattern === undefined || texts.length === 0) return false;
  return isDeny(pattern) ? texts.every((text) => matches(pattern, text)) : texts.some((text) => matches(pattern, text));
}

function namespacePermitted(project: Project, namespace: string): boolean {
  if (namespace === DEFAULT_NAMESPACE || namespace === project.metadata.namespace) return true;
  return project.spec.sourceNamespaces.some((pattern) => globMatches(pattern, namespace));
}

/** Two spellings of one repository: case, `.git`, and `git@host:path` for `ssh://git@host/path`. */
export function normalGitUrl(url: string): string {
  const lower = url.trim().toLowerCase();
  const scp = /^(?:[\w.-]+@)[\w.-]+:(?!\/\/)/.test(lower) ? lower.replace(':', '/') : lower;
  return scp
    .replace(/^ssh:\/\//, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}

/** Without what stands between `://` and `@`, which may be a password. */
export const safeUrl = (url: string): string =>
  // Over HTTP a name alone may be a token; over SSH it is `git`, and belongs to the address.
  url.replace(/^(https?:\/\/)[^/]*@/i, '$1').replace(/^([a-z+]+:\/\/)[^/]*:[^/]*@/i, '$1');
