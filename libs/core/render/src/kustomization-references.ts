import { canonicalJson, parseYaml, type FieldPath, type Json, type Problem } from '@wheelhouse/core-domain';

/** How a kustomization names another file. */
export interface Reference {
  readonly value: string;
  /** `tree`: a file or a folder with a kustomization; `config`: the same, and it configures a generator or transformer. */
  readonly as: 'tree' | 'file' | 'config';
  readonly path: FieldPath;
  /** What the file holds becomes a Secret. */
  readonly secret?: true;
}

export interface References {
  readonly references: readonly Reference[];
  /** Configurations that are written in the kustomization itself. */
  readonly inline: readonly { readonly documents: readonly Json[]; readonly path: FieldPath }[];
  /** Fields that are refused, with why. */
  readonly refused: readonly { readonly path: FieldPath; readonly why: string }[];
}

export type JsonMap = { readonly [key: string]: Json };

const TREES = ['resources', 'bases', 'components'];
const FILES = ['crds', 'configurations'];
const PATCHES = 'patchesStrategicMerge';
/** Their items are names of files, or the documents themselves. */
const INLINE = [PATCHES, 'generators', 'transformers', 'validators'];
const WITH_PATH = ['patches', 'patchesJson6902', 'replacements'];
const GENERATORS = ['configMapGenerator', 'secretGenerator'];
const HELM = ['helmCharts', 'helmChartInflationGenerator'];

/** Every field of a kustomization (kustomize 5.8 `types.Kustomization`) that names a file. */
export function referencesOf(kustomization: JsonMap): References {
  const collect = new Collector();
  collect.exact(kustomization, [], [...TREES, ...FILES, ...WITH_PATH, ...GENERATORS, ...INLINE, ...HELM, 'openapi']);
  for (const field of TREES) collect.texts(kustomization[field], [field], 'tree');
  for (const field of FILES) collect.texts(kustomization[field], [field], 'file');
  for (const field of WITH_PATH) collect.paths(kustomization[field], [field]);
  for (const field of GENERATORS) {
    each(kustomization[field], (item, index) => collect.generator(item, [field, index], field === 'secretGenerator'));
  }
  for (const field of INLINE) collect.textsOrInline(kustomization[field], [field]);
  collect.path(kustomization['openapi'], ['openapi']);
  for (const field of HELM) {
    if (isFilled(kustomization[field])) collect.refused.push({ path: [field], why: 'charts are not supported yet' });
  }
  return collect;
}

