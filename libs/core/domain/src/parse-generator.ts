import type {
  ChildGenerator,
  ClustersGenerator,
  Generator,
  GitGenerator,
  GitPath,
  ListGenerator,
  MatrixGenerator,
  MergeGenerator,
  RawTemplate,
} from './application-set.ts';
import { Fields, isMap, Issues, type Parsed } from './fields.ts';
import { readClusterDecision, readPlugin, readPullRequest, readScmProvider } from './parse-remote-generator.ts';
import { readSelector } from './parse-selector.ts';
import type { Result } from './result.ts';
import type { Texts } from './generator-texts.ts';

export const GENERATORS = [
  'list',
  'clusters',
  'git',
  'matrix',
  'merge',
  'clusterDecisionResource',
  'plugin',
  'scmProvider',
  'pullRequest',
] as const;
type GeneratorName = (typeof GENERATORS)[number];

type Readers = { readonly [K in GeneratorName]: (fields: Fields, texts: Texts) => NonNullable<Generator[K]> };

const READERS: Readers = {
  list: readList,
  clusters: readClusters,
  git: readGit,
  matrix: readMatrix,
  merge: readMerge,
  clusterDecisionResource: finished(readClusterDecision),
  plugin: finished(readPlugin),
  scmProvider: finished(readScmProvider),
  pullRequest: finished(readPullRequest),
};

/** Reads one entry of `spec.generators`; all of its keys run. */
export function readGenerator(fields: Fields, texts: Texts = 'final'): Generator {
  const found = GENERATORS.filter((name) => fields.has(name));
  const entries = found.flatMap((name) => {
    const own = fields.fields(name);
    return own ? [[name, READERS[name](own, texts)] as const] : [];
  });
  const selector = readSelector(fields.fields('selector'), 'parameters');
  fields.done();
  if (found.length === 0 && texts === 'final') {
    fields.issues.warn(
      'GENERATOR_ERROR',
      fields.path,
      'names no generator and makes nothing',
      'for example list, clusters or git',
    );
  }
  return { ...Object.fromEntries(entries), ...(selector && { selector }) };
}

/** A generator that was rendered; paths in problems begin with its name. */
export function parseGenerator(object: unknown): Result<Parsed<Generator>> {
  const issues = new Issues({});
  return issues.result(readGenerator(new Fields(object, [], issues)));
}

function readMatrix(fields: Fields): MatrixGenerator {
  const generator = { generators: readChildren(fields), ...readTemplate(fields) };
  fields.done();
  return generator;
}

function readMerge(fields: Fields): MergeGenerator {
  const mergeKeys = fields.strings('mergeKeys');
  if (mergeKeys.length === 0)
    fields.issues.error('MISSING_FIELD', fields.at('mergeKeys'), 'is empty', 'name the parameters that must be equal');
  const generator = { mergeKeys, generators: readChildren(fields), ...readTemplate(fields) };
  fields.done();
  return generator;
}

function readChildren(fields: Fields): ChildGenerator[] {
  const children = fields.each('generators', readChild);
  if (children.length === 0)
    fields.issues.error('MISSING_FIELD', fields.at('generators'), 'is empty', 'name two generators or more');
  return children;
}

function readChild(fields: Fields): ChildGenerator {
  const names = GENERATORS.filter((name) => fields.has(name));
  const [name, ...others] = names;
  if (!name)
    fields.issues.error('GENERATOR_ERROR', fields.path, 'names no generator', 'for example list, clusters or git');
  else if (others.length > 0) {
    const hint = 'make a child of each';
    fields.issues.error('GENERATOR_ERROR', fields.path, `names several generators: ${names.join(', ')}`, hint);
  }
  const written = name ? fields.map(name) : undefined;
  const generator = readGenerator(fields, 'templates');
  return { generator, raw: name && written ? { [name]: rendered(written) } : {}, templated: hasTemplate(written) };
}

/** What of a child is rendered before it runs: values are rendered by themselves, and a child's template has no effect. */
const rendered = (written: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'values' && key !== 'template'));

function hasTemplate(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{');
  if (Array.isArray(value)) return value.some(hasTemplate);
  return isMap(value) && Object.entries(value).some(([key, item]) => key.includes('{{') || hasTemplate(item));
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

function readClusters(fields: Fields, texts: Texts): ClustersGenerator {
  const selector = readSelector(fields.fields('selector'), texts === 'final' ? 'labels' : 'templates');
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

function readGitPath(fields: Fields): GitPath {
  const item = { path: fields.requiredString('path'), exclude: fields.boolean('exclude') ?? false };
  fields.done();
  return item;
}

/** A generator's own template, merged over the set's. An empty one is as good as none. */
function readTemplate(fields: Fields): { template?: RawTemplate } {
  const template = fields.map('template');
  return template && Object.keys(template).length > 0 ? { template } : {};
}

/** With the generator's own template, and nothing that is unknown. */
function finished<T extends object>(
  read: (fields: Fields, texts: Texts) => T,
): (fields: Fields, texts: Texts) => T & { template?: RawTemplate } {
  return (fields, texts) => {
    const generator = { ...read(fields, texts), ...readTemplate(fields) };
    fields.done();
    return generator;
  };
}
