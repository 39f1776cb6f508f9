import {
  describeProblem,
  locateIn,
  parseDocuments,
  parseResource,
  type ManifestDocument,
  type ParsedResource,
  type Problem,
} from '@wheelhouse/core-domain';
import { templateProblems } from '@wheelhouse/core-generate';
import { badInput } from './bad-input.ts';
import type { Streams } from '../output.ts';
import { expandPaths, readText } from '../read-text.ts';

/** Reads on after an error, so that one run shows them all. Exit 2 with every error on stderr. */
export async function validateFiles(paths: readonly string[], strict: boolean, streams: Streams): Promise<void> {
  const problems: Problem[] = [];
  let resources = 0;
  const files = await expandPaths(paths);
  for (const file of files) {
    const documents = parseDocuments(await readText(file), file);
    if (!documents.ok) {
      problems.push(...documents.error);
      continue;
    }
    for (const document of documents.value) {
      resources += 1;
      const parsed = parseResource(document, { strict });
      if (!parsed.ok) problems.push(...parsed.error);
      else {
        for (const warning of parsed.value.warnings) streams.err(`warning: ${describeProblem(warning)}`);
        problems.push(...templatesOf(parsed.value, document));
      }
    }
  }
  if (problems.length > 0) throw badInput(problems);
  streams.out(`${resources} resources in ${files.length} files are valid.`);
}

/** Templates that cannot be read, each with its line. */
function templatesOf(resource: ParsedResource, document: ManifestDocument): Problem[] {
  if (resource.kind !== 'ApplicationSet') return [];
  const locate = locateIn(document);
  return templateProblems(resource.value).map((problem) => ({
    ...problem,
    message: `${problem.where}: ${problem.message}`,
    where: locate(problem.where ?? ''),
  }));
}
