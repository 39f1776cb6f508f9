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
      readonly applicationsSync: 'create-only' | 'create-update' | 'create-delete' | 'sync';
    };
  };
}

/** `metadata` and `spec` of an Application before rendering. */
export type RawTemplate = Readonly<Record<string, unknown>>;

/** One entry of `spec.generators`; every key of the entry that is set runs, sharing the entry's selector. */
export interface Generator {
  readonly list?: ListGenerator;
  readonly clusters?: ClustersGenerator;
  readonly git?: GitGenerator;
  /** Keys of generators that are known by name and not there yet, e.g. `matrix`; expansion refuses them by name. */
  readonly notYet: readonly string[];
  readonly selector?: LabelSelector;
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

/** A resource as it came in, before it was parsed: what `get -o yaml` gives back. */
export interface ManifestDocument {
  readonly object: KubeObject;
  /** The file (or `apply`) and the line of the document's first key, 1-based. */
  readonly file: string;
  readonly line: number;
  /** The line of each field by its path (`spec.sources[0].path`), where the text is at hand. */
  readonly lines?: ReadonlyMap<string, number>;
}
