import type { Application, ApplicationReference, ApplicationSpec, Destination, Source } from './application.ts';
import { Fields, Issues, type Parsed, type ParseOptions } from './fields.ts';
import { readMetadata, readNamespace } from './parse-metadata.ts';
import { readSource } from './parse-source.ts';
import { readIgnoreDifference, readSyncPolicy } from './parse-sync-policy.ts';
import { DEFAULT_PROJECT } from './project.ts';
import type { Result } from './result.ts';

/**
 * An Application from its JSON: the only way to get one. Checked is everything that can be checked without the rest of
 * the world (names, types, one source, one destination); defaults are those documented on the types.
 */
export function parseApplication(object: unknown, options: ParseOptions = {}): Result<Parsed<Application>> {
  const issues = new Issues(options);
  return issues.result(readApplication(new Fields(object, [], issues)));
}

/** The same with the issues left to the caller, who may want only some of them. */
export function readApplication(root: Fields): Application {
  const metadata = readMetadata(root);
  const spec = root.fields('spec');
  if (!spec) root.issues.error('MISSING_FIELD', root.at('spec'), 'is missing');
  root.noEffect('an operation is asked for by `wheelhouse app sync`', 'operation');
  root.ignore('apiVersion', 'kind', 'status').done();
  return { metadata, spec: readSpec(spec ?? new Fields({}, root.at('spec'), new Issues({})), metadata.namespace) };
}

function readSpec(fields: Fields, namespace: string): ApplicationSpec {
  const dependsOn = fields.each('dependsOn', (item) => readReference(item, namespace));
  const revisionHistoryLimit = fields.integer('revisionHistoryLimit');
  const spec = {
    project: readProject(fields),
    sources: readSources(fields),
    destination: readDestination(fields),
    syncPolicy: readSyncPolicy(fields.fields('syncPolicy')),
    ignoreDifferences: fields.each('ignoreDifferences', readIgnoreDifference),
    ...(dependsOn.length > 0 && { dependsOn }),
    ...(revisionHistoryLimit !== undefined && { revisionHistoryLimit }),
    info: fields.each('info', readInfo),
  };
  fields.noEffect('the hub decides how much history it keeps', 'revisionHistoryLimit');
  fields.noEffect('it is kept with the manifest and shown nowhere else', 'info');
  fields.notYet('manifests are not hydrated into branches', 'sourceHydrator');
  fields.done();
  return spec;
}

/** Argo CD reads an empty project as `default`; one that is not written at all it refuses. */
function readProject(fields: Fields): string {
  if (fields.raw('project') === '') return DEFAULT_PROJECT;
  return fields.requiredString('project', `the project that everybody has is ${DEFAULT_PROJECT}`);
}

function readSources(fields: Fields): Source[] {
  const source = fields.fields('source');
  const sources = fields.each('sources', readSource);
  if (source && sources.length > 0) {
    fields.invalid('source', 'and sources are both given', 'keep one of the two');
  } else if (!source && sources.length === 0) {
    fields.issues.error('MISSING_FIELD', fields.at('source'), 'is missing', 'an Application needs source or sources');
  }
  return source ? [readSource(source), ...sources] : sources;
}

function readDestination(root: Fields): Destination {
  const fields = root.fields('destination');
  if (!fields) {
    root.issues.error('MISSING_FIELD', root.at('destination'), 'is missing', 'name a cluster by its name or server');
    return { namespace: '' };
  }
  const name = fields.string('name');
  const server = fields.string('server');
  const namespace = readNamespace(fields, 'namespace');
  fields.done();
  if (name && server) {
    fields.issues.error(
      'INVALID_FIELD',
      fields.path,
      'has both name and server',
      'a cluster is named by one of the two',
    );
  } else if (!name && !server) {
    fields.issues.error(
      'MISSING_FIELD',
      fields.path,
      'has neither name nor server',
      'name a cluster by one of the two',
    );
  }
  return { ...(name && { name }), ...(server && { server }), namespace };
}

/** In the namespace of the Application that names it, where none is given. */
function readReference(fields: Fields, own: string): ApplicationReference {
  const reference = { namespace: readNamespace(fields, 'namespace') || own, name: fields.requiredString('name') };
  fields.done();
  return reference;
}

function readInfo(fields: Fields): { name: string; value: string } {
  const info = { name: fields.requiredString('name'), value: fields.string('value') ?? '' };
  fields.done();
  return info;
}
