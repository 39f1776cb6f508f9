import { globMatches } from '@wheelhouse/core-domain';

/** Whether any glob of a list matches; an empty pattern matches nothing. The common forms are matched without reading them anew. */
export function globList(patterns: readonly string[]): (text: string) => boolean {
  const literals = new Set<string>();
  const tests: ((text: string) => boolean)[] = [];
  for (const pattern of patterns) {
    if (pattern === '') continue;
    if (isLiteral(pattern)) literals.add(pattern);
    else tests.push(globTest(pattern));
  }
  if (tests.length === 0) return (text) => literals.has(text);
  return (text) => literals.has(text) || tests.some((test) => test(text));
}

export const isLiteral = (pattern: string): boolean => !/[*?[\]{}\\]/.test(pattern);

/** The test of one pattern that is not empty. */
export function globTest(pattern: string): (text: string) => boolean {
  if (/^\*+$/.test(pattern)) return () => true;
  const affix = /^(\*?)([^*?[\]{}\\]+)(\*?)$/.exec(pattern);
  if (!affix) return (text) => globMatches(pattern, text);
  const [, before, middle = '', after] = affix;
  if (before && after) return (text) => text.includes(middle);
  return before ? (text) => text.endsWith(middle) : (text) => text.startsWith(middle);
}
