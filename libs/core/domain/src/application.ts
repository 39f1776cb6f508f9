/**
 * An Application as people write it and generators make it: Argo CD's fields, typed. The parser (`parse-application.ts`)
 * is the only way to get one from YAML; what it accepts, everything behind it may rely on.
 */
export interface Application {
  readonly metadata: {
    readonly name: string;
    /** `argocd` where none is given, as people's manifests assume. */
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
    readonly finalizers: readonly string[];
  };
  readonly spec: ApplicationSpec;
}

export interface ApplicationSpec {
  readonly project: string;
  /** Never empty; a single `source` is a list of one. */
  readonly sources: readonly Source[];
  readonly destination: Destination;
  readonly syncPolicy: SyncPolicy;
  readonly ignoreDifferences: readonly IgnoreDifference[];
  /** Applications of the same project on the same cluster that have to be synced and healthy first. Absent: none. */
  readonly dependsOn?: readonly ApplicationReference[];
  readonly revisionHistoryLimit?: number;
  readonly info: readonly { readonly name: string; readonly value: string }[];
}

export interface ApplicationReference {
  readonly namespace: string;
  readonly name: string;
}

export interface Source {
  readonly repoURL: string;
  /** A branch, tag, commit or `HEAD` (the default). */
  readonly targetRevision: string;
  /** Relative to the repository's root, without leading or trailing slash; `.` is the root. */
  readonly path: string;
  readonly directory?: DirectoryOptions;
  readonly kustomize?: KustomizeOptions;
  /** Accepted by the parser, refused by name until Helm is there. */
  readonly helm?: Readonly<Record<string, unknown>>;
  readonly ref?: string;
}

export interface DirectoryOptions {
  readonly recurse: boolean;
  readonly include?: string;
  readonly exclude?: string;
}

export interface KustomizeOptions {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  /** `name[=newName][:tag|@digest]` */
  readonly images: readonly string[];
  readonly replicas: readonly { readonly name: string; readonly count: number | string }[];
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly components: readonly string[];
  readonly patches: readonly Readonly<Record<string, unknown>>[];
}

/** Exactly one of `name` and `server` is set. */
export interface Destination {
  readonly name?: string;
  readonly server?: string;
  /** Fills only missing namespaces; empty where none is given. */
  readonly namespace: string;
}

export interface SyncPolicy {
  /** Absent: a person starts each sync. */
  readonly automated?: { readonly prune: boolean; readonly selfHeal: boolean; readonly allowEmpty: boolean };
  /** `CreateNamespace=true` and the like, as written. */
  readonly syncOptions: readonly string[];
  readonly retry?: {
    /** Attempts; −1 is without end. Default 5. */
    readonly limit: number;
    readonly backoff: { readonly durationMs: number; readonly factor: number; readonly maxDurationMs: number };
  };
  readonly managedNamespaceMetadata?: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

export interface IgnoreDifference {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly jsonPointers: readonly string[];
  readonly jqPathExpressions: readonly string[];
  readonly managedFieldsManagers: readonly string[];
}

/** Identity of an Application: project, namespace, name. */
export interface ApplicationIdentity {
  readonly project: string;
  readonly namespace: string;
  readonly name: string;
}

export const identityOf = (application: Application): ApplicationIdentity => ({
  project: application.spec.project,
  namespace: application.metadata.namespace,
  name: application.metadata.name,
});

/** `project/namespace/name`; none of the three may hold a slash. */
export const identityText = (identity: ApplicationIdentity): string =>
  `${identity.project}/${identity.namespace}/${identity.name}`;
