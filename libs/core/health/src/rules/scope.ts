import type { KubeObject } from '@wheelhouse/core-domain';
import { fields, isFields, list } from '../fields.ts';
import type { Fields } from '../fields.ts';

/** What a test looks at: the object, or with `for` one item of a list of it. */
export interface Scope {
  readonly root: KubeObject;
  /** `.path` begins here, `$.path` at the root. */
  readonly at: unknown;
  readonly conditions: readonly unknown[];
}

export type Read = (scope: Scope) => unknown;

export const rootScope = (root: KubeObject): Scope => ({
  root,
  at: root,
  conditions: list(fields(root['status'])['conditions']),
});

/** An item's conditions are its own. */
export const itemScope = (root: KubeObject, item: unknown): Scope => ({
  root,
  at: item,
  conditions: list(fields(item)['conditions']),
});

export function conditionIn({ conditions }: Scope, type: string): Fields | undefined {
  for (const condition of conditions) if (isFields(condition) && condition['type'] === type) return condition;
  return undefined;
}

const SEGMENT = /\.?([\w-]+)|\[("(?:[^"\\]|\\.)*"|-?\d+)\]/g;

/** `.status.conditions[-1].type`, `.status.phase`, `$.metadata.generation`, `.metadata.annotations["a.b/c"]`, `.status.nodes[0]`; `.` is the place itself. */
export function readPath(path: string): Read {
  const fromRoot = path.startsWith('$');
  const steps = [...path.matchAll(SEGMENT)].map(([, plain, quoted]) => plain ?? String(JSON.parse(quoted!)));
  return ({ root, at }) => {
    let value: unknown = fromRoot ? root : at;
    for (const step of steps) {
      if (Array.isArray(value)) value = value.at(Number(step));
      else if (isFields(value) && Object.hasOwn(value, step)) value = value[step];
      else return undefined;
    }
    return value ?? undefined;
  };
}

/** The items of a list, or the values of a map. */
export const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
