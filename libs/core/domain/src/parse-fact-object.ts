import { FACT_PROJECT_ANNOTATION, type FactObject } from './fact-object.ts';
import { Fields, Issues, type Parsed, type ParseOptions } from './fields.ts';
import type { KubeObject } from './kube-object.ts';
import { readMetadata, type Metadata } from './parse-metadata.ts';
import type { Result } from './result.ts';
import { readSecretData } from './secret-data.ts';

/** A ConfigMap: where a plugin is, which authorities are trusted, where decisions are found. */
export function parseConfigMap(object: unknown, options: ParseOptions = {}): Result<Parsed<FactObject>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  const metadata = readMetadata(root);
  const data = root.stringMap('data');
  root.ignore('apiVersion', 'kind', 'binaryData', 'immutable').done();
  return issues.result(factOf(root, metadata, { data }));
}

/** A Secret with tokens that providers or plugins are asked with. */
export function parseFactSecret(object: unknown, options: ParseOptions = {}): Result<Parsed<FactObject>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  const metadata = readMetadata(root);
  const secret = readSecretData(root);
  return issues.result({ ...factOf(root, metadata, {}), secret });
}

/** A resource of any kind whose status names clusters. What its spec says is not looked at. */
export function parseClusterDecision(object: unknown, options: ParseOptions = {}): Result<Parsed<FactObject>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  const metadata = readMetadata(root);
  const status = root.map('status');
  if (!status)
    issues.warn('MISSING_FIELD', ['status'], 'is missing: it names no clusters', 'apply it as the API server gives it');
  return issues.result(factOf(root, metadata, { ...(status && { status }) }));
}

function factOf(
  root: Fields,
  { name, namespace, labels, annotations }: Metadata,
  content: Readonly<Record<string, unknown>>,
): FactObject {
  const project = annotations[FACT_PROJECT_ANNOTATION] ?? '';
  const shown = {
    name,
    namespace,
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(project && { annotations: { [FACT_PROJECT_ANNOTATION]: project } }),
  };
  const object: KubeObject = {
    apiVersion: String(root.raw('apiVersion') ?? ''),
    kind: String(root.raw('kind') ?? ''),
    metadata: shown,
    ...content,
  };
  return { metadata: { name, namespace, labels }, project, object };
}
