import type { KubeObject } from './kube-object.ts';

/** What generators look at beside clusters and Git: ConfigMaps, Secrets with tokens, and resources that name clusters. */
export interface FactObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** The project whose sets alone may look at it; empty for every project. */
  readonly project: string;
  /** As it is kept and may be shown: a Secret without its data. */
  readonly object: KubeObject;
  /** Of a Secret: apart from the rest, so that it can be sealed and is never shown. */
  readonly secret?: Readonly<Record<string, string>>;
}

/** Names the project whose sets alone may look at an object. */
export const FACT_PROJECT_ANNOTATION = 'wheelhouse.dev/project';

/** A resource of any kind with it names clusters in its status, as Open Cluster Management's PlacementDecision does. */
export const DECISIONS_LABEL = 'wheelhouse.dev/cluster-decisions';

export const isPlacementDecision = ({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean =>
  kind === 'PlacementDecision' && apiVersion.startsWith('cluster.open-cluster-management.io/');
