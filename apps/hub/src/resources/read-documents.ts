import {
  type KubeObject,
  err,
  ok,
  parseDocuments,
  parseResource,
  type ManifestDocument,
  type ParsedResource,
  type Problem,
  type Result,
} from '@wheelhouse/core-domain';

/** A resource with the document that it came from. */
export interface ReadResource {
  readonly document: ManifestDocument;
  readonly resource: ParsedResource;
}

/** All resources of a text, or all of its problems. */
export function readDocuments(
  text: string,
  file: string,
  options: { readonly strict?: boolean },
): Result<readonly ReadResource[]> {
  const documents = parseDocuments(text, file);
  if (!documents.ok) return documents;
  const problems: Problem[] = [];
  const read: ReadResource[] = [];
  for (const document of documents.value) {
    const resource = parseResource(document, options);
    if (resource.ok) read.push({ document, resource: resource.value });
    else problems.push(...resource.error);
  }
  return problems.length > 0 ? err(problems) : ok(read);
}

/** `Kind/namespace/name`, under which one resource may be declared once. */
export function nameOf({ kind, value }: ParsedResource): string {
  if (kind === 'Repository') return `${kind}/${value.spec.url}`;
  if (kind === 'Cluster' || kind === 'Project' || kind === 'SyncWindow') return `${kind}/${value.metadata.name}`;
  if (kind === 'ConfigMap' || kind === 'Secret' || kind === 'ClusterDecision') return nameOfFact(value.object);
  if (kind === 'Application') return `${kind}/${value.spec.project}/${value.metadata.namespace}/${value.metadata.name}`;
  return `${kind}/${value.metadata.namespace}/${value.metadata.name}`;
}

export const nameOfFact = ({ apiVersion, kind, metadata }: KubeObject): string =>
  `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

/** Second declarations of a name, each with the place of the first. */
export function duplicates(resources: readonly ReadResource[]): readonly Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { document, resource } of resources) {
    const name = nameOf(resource);
    const where = `${document.file}:${document.line}`;
    if (!first.has(name)) first.set(name, where);
    else {
      const message = `${resource.kind} ${document.object.metadata.name} is declared twice, first at ${first.get(name)}`;
      problems.push({ code: 'DUPLICATE_NAME', message, where, hint: 'take one of the two out' });
    }
  }
  return problems;
}
