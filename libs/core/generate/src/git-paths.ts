import { sanitizeName, type Params, type TypedPaths } from '@wheelhouse/core-template';

/** What a directory is called in parameters. */
export function directoryParams(path: string): Params {
  const basename = path.split('/').findLast(Boolean) ?? '';
  return { path, basename, basenameNormalized: sanitizeName(basename) };
}

/** Below `path`, or below the prefix: nested in Go templates, flat in fasttemplate. */
export function pathParams(described: Params, prefix: string, goTemplate: boolean): Params {
  const segments = String(described['path']).split('/');
  if (goTemplate) {
    const params = { path: { ...described, segments: segments.filter(Boolean) } };
    return prefix ? { [prefix]: params } : params;
  }
  const key = `${prefix ? `${prefix}.` : ''}path`;
  const entries = Object.entries(described).map(([name, value]) => [name === 'path' ? key : `${key}.${name}`, value]);
  const numbered = segments.flatMap((segment, index) => (segment === '' ? [] : [[`${key}[${index}]`, segment]]));
  return Object.fromEntries([...entries, ...numbered]) as Params;
}

/** One object for each prefix: renderers remember what it says. */
export function pathTypes(prefix: string, goTemplate: boolean): TypedPaths {
  return goTemplate ? { stringLists: [`${prefix ? `${prefix}.` : ''}path.segments`] } : {};
}
