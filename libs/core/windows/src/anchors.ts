import type { LabelSelector, WindowSelectors } from '@wheelhouse/core-domain';
import { keysOf, onlyOf, valuesOf } from './label-rows.ts';

const LISTS = ['projects', 'namespaces', 'applicationSets'] as const;

/** The attribute by which a window is looked for: a list of globs, a key of labels, or none: it is tried with every target. */
export type Anchor =
  (typeof LISTS)[number] | { readonly of: 'clusters' | 'applications'; readonly key: string } | undefined;

interface Rated {
  readonly anchor: Exclude<Anchor, undefined>;
  readonly values: readonly string[];
}

/**
 * Of each window the attribute that lets the fewest targets through, as far as the selectors tell: of what all windows name of an
 * attribute the least part.
 */
export function anchorsOf(selectors: readonly WindowSelectors[]): Anchor[] {
  const rated = selectors.map(ratedOf);
  const named = new Map<string, Set<string>>();
  for (const { anchor, values } of rated.flat()) {
    const all = named.get(nameOf(anchor)) ?? new Set<string>();
    named.set(nameOf(anchor), all);
    for (const value of values) all.add(value);
  }
  return rated.map((choices) => {
    const share = ({ anchor, values }: Rated): number => values.length / named.get(nameOf(anchor))!.size;
    return choices.sort((a, b) => share(a) - share(b))[0]?.anchor;
  });
}

export const nameOf = (anchor: Anchor): string =>
  typeof anchor === 'object' ? `${anchor.of} ${anchor.key}` : (anchor ?? '');

function ratedOf(selectors: WindowSelectors): Rated[] {
  const lists = LISTS.map((anchor) => ({ anchor, values: selectors[anchor] }));
  const labels = (['clusters', 'applications'] as const).flatMap((of) => labelsOf(of, selectors[of]));
  return [...lists.filter(({ values }) => values.length > 0 && !values.some((one) => /^\*+$/.test(one))), ...labels];
}

/** Keys of which a selector names the values; what is only excluded or asked to be there lets most through. */
const labelsOf = (of: 'clusters' | 'applications', selector: LabelSelector | undefined): Rated[] =>
  [...new Set(keysOf(selector))].flatMap((key) => {
    const asked = onlyOf(selector!, key);
    const names =
      Object.hasOwn(asked.matchLabels, key) || asked.matchExpressions.some(({ operator }) => operator === 'In');
    return names ? [{ anchor: { of, key }, values: [...valuesOf(asked, key)] }] : [];
  });
