import { err, ok, type Result } from '@wheelhouse/core-domain';
import {
  anything,
  compileSteps,
  globSteps,
  literal,
  many,
  notSlash,
  parseClass,
  stepAt,
  type PathPattern,
  type ReadClass,
  type Step,
} from './path-pattern.ts';

/**
 * A pattern of `git.files` as `git ls-files` reads it (a pathspec): `*` and `?` take slashes too, `[a-z]`, `[!a]` and `[^a]`
 * are classes, `\` escapes; the name of a folder means all files below it. Errors say what is wrong with the pattern.
 */
export function compilePathspec(pattern: string): Result<PathPattern, string> {
  if (pattern.startsWith(':')) return err('begins with a colon: pathspec magic is not there');
  const path = normalized(pattern);
  if (path === undefined) return err('leads out of the repository');
  const literally = literalPathspec(path);
  const first = path.search(/[*?[\\]/);
  if (first < 0) return ok(literally);
  // Where a class is not closed the pattern matches itself only.
  const steps = globSteps([...path], anything, pathspecClass);
  if (!steps) return ok(literally);
  const prefix = path.slice(0, first);
  const glob = compileSteps(steps);
  return ok({
    matches: (file) => (file.startsWith(prefix) && glob.matches(file)) || literally.matches(file),
    reaches: (folder) => glob.reaches(folder) || literally.reaches(folder),
  });
}

/** A file, or all below a folder. */
function literalPathspec(path: string): PathPattern {
  const below = path === '' || path.endsWith('/') ? path : `${path}/`;
  return {
    matches: (file) => file === path || file.startsWith(below),
    reaches: (folder) => `${folder}/`.startsWith(below) || below.startsWith(`${folder}/`),
  };
}

/** Without `.` and with `..` gone; undefined where it is absolute or leads out. */
function normalized(pattern: string): string | undefined {
  if (pattern.startsWith('/')) return undefined;
  const segments: string[] = [];
  for (const segment of pattern.split('/')) {
    if (segment === '..' && segments.pop() === undefined) return undefined;
    if (segment !== '..' && segment !== '.' && segment !== '') segments.push(segment);
  }
  return segments.join('/') + (segments.length > 0 && pattern.endsWith('/') ? '/' : '');
}

/** Git's classes (wildmatch): a closing bracket that comes first is a member, a dash at either end too; `[:alpha:]` works. */
function pathspecClass(
  chars: readonly string[],
  start: number,
): { readonly takes: (char: string) => boolean; readonly end: number } | undefined {
  const negated = chars[start] === '!' || chars[start] === '^';
  const tests: ((char: string) => boolean)[] = [];
  const first = start + (negated ? 1 : 0);
  let at = first;
  for (; chars[at] !== ']' || at === first; at++) {
    const char = chars[at];
    if (char === undefined) return undefined;
    if (char === '[' && chars[at + 1] === ':') {
      const close = chars.indexOf(']', at);
      const test = NAMED.get(chars.slice(at + 2, close - 1).join(''));
      if (close < 0 || chars[close - 1] !== ':' || !test) return undefined;
      tests.push((other) => test.test(other));
      at = close;
      continue;
    }
    const low = char === '\\' ? chars[++at] : char;
    if (low === undefined) return undefined;
    if (chars[at + 1] !== '-' || chars[at + 2] === ']' || chars[at + 2] === undefined) {
      tests.push((other) => other === low);
      continue;
    }
    at += 2;
    const high = chars[at] === '\\' ? chars[++at] : chars[at];
    if (high === undefined) return undefined;
    const [from, to] = [low.codePointAt(0)!, high.codePointAt(0)!];
    tests.push((other) => from <= other.codePointAt(0)! && other.codePointAt(0)! <= to);
  }
  const within = (char: string): boolean => tests.some((test) => test(char));
  return { takes: negated ? (char) => !within(char) : within, end: at };
}

const NAMED: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /[a-z0-9]/i],
  ['alpha', /[a-z]/i],
  ['blank', /[ \t]/],
  ['digit', /\d/],
  ['graph', /[!-~]/],
  ['lower', /[a-z]/],
  ['print', /[ -~]/],
  ['punct', /[!-/:-@[-`{-~]/],
  ['space', /[ \t\n\v\f\r]/],
  ['upper', /[A-Z]/],
  ['xdigit', /[0-9a-f]/i],
]);

const MAX_ALTERNATIVES = 256;

/**
 * A pattern of `git.files` with the new globbing (doublestar): `*` and `?` stop at slashes, `**` as a whole segment takes any
 * number of folders, `{a,b}` are alternatives, `[!a]` and `[^a]` classes, `\` escapes; a leading slash is the root.
 */
export function compileDoublestar(pattern: string): Result<PathPattern, string> {
  const path = normalized(pattern.replace(/^\/+/, ''));
  if (path === undefined) return err('leads out of the repository');
  const alternatives = braces([...path.replace(/\/$/, '')]);
  if (typeof alternatives === 'string') return err(alternatives);
  const compiled: PathPattern[] = [];
  for (const alternative of alternatives) {
    const steps = doublestarSteps(alternative);
    if (!steps) return err('is malformed');
    compiled.push(compileSteps(steps));
  }
  return ok({
    matches: (file) => compiled.some((one) => one.matches(file)),
    reaches: (folder) => compiled.some((one) => one.reaches(folder)),
  });
}

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`; a text where it cannot be. */
function braces(chars: readonly string[]): string[][] | string {
  const open = indexOf(chars, '{', 0);
  if (open === undefined) return indexOf(chars, '}', 0) === undefined ? [[...chars]] : 'has a brace that is not opened';
  const parts = partsOf(chars, open);
  if (!parts) return 'has a brace that is not closed';
  const all: string[][] = [];
  for (const part of parts.options) {
    const expanded = braces([...chars.slice(0, open), ...part, ...chars.slice(parts.end + 1)]);
    if (typeof expanded === 'string') return expanded;
    all.push(...expanded);
    if (all.length > MAX_ALTERNATIVES) return `has more than ${MAX_ALTERNATIVES} alternatives`;
  }
  return all;
}

function partsOf(
  chars: readonly string[],
  open: number,
): { readonly options: string[][]; readonly end: number } | undefined {
  const options: string[][] = [];
  let start = open + 1;
  let depth = 0;
  for (let at = open; at < chars.length; at++) {
    if (chars[at] === '\\') at++;
    else if (chars[at] === '{') depth++;
    else if (chars[at] === ',' && depth === 1) {
      options.push(chars.slice(start, at));
      start = at + 1;
    } else if (chars[at] === '}' && --depth === 0) return { options: [...options, chars.slice(start, at)], end: at };
  }
  return undefined;
}

function indexOf(chars: readonly string[], wanted: string, from: number): number | undefined {
  for (let at = from; at < chars.length; at++) {
    if (chars[at] === '\\') at++;
    else if (chars[at] === wanted) return at;
  }
  return undefined;
}

function doublestarSteps(chars: readonly string[]): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    if (isDoublestar(chars, at)) {
      if (chars[at + 2] === '/') {
        // Any number of folders, also none.
        steps.push({ kind: 'maybe', optional: 2 }, many(anything), literal('/'));
        at += 2;
      } else {
        steps.push(many(anything));
        at += 1;
      }
    } else if (char === '/' && isDoublestar(chars, at + 1) && chars[at + 3] === undefined) {
      // `a/**` is `a` itself, too.
      steps.push({ kind: 'maybe', optional: 2 }, literal('/'), many(anything));
      at += 2;
    } else {
      const read = stepAt(chars, at, notSlash, doublestarClass);
      if (!read) return undefined;
      steps.push(read.step);
      at = read.end;
    }
  }
  return steps;
}

const doublestarClass: ReadClass = (chars, start) => {
  const parsed = parseClass(chars, start, '^!');
  return parsed && { end: parsed.end, takes: (char) => notSlash(char) && parsed.takes(char) };
};

/** Two stars that are a whole segment. */
const isDoublestar = (chars: readonly string[], at: number): boolean =>
  chars[at] === '*' &&
  chars[at + 1] === '*' &&
  (at === 0 || chars[at - 1] === '/') &&
  (chars[at + 2] === undefined || chars[at + 2] === '/');
