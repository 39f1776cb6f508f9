/** What was asked of the system, and what others did to its clusters, in the order in which it began. */
export type Entry = { readonly at: number } & (
  | { readonly op: 'push'; readonly commit: string }
  | { readonly op: 'apply'; readonly set: SetManifest }
  | { readonly op: 'label'; readonly cluster: string; readonly labels: Readonly<Record<string, string>> }
  | { readonly op: 'delete'; readonly cascade: boolean }
  /** Somebody else's hands: on an object of ours, or on one that is theirs. */
  | {
      readonly op: 'by-hand';
      readonly cluster: string;
      readonly key: string;
      readonly how: 'edit' | 'delete' | 'foreign';
    }
);

export interface SetManifest {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly generators: readonly Generator[];
    readonly template: {
      readonly metadata: { readonly name: string };
      readonly spec: {
        readonly source: { readonly path: string };
        readonly destination: { readonly name: string; readonly namespace: string };
      };
    };
  };
}

export interface Generator {
  readonly git?: { readonly directories: readonly { readonly path: string }[] };
  readonly clusters?: { readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } };
  readonly list?: { readonly elements: readonly Readonly<Record<string, string>>[] };
}

/** One object of one cluster. */
export const keyOf = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`;
