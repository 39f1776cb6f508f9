import { selectorMatches, type ProjectWindow, type WindowSelectors } from '@wheelhouse/core-domain';
import { globList } from './glob-list.ts';
import type { BookWindow } from './window-rules.ts';

/** What windows look at of an Application. */
export interface WindowTarget {
  readonly project: string;
  readonly name: string;
  /** Of its destination; empty where none is given. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly applicationSet?: string;
  /** One object for all Applications of a cluster: what is found out about it is kept by it. */
  readonly cluster: WindowCluster;
}

export interface WindowCluster {
  /** Every name by which a destination may mean it: its name, its server, and those of the local cluster. */
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly timeZone: string;
}

export interface ProjectTests {
  /** Undefined: the list is empty. */
  readonly applications?: (name: string) => boolean;
  readonly namespaces?: (namespace: string) => boolean;
  readonly clusters?: (name: string) => boolean;
  readonly and: boolean;
}

export function projectTests(window: ProjectWindow): ProjectTests {
  const test = (patterns: readonly string[]) => (patterns.length > 0 ? globList(patterns) : undefined);
  const [applications, namespaces, clusters] = [window.applications, window.namespaces, window.clusters].map(test);
  return {
    ...(applications && { applications }),
    ...(namespaces && { namespaces }),
    ...(clusters && { clusters }),
    and: window.andOperator,
  };
}

/** Argo CD's rule: any hit, or with `andOperator` a hit in each configured list. No list configured matches nothing. */
export function projectMatches(tests: ProjectTests, target: WindowTarget): boolean {
  const hits: boolean[] = [];
  if (tests.applications) hits.push(tests.applications(target.name));
  if (tests.clusters) hits.push(target.cluster.names.some(tests.clusters));
  if (tests.namespaces) hits.push(tests.namespaces(target.namespace));
  return hits.length > 0 && (tests.and ? hits.every(Boolean) : hits.some(Boolean));
}

/** Of a SyncWindow every given list must match. */
export const nativeMatches = (selectors: WindowSelectors, target: WindowTarget): boolean =>
  clusterMatches(selectors, target.cluster) && applicationMatches(selectors, target);

export const clusterMatches = ({ clusters }: WindowSelectors, cluster: WindowCluster): boolean =>
  !clusters || selectorMatches(clusters, cluster.labels);

/** What a SyncWindow asks of the Application itself. */
export function applicationMatches(
  selectors: WindowSelectors,
  target: Omit<WindowTarget, 'cluster' | 'name'>,
): boolean {
  const { applications, projects, namespaces, applicationSets } = selectors;
  const within = (patterns: readonly string[], text: string | undefined): boolean =>
    patterns.length === 0 || (text !== undefined && globList(patterns)(text));
  return (
    within(projects, target.project) &&
    within(namespaces, target.namespace) &&
    within(applicationSets, target.applicationSet) &&
    (!applications || selectorMatches(applications, target.labels))
  );
}

/** Whether a window is for a target at all. */
export const windowMatches = (one: BookWindow, target: WindowTarget): boolean =>
  'project' in one
    ? one.project === target.project && projectMatches(projectTests(one.window), target)
    : nativeMatches(one.selectors, target);
