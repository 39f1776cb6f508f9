import { err, isMap, ok, parseYaml, type Problem, type RawTemplate, type Result } from '@wheelhouse/core-domain';

type Json = Readonly<Record<string, unknown>>;

/** What a strategic merge patch says beside values (k8s.io/apimachinery, strategicpatch). */
const RETAIN = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const ORDER = '$setElementOrder/';

class PatchError extends Error {}

/**
 * A rendered `templatePatch` over a rendered template, as a strategic merge: maps are merged, `null` takes away, lists are
 * replaced but for `metadata.finalizers`, which are joined, the patch's first. `spec.project` stays what it was. A patch
 * that renders to nothing is none. Unlike Argo CD's, maps within `valuesObject` are merged too; there they are an error.
 */
export function applyTemplatePatch(template: RawTemplate, patch: string): Result<RawTemplate, Problem[]> {
  const parsed = parseYaml(patch, 'templatePatch', { duplicateKeys: 'last' });
  if (!parsed.ok) return parsed;
  const value: unknown = parsed.value[0]?.value ?? null;
  if (value === null) return ok(template);
  if (!isMap(value)) return err([problem('the patch is no map')]);
  try {
    return ok(withProject(mergeMaps(template, value, []), template));
  } catch (error) {
    if (error instanceof PatchError) return err([problem(error.message)]);
    throw error;
  }
}

const problem = (message: string): Problem => ({
  code: 'TEMPLATE_ERROR',
  message: `templatePatch: ${message}`,
  where: 'spec.templatePatch',
});

function withProject(merged: Json, template: RawTemplate): RawTemplate {
  const [spec, before] = [merged['spec'], template['spec']];
  const project = isMap(before) ? before['project'] : undefined;
  if (!isMap(spec) || spec['project'] === project) return merged;
  const rest = Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'project'));
  return { ...merged, spec: { ...rest, ...(project !== undefined && { project }) } };
}

function mergeMaps(original: Json, patch: Json, path: readonly string[]): Json {
  const directive = patch['$patch'];
  if (directive === 'replace') return cleaned(withoutKey(patch, '$patch')) as Json;
  if (directive === 'delete') return {};
  if (directive !== undefined) throw new PatchError(`unknown $patch ${JSON.stringify(directive)} at ${place(path)}`);
  const result = new Map(Object.entries(retained(original, patch, path)));
  for (const [key, value] of Object.entries(patch)) {
    if (key === RETAIN) continue;
    if (key.startsWith(DELETE_FROM) || key.startsWith(ORDER)) changeList(result, key, value, path);
    else if (value === null) result.delete(key);
    else result.set(key, mergeValue(result.get(key), value, [...path, key]));
  }
  return Object.fromEntries(result);
}

const place = (path: readonly string[]): string => path.join('.') || 'the top';

function mergeValue(original: unknown, value: unknown, path: readonly string[]): unknown {
  if (isMap(original) && isMap(value)) return mergeMaps(original, value, path);
  if (Array.isArray(original) && Array.isArray(value) && path.join('.') === 'metadata.finalizers')
    return [...value, ...original.filter((item) => !value.includes(item))];
  return Array.isArray(value) ? value : cleaned(value);
}

/** A map that was not there is taken without nulls and without directives. */
function cleaned(value: unknown): unknown {
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key, item]) => item !== null && key !== '$patch' && key !== RETAIN);
  return Object.fromEntries(kept.map(([key, item]) => [key, cleaned(item)]));
}

const withoutKey = (map: Json, name: string): Json =>
  Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));

/** `$retainKeys` names all that may stay, the patch's own keys among them. */
function retained(original: Json, patch: Json, path: readonly string[]): Json {
  const keep = patch[RETAIN];
  if (keep === undefined) return original;
  const all = Array.isArray(keep) && Object.entries(patch).every(([key, value]) => value === null || isKept(keep, key));
  if (!all) throw new PatchError(`${RETAIN} at ${place(path)} does not name every key of the patch`);
  return Object.fromEntries(Object.entries(original).filter(([key]) => keep.includes(key)));
}

const isKept = (keep: readonly unknown[], key: string): boolean => key.startsWith('$') || keep.includes(key);

/** Both are about lists that are joined; there is only one such list. */
function changeList(target: Map<string, unknown>, directive: string, value: unknown, path: readonly string[]): void {
  const [name = '', key = ''] = directive.split('/');
  if ([...path, key].join('.') !== 'metadata.finalizers' || !Array.isArray(value))
    throw new PatchError(`${name} is for a list of metadata.finalizers, not for ${place([...path, key])}`);
  const list = target.get(key);
  if (!Array.isArray(list)) return;
  if (directive.startsWith(DELETE_FROM)) {
    target.set(
      key,
      list.filter((item) => !value.includes(item)),
    );
    return;
  }
  const rank = (item: unknown): number => (value.includes(item) ? value.indexOf(item) : value.length);
  target.set(
    key,
    list.toSorted((a, b) => rank(a) - rank(b)),
  );
}
