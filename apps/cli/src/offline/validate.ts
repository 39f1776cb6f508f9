import {
  dependencyCycles,
  describeProblem,
  identityOf,
  identityText,
  locateIn,
  parseDocuments,
  parseResource,
  type Application,
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
  const applications: Written[] = [];
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
        if (parsed.value.kind === 'Application') {
          const where = locateIn(document)('spec.dependsOn');
          applications.push({ application: parsed.value.value, where });
        }
      }
    }
  }
  problems.push(...circles(applications));
  if (problems.length > 0) throw badInput(problems);
  streams.out(`${resources} resources in ${files.length} files are valid.`);
}

interface Written {
  readonly application: Application;
  readonly where: string;
}

/** Applications of one project and destination that wait for each other: none of them would ever be synced. */
function circles(written: readonly Written[]): Problem[] {
  const placeOf = ({ spec: { destination } }: Application): string => `${destination.name ?? destination.server}`;
  const byName = new Map(
    written.map((one) => [`${placeOf(one.application)} ${identityText(identityOf(one.application))}`, one]),
  );
  const dependents = [...byName].map(([name, { application }]) => ({
    name,
    dependsOn: (application.spec.dependsOn ?? []).map(
      (other) => `${placeOf(application)} ${identityText({ ...other, project: application.spec.project })}`,
    ),
  }));
  return dependencyCycles(dependents).map((path) => ({
    code: 'INVALID_FIELD',
    where: byName.get(path[0]!)!.where,
    message: `spec.dependsOn goes in a circle: ${path.map((name) => name.slice(name.indexOf(' ') + 1)).join(' → ')}`,
    hint: 'take one of them out',
  }));
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
