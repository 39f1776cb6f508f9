import { isMap, type JsonPath } from '@wheelhouse/core-domain';

/** The value at a place of a document; undefined where nothing is. An item of a list may be named by its index as text. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let at = document;
  for (const step of path) {
    if (Array.isArray(at)) at = at[indexOf(step)] as unknown;
    else if (isMap(at) && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}

/**
 * The document with this value at that place: a copy along the path, the rest shared. Undefined takes away what is there. Maps
 * on the way that are missing are made; an item beyond the end of a list is put at its end.
 */
export function keepAt(document: unknown, path: JsonPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(document)) return keepInList(document, indexOf(step), { rest, value });
  // A text or a number on the way: there is no such place.
  if (document !== undefined && document !== null && !isMap(document)) return document;
  const map = document ?? {};
  const has = Object.hasOwn(map, step);
  if (value === undefined && !has) return document;
  const inner = keepAt(has ? map[step] : undefined, rest, value);
  if (inner !== undefined) return { ...map, [step]: inner };
  const { [String(step)]: _gone, ...others } = map;
  return others;
}

function keepInList(
  list: readonly unknown[],
  index: number,
  { rest, value }: { readonly rest: JsonPath; readonly value: unknown },
): readonly unknown[] {
  if (!Number.isSafeInteger(index) || index < 0) return list;
  if (value === undefined && index >= list.length) return list;
  const inner = keepAt(list[index], rest, value);
  if (inner === undefined) return list.toSpliced(index, 1);
  return index < list.length ? list.with(index, inner) : [...list, inner];
}

const indexOf = (step: string | number): number =>
  typeof step === 'number' ? step : /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
