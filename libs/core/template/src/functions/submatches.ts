import type { Regex } from '../regex/regex.ts';

/** The text of the leftmost match and of each group, empty where a group took no part; undefined without a match. */
export function submatches(regex: Regex, text: string, step: (count: number) => void): string[] | undefined {
  const chars = [...text];
  const match = regex.match(chars, 0, step);
  if (!match) return undefined;
  const result: string[] = [];
  for (let slot = 0; slot < match.length; slot += 2)
    result.push(match[slot]! < 0 ? '' : chars.slice(match[slot], match[slot + 1]).join(''));
  return result;
}

/** The text of every match. */
export function allMatches(regex: Regex, text: string, step: (count: number) => void): string[][] {
  const chars = [...text];
  const result: string[][] = [];
  for (let at = 0; at <= chars.length;) {
    const match = regex.match(chars, at, step);
    if (!match) break;
    const groups: string[] = [];
    for (let slot = 0; slot < match.length; slot += 2)
      groups.push(match[slot]! < 0 ? '' : chars.slice(match[slot], match[slot + 1]).join(''));
    result.push(groups);
    at = match[1]! > at ? match[1]! : at + 1;
  }
  return result;
}
