import type { GitMirrors } from '@wheelhouse/adapter-git';
import { err, ok, type Commit, type Problem, type Result } from '@wheelhouse/core-domain';
import { duplicates, readDocuments, type ReadResource } from '../resources/read-documents.ts';

export interface FleetFiles {
  /** Of the files that are right as a whole. */
  readonly resources: readonly ReadResource[];
  /** Each with file and line. A file that has one is left out as a whole. */
  readonly problems: readonly Problem[];
}

export const isManifest = (file: string): boolean => /\.(?:ya?ml|json)$/.test(file);
const MAX_FILES = 10_000;

/** The resources of all manifests below a path. The whole answer is a problem only where Git cannot be read. */
export async function readFleetFiles(
  mirrors: GitMirrors,
  at: { readonly url: string; readonly commit: Commit; readonly path: string },
): Promise<Result<FleetFiles>> {
  const tree = await mirrors.tree(at.url, at.commit, at.path);
  if (!tree.ok) return tree;
  const files = tree.value.filter((entry) => entry.mode.startsWith('100') && isManifest(entry.path)).map((e) => e.path);
  if (files.length > MAX_FILES) {
    const message = `${files.length} manifests are below ${at.path}; ${MAX_FILES} are allowed`;
    return err([{ code: 'RENDER_LIMIT', message, where: at.url, hint: 'name a narrower path' }]);
  }
  const read = await mirrors.read(at.url, at.commit, files.sort());
  if (!read.ok) return read;
  const problems: Problem[] = [];
  const resources: ReadResource[] = [];
  for (const [file, bytes] of read.value) {
    const documents = readDocuments(new TextDecoder().decode(bytes), file, {});
    if (documents.ok) resources.push(...documents.value);
    else problems.push(...documents.error);
  }
  const twice = duplicates(resources);
  const spoiled = new Set(twice.map((one) => one.where?.replace(/:\d+$/, '')));
  return ok({
    resources: resources.filter(({ document }) => !spoiled.has(document.file)),
    problems: [...problems, ...twice],
  });
}
