import type { DirectoryOptions, KustomizeOptions, Source } from './application.ts';
import { isMap, type Fields } from './fields.ts';

/** Reads one `source`; the path is normalised (`./apps/x/` is `apps/x`) and stays inside the repository. */
export function readSource(fields: Fields): Source {
  const repoURL = fields.requiredString('repoURL', 'the URL of a Git repository');
  const targetRevision = fields.string('targetRevision') || 'HEAD';
  const ref = fields.string('ref');
  const helm = fields.map('helm');
  const directory = readDirectory(fields.fields('directory'));
  const kustomize = readKustomize(fields.fields('kustomize'));
  const path = readPath(fields, ref !== undefined);
  fields.notYet('charts are rendered by Helm, and Helm sources are not there yet', 'chart');
  fields.notYet('config management plugins cannot be run', 'plugin');
  // A name is for people who write the manifest.
  fields.ignore('name').done();
  const tools = [helm, directory, kustomize].filter((tool) => tool !== undefined);
  if (tools.length > 1) {
    fields.issues.error(
      'INVALID_FIELD',
      fields.path,
      'names more than one tool',
      'keep one of helm, kustomize and directory',
    );
  }
  return {
    repoURL,
    targetRevision,
    path,
    ...(directory && { directory }),
    ...(kustomize && { kustomize }),
    ...(helm && Object.keys(helm).length > 0 && { helm }),
    ...(ref && { ref }),
  };
}

function readPath(fields: Fields, mayBeAbsent: boolean): string {
  const path = fields.string('path');
  if (path === undefined || path === '') {
    if (!mayBeAbsent && !fields.has('chart')) {
      fields.issues.error('MISSING_FIELD', fields.at('path'), 'is missing', "the root of the repository is '.'");
    }
    return '.';
  }
  const normal = normalPath(path);
  if (normal === undefined) {
    fields.issues.error(
      'PATH_OUTSIDE_REPOSITORY',
      fields.at('path'),
      `${JSON.stringify(path)} is no path inside the repository`,
      "write it from the repository's root, without a leading slash",
    );
  }
  return normal ?? '.';
}

/** A segment that is empty, `.` or `..`, or a character that no path has. */
const NOT_NORMAL = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** Without empty, `.` and `..` segments; undefined where it is absolute or leaves its root. */
export function normalPath(path: string): string | undefined {
  if (!NOT_NORMAL.test(path)) return path;
  if (path.startsWith('/') || path.includes('\0')) return undefined;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments.join('/') || '.';
}

function readDirectory(fields: Fields | undefined): DirectoryOptions | undefined {
  if (!fields || fields.names().length === 0) return undefined;
  const include = fields.string('include');
  const exclude = fields.string('exclude');
  const options = {
    recurse: fields.boolean('recurse') ?? false,
    ...(include && { include }),
    ...(exclude && { exclude }),
  };
  fields.notYet('Jsonnet is not rendered', 'jsonnet');
  fields.done();
  return options;
}

/** Options of `kustomize edit` that are known and would change the result, so they must not be dropped. */
const KUSTOMIZE_NOT_YET = [
  'version',
  'kubeVersion',
  'apiVersions',
  'forceCommonLabels',
  'forceCommonAnnotations',
  'commonAnnotationsEnvsubst',
  'labelWithoutSelector',
  'labelIncludeTemplates',
  'ignoreMissingComponents',
];

function readKustomize(fields: Fields | undefined): KustomizeOptions | undefined {
  if (!fields || fields.names().length === 0) return undefined;
  const namePrefix = fields.string('namePrefix');
  const nameSuffix = fields.string('nameSuffix');
  const namespace = fields.string('namespace');
  const options: KustomizeOptions = {
    ...(namePrefix && { namePrefix }),
    ...(nameSuffix && { nameSuffix }),
    ...(namespace && { namespace }),
    images: fields.strings('images'),
    replicas: fields.each('replicas', readReplica),
    commonLabels: fields.stringMap('commonLabels'),
    commonAnnotations: fields.stringMap('commonAnnotations'),
    components: fields.strings('components'),
    patches: fields.list('patches').filter((patch, index): patch is Record<string, unknown> => {
      if (!isMap(patch)) fields.issues.error('INVALID_FIELD', [...fields.at('patches'), index], 'must be a map');
      return isMap(patch);
    }),
  };
  fields.notYet('this option of kustomize is not passed on', ...KUSTOMIZE_NOT_YET);
  fields.done();
  return options;
}

function readReplica(fields: Fields): { name: string; count: number | string } {
  const name = fields.requiredString('name');
  const raw = fields.raw('count');
  fields.done();
  const valid = (Number.isSafeInteger(raw) && (raw as number) >= 0) || (typeof raw === 'string' && /^\d+$/.test(raw));
  if (!valid) fields.invalid('count', 'must be a whole number of at least 0');
  return { name, count: valid ? (raw as number | string) : 0 };
}
