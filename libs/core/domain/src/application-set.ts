import type { KubeObject } from './kube-object.ts';

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly SelectorRequirement[];
}

export interface SelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/**
 * An ApplicationSet: generators × template → Applications. The template stays raw JSON, because any string of it may be a
 * template; what it renders to goes through the Application parser.
 */
export interface ApplicationSet {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly goTemplate: boolean;
    /** As written, e.g. `missingkey=error`. */
    readonly goTemplateOptions: readonly string[];
    readonly generators: readonly Generator[];
    readonly template: RawTemplate;
    /** One text with templates in it: YAML that is merged over each rendered Application. */
    readonly templatePatch?: string;
    readonly syncPolicy: {
      readonly preserveResourcesOnDeletion: boolean;
      /** Absent: what the hub has as its default. */
      readonly applicationsSync?: ApplicationsSync;
    };
    /** Labels and annotations of a generated Application that stay as people set them. */
    readonly preservedFields: { readonly annotations: readonly string[]; readonly labels: readonly string[] };
    /** Fields of generated Applications that stay as people set them. */
    readonly ignoreApplicationDifferences: readonly IgnoreApplicationDifference[];
  };
}

export const APPLICATIONS_SYNC = ['create-only', 'create-update', 'create-delete', 'sync'] as const;

/** What a set may do with its Applications beside creating them. */
export type ApplicationsSync = (typeof APPLICATIONS_SYNC)[number];

export interface IgnoreApplicationDifference {
  /** Of one Application; absent: of all. */
  readonly name?: string;
  /** RFC 6901; one that does not begin with a slash ignores nothing. */
  readonly jsonPointers: readonly string[];
  /** What `compileJqPath` understands. */
  readonly jqPathExpressions: readonly string[];
}

/** `metadata` and `spec` of an Application before rendering. */
export type RawTemplate = Readonly<Record<string, unknown>>;

/** One entry of `spec.generators`; every key of the entry that is set runs, sharing the entry's selector. */
export interface Generator {
  readonly list?: ListGenerator;
  readonly clusters?: ClustersGenerator;
  readonly git?: GitGenerator;
  readonly matrix?: MatrixGenerator;
  readonly merge?: MergeGenerator;
  readonly clusterDecisionResource?: ClusterDecisionGenerator;
  readonly plugin?: PluginGenerator;
  readonly scmProvider?: ScmProviderGenerator;
  readonly pullRequest?: PullRequestGenerator;
  readonly selector?: LabelSelector;
}

/** Each combination of what the children make; those further down may be templates over the parameters of those above. */
export interface MatrixGenerator {
  readonly generators: readonly ChildGenerator[];
  readonly template?: RawTemplate;
}

/** What the first child makes, with what the others make for equal values of the keys laid over it. */
export interface MergeGenerator {
  readonly mergeKeys: readonly string[];
  readonly generators: readonly ChildGenerator[];
  readonly template?: RawTemplate;
}

/** A child of a matrix or merge: exactly one generator. */
export interface ChildGenerator {
  /** As it is written: its texts may be templates. */
  readonly generator: Generator;
  /**
   * The same before it was read, without its `selector`, `values` and `template`: rendered for each set of parameters and
   * read anew.
   */
  readonly raw: Readonly<Record<string, unknown>>;
  /** There is a template in it, or in its values. */
  readonly templated: boolean;
}

export interface ListGenerator {
  readonly elements: readonly unknown[];
  readonly elementsYaml?: string;
  readonly template?: RawTemplate;
}

export interface ClustersGenerator {
  readonly selector?: LabelSelector;
  readonly values: Readonly<Record<string, string>>;
  readonly flatList: boolean;
  readonly template?: RawTemplate;
}

/** A pattern; what an exclude matches is left out. */
export interface GitPath {
  readonly path: string;
  readonly exclude: boolean;
}

export interface GitGenerator {
  readonly repoURL: string;
  readonly revision: string;
  /** They win where both are given. */
  readonly directories: readonly GitPath[];
  readonly files: readonly GitPath[];
  readonly values: Readonly<Record<string, string>>;
  readonly pathParamPrefix: string;
  readonly requeueAfterSeconds?: number;
  readonly template?: RawTemplate;
}

/** The clusters that the status of a resource names, as Open Cluster Management's PlacementDecision does. */
export interface ClusterDecisionGenerator {
  /** Names the ConfigMap that says which kind of resource, and where in its status the clusters are. */
  readonly configMapRef: string;
  /** Of the resource; empty where `labelSelector` chooses them. */
  readonly name: string;
  readonly labelSelector?: LabelSelector;
  readonly values: Readonly<Record<string, string>>;
  readonly template?: RawTemplate;
}

/** What a service answers over HTTP. */
export interface PluginGenerator {
  /** Names the ConfigMap with `baseUrl` and `token`. */
  readonly configMapRef: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, string>>;
  /** How old the answer may be; 0: no age is too old. Argo CD's default is 1800. */
  readonly requeueAfterSeconds?: number;
  readonly template?: RawTemplate;
}

export const SCM_PROVIDERS = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketServer',
  'azureDevOps',
  'bitbucket',
  'awsCodeCommit',
] as const;
export const PULL_REQUEST_PROVIDERS = [
  'github',
  'gitlab',
  'gitea',
  'bitbucketServer',
  'bitbucket',
  'azuredevops',
] as const;

/** The repositories of an organization, and their branches. */
export interface ScmProviderGenerator {
  readonly provider: (typeof SCM_PROVIDERS)[number];
  /** What stands below the provider's name, as it is written. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly cloneProtocol: string;
  /** One of them must hold; within one, everything. Expressions are RE2's. */
  readonly filters: readonly ScmFilter[];
  readonly values: Readonly<Record<string, string>>;
  /** How old the answer may be; 0: no age is too old. Argo CD's default is 1800. */
  readonly requeueAfterSeconds?: number;
  readonly template?: RawTemplate;
}

export interface ScmFilter {
  readonly repositoryMatch?: string;
  readonly labelMatch?: string;
  readonly branchMatch?: string;
  readonly pathsExist: readonly string[];
  readonly pathsDoNotExist: readonly string[];
}

/** The open pull requests of a repository. */
export interface PullRequestGenerator {
  readonly provider: (typeof PULL_REQUEST_PROVIDERS)[number];
  readonly config: Readonly<Record<string, unknown>>;
  /** One of them must hold; within one, everything. Expressions are RE2's. */
  readonly filters: readonly PullRequestFilter[];
  /** A repository that is not there has no pull requests, instead of being an error. */
  readonly continueOnRepoNotFoundError: boolean;
  readonly values: Readonly<Record<string, string>>;
  /** How old the answer may be; 0: no age is too old. Argo CD's default is 1800. */
  readonly requeueAfterSeconds?: number;
  readonly template?: RawTemplate;
}

export interface PullRequestFilter {
  readonly branchMatch?: string;
  readonly targetBranchMatch?: string;
  readonly titleMatch?: string;
}

/** A resource as it came in, before it was parsed: what `get -o yaml` gives back. */
export interface ManifestDocument {
  readonly object: KubeObject;
  /** The file (or `apply`) and the line of the document's first key, 1-based. */
  readonly file: string;
  readonly line: number;
  /** The line of each field by its path (`spec.sources[0].path`), where the text is at hand. */
  readonly lines?: ReadonlyMap<string, number>;
}
