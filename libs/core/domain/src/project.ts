import type { ProjectWindow } from './sync-window.ts';

/** A tenancy boundary: which sources may go to which destinations. Argo CD's AppProject fields, typed. */
export interface Project {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly description: string;
    /** Globs over repository URLs; `*` also crosses slashes; a leading `!` denies. */
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly ProjectDestination[];
    readonly clusterResourceWhitelist: readonly GroupKindGlob[];
    readonly clusterResourceBlacklist: readonly GroupKindGlob[];
    readonly namespaceResourceWhitelist?: readonly GroupKindGlob[];
    readonly namespaceResourceBlacklist: readonly GroupKindGlob[];
    /** Namespaces, beside the default one, whose Applications may name this project. */
    readonly sourceNamespaces: readonly string[];
    /** Only clusters that are scoped to this project are destinations. */
    readonly permitOnlyProjectScopedClusters?: boolean;
    /** When its Applications may sync. Absent in projects stored before there were windows. */
    readonly syncWindows?: readonly ProjectWindow[];
  };
}

export interface ProjectDestination {
  readonly server?: string;
  readonly name?: string;
  readonly namespace: string;
}

export interface GroupKindGlob {
  readonly group: string;
  readonly kind: string;
}

export const DEFAULT_PROJECT = 'default';
