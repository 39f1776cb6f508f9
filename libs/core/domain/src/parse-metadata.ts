import type { Fields } from './fields.ts';
import { labelValueProblem, namespaceProblem, qualifiedNameProblem, subdomainProblem } from './names.ts';

/** Where Argo CD's manifests live if they don't say. */
export const DEFAULT_NAMESPACE = 'argocd';

/** What an API server writes into metadata; it comes along in exports and says nothing of what is wanted. */
const SERVER_FIELDS = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'ownerReferences',
  'selfLink',
];

export interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly finalizers: readonly string[];
}

export interface MetadataRules {
  /** What is wrong with a name; default: what Kubernetes refuses. */
  readonly name?: (name: string) => string | undefined;
}

/** Reads `metadata` by the rules of an API server. */
export function readMetadata(root: Fields, rules: MetadataRules = {}): Metadata {
  const fields = root.fields('metadata');
  if (!fields) root.issues.error('MISSING_FIELD', root.at('metadata'), 'is missing');
  const name = fields?.requiredString('name') ?? '';
  const problem = name && (rules.name ?? subdomainProblem)(name);
  if (problem) root.issues.error('INVALID_NAME', [...root.at('metadata'), 'name'], `${quoted(name)} ${problem}`);
  const metadata = {
    name,
    namespace: (fields && readNamespace(fields, 'namespace')) || DEFAULT_NAMESPACE,
    labels: fields ? readLabels(fields, 'labels') : {},
    annotations: fields ? readAnnotations(fields, 'annotations') : {},
    finalizers: fields?.strings('finalizers') ?? [],
  };
  fields?.ignore('generateName', ...SERVER_FIELDS).done();
  return metadata;
}

/** A namespace's name, or empty where none is given. */
export function readNamespace(fields: Fields, name: string): string {
  const namespace = fields.string(name) ?? '';
  const problem = namespace && namespaceProblem(namespace);
  if (problem) fields.issues.error('INVALID_NAME', fields.at(name), `${quoted(namespace)} ${problem}`);
  return namespace;
}

export function readLabels(fields: Fields, name: string): Record<string, string> {
  const labels = fields.stringMap(name);
  for (const [key, value] of Object.entries(labels)) {
    checkKey(fields, name, key);
    const problem = labelValueProblem(value);
    if (problem) fields.issues.error('INVALID_NAME', [...fields.at(name), key], `${quoted(value)} ${problem}`);
  }
  return labels;
}

/** Annotations take any value, and keys in any case. */
export function readAnnotations(fields: Fields, name: string): Record<string, string> {
  const annotations = fields.stringMap(name);
  for (const key of Object.keys(annotations)) checkKey(fields, name, key.toLowerCase());
  return annotations;
}

function checkKey(fields: Fields, name: string, key: string): void {
  const problem = qualifiedNameProblem(key);
  if (problem) fields.issues.error('INVALID_NAME', fields.at(name), `has the key ${quoted(key)}, which ${problem}`);
}

const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
