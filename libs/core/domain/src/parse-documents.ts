import type { ManifestDocument } from './application-set.ts';
import type { Json } from './canonical.ts';
import { withHookName } from './hook-role.ts';
import type { KubeObject } from './kube-object.ts';
import { err, ok, type Problem, type ProblemCode, type Result } from './result.ts';
import { parseYaml, type YamlDocument, type YamlLimits } from './yaml.ts';

/**
 * The Kubernetes objects of a YAML or JSON stream, in order, with `List` kinds flattened. Each has apiVersion, kind and
 * metadata.name; whether its other fields are right is for who reads them. One broken object refuses the file, with all
 * of its problems.
 */
export function parseDocuments(text: string, file: string, limits?: YamlLimits): Result<ManifestDocument[]> {
  const parsed = parseYaml(text, file, limits);
  if (!parsed.ok) return parsed;
  const problems: Problem[] = [];
  const documents: ManifestDocument[] = [];
  for (const document of parsed.value) collect({ document, file, prefix: '', problems, documents }, document.value, {});
  return problems.length > 0 ? err(problems) : ok(documents);
}

interface Collecting {
  readonly document: YamlDocument;
  readonly file: string;
  /** The path of a List's item inside its document, e.g. `items[3]`. */
  readonly prefix: string;
  readonly problems: Problem[];
  readonly documents: ManifestDocument[];
}

/** A typed list's items (`ConfigMapList`) may leave out what its own kind says. */
type Implied = { readonly apiVersion?: string; readonly kind?: string };

function collect(into: Collecting, value: Json, implied: Implied): void {
  const report = (code: ProblemCode, message: string, hint?: string): void => {
    into.problems.push({ code, message, where: `${into.file}:${lineOf(into)}`, ...(hint && { hint }) });
  };
  if (!isObject(value))
    return report(
      'INVALID_YAML',
      'the document is no object',
      'a resource is a map with apiVersion, kind and metadata',
    );
  const { apiVersion = implied.apiVersion, kind = implied.kind, metadata } = value;
  if (typeof apiVersion !== 'string' || apiVersion === '')
    return report('MISSING_FIELD', 'apiVersion is missing', 'every resource names its apiVersion and kind');
  if (typeof kind !== 'string' || kind === '')
    return report('MISSING_FIELD', 'kind is missing', 'every resource names its apiVersion and kind');
  if (kind.endsWith('List') && Array.isArray(value['items']))
    return collectItems(into, value['items'], apiVersion, kind);
  if (metadata !== undefined && !isObject(metadata)) return report('INVALID_FIELD', `${kind}: metadata must be a map`);
  const object = withHookName({ ...value, apiVersion, kind } as unknown as KubeObject);
  const { name }: { readonly name?: unknown } = object.metadata ?? {};
  if (typeof name !== 'string' || name === '') {
    const generated = metadata?.['generateName'] !== undefined;
    const hint = generated ? 'generateName makes a new object at each apply: give it a name' : undefined;
    return report('MISSING_FIELD', `${kind}: metadata.name is missing or no text`, hint);
  }
  into.documents.push({ object, file: into.file, line: lineOf(into), lines: linesOf(into) });
}

function collectItems(into: Collecting, items: readonly Json[], apiVersion: string, kind: string): void {
  const implied = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  items.forEach((item, index) => {
    const prefix = `${into.prefix ? `${into.prefix}.` : ''}items[${index}]`;
    collect({ ...into, prefix }, item, implied);
  });
}

const lineOf = (into: Collecting): number => into.document.lines.get(into.prefix) ?? into.document.line;

function linesOf({ document, prefix }: Collecting): ReadonlyMap<string, number> {
  if (!prefix) return document.lines;
  const own = new Map<string, number>();
  for (const [path, line] of document.lines)
    if (path.startsWith(`${prefix}.`)) own.set(path.slice(prefix.length + 1), line);
  return own;
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
