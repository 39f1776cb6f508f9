import { Regex } from '../regex/regex.ts';
import { TemplateError } from '../template-error.ts';
import { submatches } from './submatches.ts';

/** A version as Masterminds/semver reads it: parts may be left out, and a `v` may stand before. */
export interface Version {
  readonly parts: readonly [bigint, bigint, bigint];
  readonly pre: string;
  readonly metadata: string;
}

const SHAPE = new Regex(
  String.raw`^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?(\+([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*))?$`,
);
const MAX_PART = 2n ** 64n - 1n;

/** Throws a TemplateError for what is none. */
export function parseVersion(text: string, step: (count: number) => void): Version {
  const found = submatches(SHAPE, text, step);
  if (!found) throw new TemplateError('invalid semantic version');
  const part = (digits: string): bigint => {
    const value = BigInt(digits.replace('.', '') || '0');
    if (value > MAX_PART) throw new TemplateError(`Error parsing version segment: ${digits} is out of range`);
    return value;
  };
  const [, major, minor, patch, , pre, , , metadata] = found as string[];
  if (pre!.split('.').some((word) => /^0[0-9]+$/.test(word))) throw new TemplateError('version segment starts with 0');
  return { parts: [part(major!), part(minor!), part(patch!)], pre: pre!, metadata: metadata! };
}

export const versionText = ({ parts, pre, metadata }: Version): string =>
  `${parts.join('.')}${pre && `-${pre}`}${metadata && `+${metadata}`}`;

/** Below zero, zero or above, by semver's precedence. */
export function compareVersions(a: Version, b: Version): number {
  const at = a.parts.findIndex((part, index) => part !== b.parts[index]);
  if (at >= 0) return a.parts[at]! < b.parts[at]! ? -1 : 1;
  if (a.pre === '' || b.pre === '') return a.pre === b.pre ? 0 : a.pre === '' ? 1 : -1;
  return comparePrereleases(a.pre, b.pre);
}

export function comparePrereleases(a: string, b: string): number {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareWords(left[at] ?? '', right[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareWords(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? -1 : 1;
  const [x, y] = [a, b].map((word) => (/^[0-9]+$/.test(word) && BigInt(word) <= MAX_PART ? BigInt(word) : undefined));
  if (x === undefined && y === undefined) return a > b ? 1 : -1;
  if (x === undefined || y === undefined) return x === undefined ? 1 : -1;
  return x > y ? 1 : -1;
}