/** The files that the configuration of a built-in generator or transformer names, or why it is refused. */
export function referencesOfConfig(config: Json): References {
  const collect = new Collector();
  if (!isMap(config)) return collect;
  const kind = typeof config['kind'] === 'string' ? config['kind'] : '';
  const annotations = isMap(config['metadata']) ? config['metadata']['annotations'] : undefined;
  const isFunction =
    isMap(annotations) &&
    Object.keys(annotations).some((key) => /^config\.(?:kubernetes|k8s)\.io\/function$/.test(key));
  if (isFunction)
    collect.refused.push({ path: ['metadata', 'annotations'], why: 'functions (containers and programs) are not run' });
  else if (kind === 'HelmChartInflationGenerator')
    collect.refused.push({ path: ['kind'], why: 'charts are not supported yet' });
  else if (config['apiVersion'] !== 'builtin')
    collect.refused.push({ path: ['apiVersion'], why: 'plugins are not run, only what is built into kustomize' });
  collect.exact(config, [], ['apiVersion', 'kind', 'metadata', 'paths', 'replacements']);
  collect.path(config, []);
  collect.texts(config['paths'], ['paths'], 'file');
  collect.paths(config['replacements'], ['replacements']);
  if (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator')
    collect.generator(config, [], kind === 'SecretGenerator');
  return collect;
}

/**
 * A kustomization as it is given to kustomize: as JSON, so that no reading of YAML can make a file's name out of something that
 * was not one here; documents among its fields too.
 */
export const plainKustomization = (kustomization: JsonMap): string =>
  canonicalJson({
    ...kustomization,
    ...Object.fromEntries(INLINE.flatMap((field) => plainField(field, kustomization[field]))),
  });

export const plainDocuments = (documents: readonly Json[]): string => documents.map(canonicalJson).join('\n---\n');

function plainField(field: string, list: Json | undefined): [string, Json][] {
  if (!Array.isArray(list)) return [];
  const plain = list.map((item: Json) => {
    const documents = inlineDocuments(item);
    return documents ? plainDocuments(documents) : item;
  });
  return [[field, plain]];
}

/** The documents of an item that is no file's name: maps with a kind. */
function inlineDocuments(item: Json): Json[] | undefined {
  if (typeof item !== 'string' || !/[\n:{]/.test(item)) return undefined;
  const parsed = parseYaml(item, 'inline');
  const documents = parsed.ok ? parsed.value.map(({ value }) => value) : [];
  const all = documents.length > 0 && documents.every((one) => isMap(one) && typeof one['kind'] === 'string');
  return all ? documents : undefined;
}

class Collector implements References {
  readonly references: Reference[] = [];
  readonly inline: { documents: readonly Json[]; path: FieldPath }[] = [];
  readonly refused: { path: FieldPath; why: string }[] = [];

  /** kustomize takes `Resources` and `reſources` for `resources`; here a field has one spelling, or it could go unseen. */
  exact(map: JsonMap, path: FieldPath, fields: readonly string[]): void {
    for (const key of Object.keys(map)) {
      const field = fields.find((one) => one !== key && folded(one) === folded(key));
      if (field) this.refused.push({ path: [...path, key], why: `write it as "${field}"` });
    }
  }

  text(value: Json | undefined, path: FieldPath, as: Reference['as'], secret = false): void {
    if (typeof value !== 'string' || value === '') return;
    this.references.push({ value, as, path, ...(secret && { secret }) });
  }

  texts(list: Json | undefined, path: FieldPath, as: Reference['as']): void {
    each(list, (item, index) => this.text(item, [...path, index], as));
  }

  textsOrInline(list: Json | undefined, path: FieldPath): void {
    const isPatch = path[0] === PATCHES;
    each(list, (item, index) => {
      const documents = inlineDocuments(item);
      if (!documents) this.text(item, [...path, index], isPatch ? 'file' : 'config');
      else if (!isPatch) this.inline.push({ documents, path: [...path, index] });
    });
  }

  path(item: Json | undefined, path: FieldPath): void {
    if (!isMap(item)) return;
    this.exact(item, path, ['path']);
    this.text(item['path'], [...path, 'path'], 'file');
  }

  paths(list: Json | undefined, path: FieldPath): void {
    each(list, (item, index) => this.path(item, [...path, index]));
  }

  generator(item: Json, path: FieldPath, secret: boolean): void {
    if (!isMap(item)) return;
    this.exact(item, path, ['files', 'envs', 'env']);
    // `key=path`, or the path alone.
    const strip = (entry: Json): Json => (typeof entry === 'string' ? entry.slice(entry.indexOf('=') + 1) : entry);
    each(item['files'], (entry, index) => this.text(strip(entry), [...path, 'files', index], 'file', secret));
    each(item['envs'], (entry, index) => this.text(entry, [...path, 'envs', index], 'file', secret));
    this.text(item['env'], [...path, 'env'], 'file', secret);
  }
}

/** As Go's encoding/json compares names: simple case folding, with the long s and the Kelvin sign. */
const folded = (key: string): string => key.toUpperCase().toLowerCase();

const each = (list: Json | undefined, visit: (item: Json, index: number) => void): void => {
  if (Array.isArray(list)) list.forEach(visit);
};
export const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFilled = (value: Json | undefined): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;

/** Whether a name that is no local path could only be a place in the network, as kustomize reads it. */
export const looksRemote = (value: string): boolean =>
  isUrl(value) ||
  /^(?:github\.com|gitlab\.com|bitbucket\.org|gh:)/.test(value) ||
  /^(?:[a-z0-9-]+\.)+[a-z]{2,}[:/]/i.test(value) ||
  /[?&](?:ref|version|timeout|submodules)=/.test(value) ||
  /\.git(?:[/?]|$)/.test(value);

/** Cannot be a local path at all. */
export const isUrl = (value: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /^(?:git::|[^/\s]+@[^/\s:]+:)/.test(value);

export function remoteProblem(value: string, where: string): Problem {
  const shown = value.replace(/^((?:git::)?[a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
  return {
    code: 'REMOTE_REFERENCE',
    message: `"${shown}" is outside this repository; the network is never read while rendering`,
    where,
    hint: 'copy it into the repository, or make it a source of its own',
  };
}
