import type { ClustersGenerator, Generator, GitGenerator, ListGenerator, RawTemplate } from './application-set.ts';
import type { Fields } from './fields.ts';
import { readSelector } from './parse-selector.ts';

/** Generators of Argo CD that are known and not there yet: kept by name, so that expansion can refuse them by name. */
const NOT_YET = ['scmProvider', 'clusterDecisionResource', 'pullRequest', 'matrix', 'merge', 'plugin'];

/** Reads one entry of `spec.generators`; all of its keys run. */
export function readGenerator(fields: Fields): Generator {
  const list = fields.fields('list');
  const clusters = fields.fields('clusters');
  const git = fields.fields('git');
  const notYet = NOT_YET.filter((name) => fields.has(name));
  const selector = readSelector(fields.fields('selector'), 'parameters');
  const generator: Generator = {
    ...(list && { list: readList(list) }),
    ...(clusters && { clusters: readClusters(clusters) }),
    ...(git && { git: readGit(git) }),
    notYet,
    ...(selector && { selector }),
  };
  fields.done();
  if (!list && !clusters && !git && notYet.length === 0) {
    fields.issues.warn(
      'GENERATOR_ERROR',
      fields.path,
      'names no generator and makes nothing',
      'for example list, clusters or git',
    );
  }
  return generator;
}

function readList(fields: Fields): ListGenerator {
  const elementsYaml = fields.string('elementsYaml');
  const generator = {
    elements: fields.list('elements'),
    ...(elementsYaml && { elementsYaml }),
    ...readTemplate(fields),
  };
  fields.done();
  return generator;
}

function readClusters(fields: Fields): ClustersGenerator {
  const selector = readSelector(fields.fields('selector'), 'labels');
  const generator = {
    ...(selector && { selector }),
    values: fields.stringMap('values'),
    flatList: fields.boolean('flatList') ?? false,
    ...readTemplate(fields),
  };
  fields.done();
  return generator;
}

function readGit(fields: Fields): GitGenerator {
  const requeueAfterSeconds = fields.integer('requeueAfterSeconds');
  fields.noEffect('repositories are polled at the interval of the hub', 'requeueAfterSeconds');
  const generator = {
    repoURL: fields.requiredString('repoURL', 'the URL of a Git repository'),
    revision: fields.string('revision') || 'HEAD',
    directories: fields.each('directories', readGitPath),
    files: fields.each('files', readGitPath),
    values: fields.stringMap('values'),
    pathParamPrefix: fields.string('pathParamPrefix') ?? '',
    ...(requeueAfterSeconds !== undefined && { requeueAfterSeconds }),
    ...readTemplate(fields),
  };
  fields.done();
  if (generator.directories.length === 0 && generator.files.length === 0) {
    fields.issues.error(
      'MISSING_FIELD',
      fields.path,
      'has neither directories nor files',
      'for example directories: [{path: apps/*}]',
    );
  }
  return generator;
}

function readGitPath(fields: Fields): { path: string; exclude: boolean } {
  const item = { path: fields.requiredString('path'), exclude: fields.boolean('exclude') ?? false };
  fields.done();
  return item;
}

/** A generator's own template, merged over the set's. An empty one is as good as none. */
function readTemplate(fields: Fields): { template?: RawTemplate } {
  const template = fields.map('template');
  return template && Object.keys(template).length > 0 ? { template } : {};
}
