import { canonicalJson, isMap, pathText, type FieldPath } from '@wheelhouse/core-domain';

/** One field of a manifest that is to be another; an absent side is undefined. */
export interface ManifestChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Field by field, in the order of the fields; lists item by item. A part that only one side has is one change. */
export function manifestChanges(before: unknown, after: unknown, path: FieldPath = []): readonly ManifestChange[] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => manifestChanges(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => index).flatMap((index) =>
      manifestChanges(before[index], after[index], [...path, index]),
    );
  }
  if (before === after || canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  const change = {
    path: pathText(path),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  return [change];
}
