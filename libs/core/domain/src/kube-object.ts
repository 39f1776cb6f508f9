/** Any Kubernetes object as JSON. `metadata.name` is present in everything that was validated. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What names one object in one cluster. `group` is empty for the core group; `namespace` is empty for cluster scope. */
export interface ObjectKey {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
};

export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1);

export const keyOf = (object: KubeObject): ObjectKey => ({
  group: groupOf(object.apiVersion),
  kind: object.kind,
  namespace: object.metadata.namespace ?? '',
  name: object.metadata.name,
});

/** `group/Kind/namespace/name`, with empty parts kept: unique, sortable, and readable in a log. */
export const keyText = (key: ObjectKey): string => `${key.group}/${key.kind}/${key.namespace}/${key.name}`;

export function parseKeyText(text: string): ObjectKey {
  const [group, kind, namespace, ...name] = text.split('/');
  if (group === undefined || !kind || namespace === undefined || name.length === 0) {
    throw new TypeError(`not an object key: ${text}`);
  }
  return { group, kind, namespace, name: name.join('/') };
}
