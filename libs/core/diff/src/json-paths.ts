import type { JsonPath } from '@wheelhouse/core-domain';

type Node = Record<string | number, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** The value at a path; undefined where nothing is. A list's index may be written as text. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const step of path) {
    if (!isNode(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** A copy without what stands at the paths, which shares everything else; list items from the last on, so that indexes stay true. */
export function copyWithout<T>(document: T, paths: readonly JsonPath[]): T {
  return paths.toSorted(laterFirst).reduce<T>((copy, path) => without(copy, path) as T, document);
}

function without(value: unknown, [step, ...rest]: JsonPath): unknown {
  if (step === undefined || !isNode(value) || !Object.hasOwn(value, step)) return value;
  if (rest.length > 0) {
    const [before, after] = [value[step], without(value[step], rest)];
    return before === after ? value : replaced(value, step, after);
  }
  if (Array.isArray(value)) return value.toSpliced(Number(step), 1);
  const { [step]: _, ...others } = value;
  return others;
}

/** Deeper places, and later items, come first: taking them away moves no other. */
function laterFirst(a: JsonPath, b: JsonPath): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [left, right] = [a[at]!, b[at]!];
    if (String(left) === String(right)) continue;
    const order = Number(right) - Number(left);
    return Number.isNaN(order) ? (String(left) < String(right) ? 1 : -1) : order;
  }
  return b.length - a.length;
}

/** A copy in which `value` stands at the path, or nothing if it is undefined; the document itself where its parent is not there. */
export function copyWith<T>(document: T, path: JsonPath, value: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined || !isNode(document)) return document;
  if (rest.length > 0) {
    if (!Object.hasOwn(document, step)) return document;
    return replaced(document, step, copyWith(document[step], rest, value)) as T;
  }
  return value === undefined ? copyWithout(document, [path]) : (replaced(document, step, value) as T);
}

function replaced(parent: Node, step: string | number, value: unknown): unknown {
  return Array.isArray(parent) ? parent.with(Number(step), value) : { ...parent, [step]: value };
}
