import type { Context } from '../context.ts';
import { fn, type FunctionTable } from '../function.ts';
import { Regex, type Match } from '../regex/regex.ts';
import { RegexError } from '../regex/syntax.ts';
import { TemplateError } from '../template-error.ts';
import { nilList, strings, type GoList } from '../values.ts';

/** By pattern: a set uses the same few for each of its Applications. */
const COMPILED = new Map<string, Regex>();
const MAX_COMPILED = 500;

function compile(pattern: string): Regex {
  const known = COMPILED.get(pattern);
  if (known) return known;
  if (COMPILED.size >= MAX_COMPILED) COMPILED.clear();
  try {
    const compiled = new Regex(pattern);
    COMPILED.set(pattern, compiled);
    return compiled;
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new TemplateError(`error parsing regexp: ${error.message}: ${JSON.stringify(pattern.slice(0, 80))}`);
  }
}

/** Go's FindAll: no empty match right after a match; `limit` below zero is all. */
function findAll(regex: Regex, chars: readonly string[], limit: number, context: Context): Match[] {
  const matches: Match[] = [];
  const step = (count: number): void => context.step(count);
  let previousEnd = -1;
  for (let at = 0; at <= chars.length && matches.length !== limit;) {
    const match = regex.match(chars, at, step);
    if (!match) break;
    const [start, end] = [match[0]!, match[1]!];
    if (end > at || start !== previousEnd) matches.push(match);
    at = end === at ? at + 1 : end;
    previousEnd = end;
  }
  return matches;
}

const text = (chars: readonly string[], start: number, end: number): string => chars.slice(start, end).join('');

/** `$1`, `${1}`, `$name`, `$$`; a name goes as far as it can, so `$1x` is the group "1x", which is none. */
function expandReplacement(replacement: string, regex: Regex, chars: readonly string[], match: Match): string {
  return replacement.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)\})/g,
    (_, dollar: string | undefined, bare: string, braced: string) => {
      if (dollar) return '$';
      const name = bare ?? braced;
      const index = /^\d+$/.test(name) ? Number(name) : regex.names.get(name);
      const start = index === undefined ? undefined : match[2 * index];
      return start === undefined || start < 0 ? '' : text(chars, start, match[2 * index! + 1]!);
    },
  );
}

type Replace = (match: Match, chars: readonly string[], regex: Regex) => string;

/** Go's ReplaceAll, which treats an empty match right after another a little differently than FindAll. */
function replaceAll(pattern: string, source: string, replace: Replace, context: Context): string {
  const regex = compile(pattern);
  const chars = [...source];
  let result = '';
  let lastEnd = 0;
  for (let at = 0; at <= chars.length;) {
    const match = regex.match(chars, at, (count) => context.step(count));
    if (!match) break;
    const [start, end] = [match[0]!, match[1]!];
    result += text(chars, lastEnd, start);
    if (end > lastEnd || start === 0) result += replace(match, chars, regex);
    lastEnd = end;
    at = at + 1 > end ? at + 1 : end;
    context.text(result.length);
  }
  return result + text(chars, lastEnd, chars.length);
}

function split(pattern: string, source: string, limit: number, context: Context): GoList {
  const regex = compile(pattern);
  if (limit === 0) return nilList('string');
  if (pattern !== '' && source === '') return strings(['']);
  const chars = [...source];
  const parts: string[] = [];
  let begin = 0;
  let end = 0;
  for (const match of findAll(regex, chars, limit, context)) {
    if (limit > 0 && parts.length === limit - 1) break;
    end = match[0]!;
    if (match[1] !== 0) parts.push(text(chars, begin, end));
    begin = match[1]!;
  }
  if (end !== chars.length) parts.push(text(chars, begin, chars.length));
  return strings(parts);
}

const matches = (pattern: string, source: string, context: Context): boolean =>
  compile(pattern).match([...source], 0, (count) => context.step(count)) !== undefined;

/** The `must` forms differ only in how Go reports a bad pattern; here both are errors. */
const plain: FunctionTable = {
  regexFind: fn(['string', 'string'], (context, pattern, source) => {
    const chars = [...source];
    const match = compile(pattern).match(chars, 0, (count) => context.step(count));
    return match ? text(chars, match[0]!, match[1]!) : '';
  }),
  regexFindAll: fn(['string', 'string', 'int'], (context, pattern, source, limit) => {
    const chars = [...source];
    const found = findAll(compile(pattern), chars, limit, context);
    return found.length > 0 ? strings(found.map((match) => text(chars, match[0]!, match[1]!))) : nilList('string');
  }),
  regexReplaceAll: fn(['string', 'string', 'string'], (context, pattern, source, replacement) =>
    replaceAll(pattern, source, (match, chars, regex) => expandReplacement(replacement, regex, chars, match), context),
  ),
  regexReplaceAllLiteral: fn(['string', 'string', 'string'], (context, pattern, source, replacement) =>
    replaceAll(pattern, source, () => replacement, context),
  ),
  regexSplit: fn(['string', 'string', 'int'], (context, pattern, source, limit) =>
    split(pattern, source, limit, context),
  ),
};

const must = Object.entries(plain).map(([name, value]) => [`mustR${name.slice(1)}`, value] as const);

export const regexFunctions: FunctionTable = {
  ...plain,
  ...Object.fromEntries(must),
  mustRegexMatch: fn(['string', 'string'], (context, pattern, source) => matches(pattern, source, context)),
  // A bad pattern matches nothing: sprig swallows the error.
  regexMatch: fn(['string', 'string'], (context, pattern, source) => {
    try {
      compile(pattern);
    } catch {
      return false;
    }
    return matches(pattern, source, context);
  }),
  regexQuoteMeta: fn(['string'], (_, source) => source.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
};
