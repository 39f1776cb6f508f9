import { Regex } from '../regex/regex.ts';
import { TemplateError } from '../template-error.ts';
import { comparePrereleases, compareVersions, parseVersion, type Version } from './version.ts';
import { allMatches, submatches } from './submatches.ts';

type Step = (count: number) => void;

/** One comparison. `dirty`: parts were left out or are wildcards, so that a whole range is meant. */
interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

// The grammar of Masterminds/semver v3, in the words of its expressions; ours run in linear time.
const PART = String.raw`[0-9|x|X|\*]+`;
const WORDS = String.raw`([0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)*)`;
const VERSION = String.raw`v?(${PART})(\.${PART})?(\.${PART})?(-${WORDS})?(\+${WORDS})?`;
const OPERATORS = String.raw`=||!=|>|<|>=|=>|<=|=<|~|~>|\^`;
const ONE = String.raw`(${OPERATORS})\s*(${VERSION})`;

let grammar: Readonly<Record<'whole' | 'find' | 'one' | 'range', Regex>> | undefined;

/** Compiled when first needed. */
function expressions(): NonNullable<typeof grammar> {
  return (grammar ??= {
    whole: new Regex(String.raw`^(\s*${ONE}\s*)((?:\s+|,\s*)${ONE}\s*)*$`),
    find: new Regex(ONE),
    one: new Regex(String.raw`^\s*${ONE}\s*$`),
    range: new Regex(String.raw`\s*(${VERSION})\s+-\s+(${VERSION})\s*`),
  });
}

/** Whether the version is in one of the ranges that `||` separates; within one, all comparisons must hold. */
export function checkConstraint(text: string, version: () => Version, step: Step): boolean {
  const ranges = withoutHyphens(text, step)
    .split('||')
    .map((part) => parseRange(part, step));
  const wanted = version();
  return ranges.some((constraints) => constraints.every((constraint) => holds(wanted, constraint)));
}

/** `1.2 - 3.4` is `>= 1.2, <= 3.4`. */
const withoutHyphens = (text: string, step: Step): string =>
  allMatches(expressions().range, text, step).reduce(
    (result, groups) => result.replace(groups[0]!, () => `>= ${groups[1]}, <= ${groups[11]} `),
    text,
  );

function parseRange(text: string, step: Step): Constraint[] {
  if (!expressions().whole.match([...text], 0, step)) throw new TemplateError(`improper constraint: ${text}`);
  return allMatches(expressions().find, text, step).map(([one]) => parseConstraint(one!, step));
}

const isWildcard = (part: string): boolean => ['', 'x', 'X', '*'].includes(part);

function parseConstraint(text: string, step: Step): Constraint {
  const found = submatches(expressions().one, text, step);
  if (!found) throw new TemplateError(`improper constraint: ${text}`);
  const [, operator, whole, major, minor, patch, pre] = found as string[];
  const level = isWildcard(major!) ? 0 : isWildcard(minor!.slice(1)) ? 1 : isWildcard(patch!.slice(1)) ? 2 : 3;
  const texts = [`0.0.0${pre}`, `${major}.0.0${pre}`, `${major}${minor}.0${pre}`, whole!];
  let version: Version;
  try {
    version = parseVersion(texts[level]!, step);
  } catch {
    throw new TemplateError('constraint Parser Error');
  }
  return { operator: operator!, version, dirty: level < 3, minorDirty: level === 1, patchDirty: level === 2 };
}

type Test = (version: Version, constraint: Constraint) => boolean;

const [MAJOR, MINOR, PATCH] = [0, 1, 2] as const;

function greater(version: Version, { version: wanted, dirty, minorDirty, patchDirty }: Constraint): boolean {
  const [a, b] = [version.parts, wanted.parts];
  if (!dirty) return compareVersions(version, wanted) > 0;
  if (a[MAJOR] !== b[MAJOR]) return a[MAJOR] > b[MAJOR];
  if (minorDirty) return false;
  return patchDirty ? a[MINOR] > b[MINOR] : compareVersions(version, wanted) > 0;
}

function lessOrEqual(version: Version, { version: wanted, dirty, minorDirty }: Constraint): boolean {
  const [a, b] = [version.parts, wanted.parts];
  if (!dirty) return compareVersions(version, wanted) <= 0;
  if (a[MAJOR] !== b[MAJOR]) return a[MAJOR] < b[MAJOR];
  return a[MINOR] <= b[MINOR] || minorDirty;
}

function tilde(version: Version, { version: wanted, minorDirty, patchDirty }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const isZero = wanted.parts.every((part) => part === 0n);
  if (isZero && !minorDirty && !patchDirty) return true;
  if (version.parts[MAJOR] !== wanted.parts[MAJOR]) return false;
  return version.parts[MINOR] === wanted.parts[MINOR] || minorDirty;
}

/** The first part that is not zero stays. */
function caret(version: Version, { version: wanted, minorDirty, patchDirty }: Constraint): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const [a, b] = [version.parts, wanted.parts];
  if (b[MAJOR] > 0n || minorDirty) return a[MAJOR] === b[MAJOR];
  if (a[MAJOR] > 0n) return false;
  if (b[MINOR] > 0n || patchDirty) return a[MINOR] === b[MINOR];
  return a[MINOR] === 0n && a[PATCH] === b[PATCH];
}

function notEqual(version: Version, constraint: Constraint): boolean {
  const { version: wanted, dirty, minorDirty, patchDirty } = constraint;
  if (!dirty) return compareVersions(version, wanted) !== 0;
  const [a, b] = [version.parts, wanted.parts];
  if (a[MAJOR] !== b[MAJOR]) return true;
  if (minorDirty) return false;
  if (a[MINOR] !== b[MINOR]) return true;
  if (!patchDirty) return a[PATCH] !== b[PATCH] || compareVersions(version, wanted) !== 0;
  return (version.pre !== '' || wanted.pre !== '') && comparePrereleases(version.pre, wanted.pre) !== 0;
}

const equal: Test = (version, constraint) =>
  constraint.dirty ? tilde(version, constraint) : compareVersions(version, constraint.version) === 0;

const TESTS: Readonly<Record<string, Test>> = {
  '': equal,
  '=': equal,
  '!=': notEqual,
  '>': greater,
  '<': (version, constraint) => compareVersions(version, constraint.version) < 0,
  '>=': (version, constraint) => compareVersions(version, constraint.version) >= 0,
  '=>': (version, constraint) => compareVersions(version, constraint.version) >= 0,
  '<=': lessOrEqual,
  '=<': lessOrEqual,
  '~': tilde,
  '~>': tilde,
  '^': caret,
};

/** A prerelease matches only where the constraint names one; an exact `!=` is the exception. */
function holds(version: Version, constraint: Constraint): boolean {
  const exact = constraint.operator === '!=' && !constraint.dirty;
  if (version.pre !== '' && constraint.version.pre === '' && !exact) return false;
  return TESTS[constraint.operator]!(version, constraint);
}
