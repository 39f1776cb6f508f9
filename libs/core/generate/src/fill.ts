import type { FieldPath } from '@wheelhouse/core-domain';

/** A text that takes the place of another one, made from the values of one Application. */
export type Leaf = (values: readonly string[]) => string;
/** A JSON value for the values of one Application; what is constant in it is the same object in all. */
export type Fill = (values: readonly string[]) => unknown;

/** A value whose leaves at these paths are made anew; all of them exist. */
export function compileFill(value: unknown, leaves: readonly (readonly [at: FieldPath, leaf: Leaf])[]): Fill {
  if (leaves.length === 0) return () => value;
  const [own] = leaves.filter(([at]) => at.length === 0);
  if (own) return own[1];
  const below = Map.groupBy(leaves, ([at]) => at[0]!);
  const members = [...below].map(([key, some]): readonly [string | number, Fill] => {
    const rest = some.map(([at, leaf]) => [at.slice(1), leaf] as const);
    return [key, compileFill((value as Record<string | number, unknown>)[key], rest)];
  });
  return (values) => {
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
      string | number,
      unknown
    >;
    for (const [key, fill] of members) copy[key] = fill(values);
    return copy;
  };
}

/** Where a value holds each of these leaves; a leaf that it does not hold has no path. */
export function pathsOf(value: unknown, leaves: ReadonlySet<unknown>, at: FieldPath = []): Map<unknown, FieldPath> {
  if (leaves.has(value)) return new Map([[value, at]]);
  if (typeof value !== 'object' || value === null) return new Map();
  const members: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return new Map(members.flatMap(([key, member]) => [...pathsOf(member, leaves, [...at, key])]));
}
