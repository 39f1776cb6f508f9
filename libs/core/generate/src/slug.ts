/** Letters that decompose into nothing that ASCII has. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ł', 'l'],
  ['þ', 'th'],
  ['&', 'and'],
  ['@', 'at'],
]);

const MAX = 50;

/**
 * A branch's name as a part of a DNS label: lower case, Latin letters without their marks, dashes for all else, at most 50 characters,
 * cut at a word's end.
 */
export function slugOf(name: string): string {
  const ascii = [...name.toLowerCase().normalize('NFKD')].map((char) => LETTERS.get(char) ?? char).join('');
  const slug = ascii
    .replace(/\p{M}/gu, '')
    .replace(/['’‘"“”]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (slug.length <= MAX) return slug;
  const dash = slug.lastIndexOf('-', MAX);
  return dash > 0 ? slug.slice(0, dash) : slug.slice(0, MAX);
}
