import {
  parseApplication,
  type Application,
  type Cluster,
  type KubeObject,
  parseDocuments,
  parseResource,
  type ManifestDocument,
  type ParsedResource,
  type Problem,
} from '@wheelhouse/core-domain';
import { expandPaths, readText } from '../read-text.ts';
import { CliError } from '../exit.ts';
import { badInput } from './bad-input.ts';

/** All documents of all files; any that cannot be read ends the command. */
export async function readDocuments(paths: readonly string[]): Promise<ManifestDocument[]> {
  const documents: ManifestDocument[] = [];
  const problems: Problem[] = [];
  for (const file of await expandPaths(paths)) {
    const parsed = parseDocuments(await readText(file), file);
    if (parsed.ok) documents.push(...parsed.value);
    else problems.push(...parsed.error);
  }
  if (problems.length > 0) throw badInput(problems);
  return documents;
}

/** Documents as resources of ours; what is wrong with any of them ends the command. */
export function parseResources(documents: readonly ManifestDocument[], strict: boolean): ParsedResource[] {
  const resources: ParsedResource[] = [];
  const problems: Problem[] = [];
  for (const document of documents) {
    const parsed = parseResource(document, { strict });
    if (parsed.ok) resources.push(parsed.value);
    else problems.push(...parsed.error);
  }
  if (problems.length > 0) throw badInput(problems);
  return resources;
}

/** The only Application of a file; its `source` may be left out where the file is only asked for options. */
export async function readApplication(file: string): Promise<Application> {
  const documents = (await readDocuments([file])).filter(({ object }) => object.kind === 'Application');
  if (documents.length !== 1) throw new CliError(2, `${file}: holds ${documents.length} Applications, not one`);
  const parsed = parseApplication(documents[0]!.object);
  if (!parsed.ok)
    throw badInput(
      parsed.error.map((problem) => ({ ...problem, where: `${file}:${documents[0]!.line}: ${problem.where ?? ''}` })),
    );
  return parsed.value.value;
}

export const objectsOf = async (paths: readonly string[]): Promise<KubeObject[]> =>
  (await readDocuments(paths)).map(({ object }: ManifestDocument) => object);

export async function readClusters(file: string | undefined): Promise<Cluster[] | undefined> {
  if (!file) return undefined;
  return parseResources(await readDocuments([file]), false).flatMap((resource) =>
    resource.kind === 'Cluster' ? [resource.value] : [],
  );
}
