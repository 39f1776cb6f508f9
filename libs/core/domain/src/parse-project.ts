import { Fields, Issues, type Parsed, type ParseOptions } from './fields.ts';
import { readMetadata } from './parse-metadata.ts';
import { readProjectWindow } from './parse-project-window.ts';
import type { GroupKindGlob, Project, ProjectDestination } from './project.ts';
import type { Result } from './result.ts';

/** A Project from its JSON: Argo CD's AppProject or ours. What would restrict and is not there yet is refused. */
export function parseProject(object: unknown, options: ParseOptions = {}): Result<Parsed<Project>> {
  const issues = new Issues(options);
  const root = new Fields(object, [], issues);
  const { name, namespace } = readMetadata(root);
  const spec = root.fields('spec') ?? new Fields({}, ['spec'], issues);
  root.ignore('apiVersion', 'kind', 'status').done();
  return issues.result({ metadata: { name, namespace }, spec: readSpec(spec) });
}

function readSpec(fields: Fields): Project['spec'] {
  const namespaceResourceWhitelist = fields.has('namespaceResourceWhitelist')
    ? fields.each('namespaceResourceWhitelist', readGroupKind)
    : undefined;
  const spec = {
    description: fields.string('description') ?? '',
    sourceRepos: fields.strings('sourceRepos'),
    destinations: fields.each('destinations', readDestination),
    clusterResourceWhitelist: fields.each('clusterResourceWhitelist', readGroupKind),
    clusterResourceBlacklist: fields.each('clusterResourceBlacklist', readGroupKind),
    ...(namespaceResourceWhitelist && { namespaceResourceWhitelist }),
    namespaceResourceBlacklist: fields.each('namespaceResourceBlacklist', readGroupKind),
    sourceNamespaces: fields.strings('sourceNamespaces'),
    permitOnlyProjectScopedClusters: fields.boolean('permitOnlyProjectScopedClusters') ?? false,
    syncWindows: fields.each('syncWindows', readProjectWindow),
  };
  if (spec.description.length > 255) fields.invalid('description', 'is longer than 255 characters');
  fields.notYet('commit signatures are not checked', 'signatureKeys');
  fields.notYet('the spoke does not impersonate service accounts', 'destinationServiceAccounts');
  // They grant or report and restrict nothing: a project that has them is safe without them.
  fields.noEffect('rights are not given by projects', 'roles');
  fields.noEffect('objects that nobody owns are not looked for', 'orphanedResources');
  fields.done();
  return spec;
}

function readDestination(fields: Fields): ProjectDestination {
  const name = fields.string('name');
  const server = fields.string('server');
  const destination = { ...(server && { server }), ...(name && { name }), namespace: fields.string('namespace') ?? '' };
  fields.done();
  if (!name && !server) {
    fields.issues.error('MISSING_FIELD', fields.path, 'has neither name nor server', "'*' is every cluster");
  }
  return destination;
}

function readGroupKind(fields: Fields): GroupKindGlob {
  const groupKind = { group: fields.string('group') ?? '', kind: fields.requiredString('kind', "'*' is every kind") };
  fields.notYet('single objects cannot be allowed by name', 'name');
  fields.done();
  return groupKind;
}
