/**
 * Globs as Argo CD's projects and windows write them (gobwas/glob without separators): `*` and `**` take anything, slashes
 * too, `?` one character, `[abc]`, `[a-z]` and `[!a]` one of a class, `{a,b}` alternatives, `\` the next character as it
 * is. A broken pattern matches nothing, nor does one of more than 4,096 characters.
 */
export function globMatches(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (pattern.length > MAX_PATTERN) return false;
  const alternatives = expandBraces(pattern);
  return alternatives !== undefined && alternatives.some((alternative) => matchTokens(alternative, text));
}

type Token = { readonly star: true } | { readonly star: false; readonly takes: (char: string) => boolean };

const MAX_ALTERNATIVES = 256;
/** Braces are expanded one inside the other: a longer pattern counts as broken. */
const MAX_PATTERN = 4096;

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`; undefined where braces do not close or make more than 256. */
function expandBraces(pattern: string): string[] | undefined {
  const open = indexOutsideClass(pattern, '{', 0);
  if (open < 0) return indexOutsideClass(pattern, '}', 0) < 0 ? [pattern] : undefined;
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '{') depth++;
    else if (char === ',' && depth === 1) {
      parts.push(pattern.slice(start, at));
      start = at + 1;
    } else if (char === '}' && --depth === 0) {
      parts.push(pattern.slice(start, at));
      const all: string[] = [];
      for (const part of parts) {
        const expanded = expandBraces(pattern.slice(0, open) + part + pattern.slice(at + 1));
        if (!expanded || all.length + expanded.length > MAX_ALTERNATIVES) return undefined;
        all.push(...expanded);
      }
      return all;
    }
  }
  return undefined;
}

function indexOutsideClass(pattern: string, wanted: string, from: number): number {
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '[') {
      const close = pattern.indexOf(']', at + 1);
      if (close > 0) at = close;
    } else if (pattern[at] === wanted) return at;
  }
  return -1;
}

/** Greedy matching with one point of return: linear in practice, never exponential. */
function matchTokens(pattern: string, text: string): boolean {
  const tokens = tokenize(pattern);
  if (!tokens) return false;
  const chars = [...text];
  let at = 0;
  let token = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (at < chars.length) {
    const current = tokens[token];
    if (current?.star) {
      starAt = token++;
      resumeAt = at;
    } else if (current && current.takes(chars[at]!)) {
      token++;
      at++;
    } else if (starAt >= 0) {
      token = starAt + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (tokens[token]?.star) token++;
  return token === tokens.length;
}

function tokenize(pattern: string): Token[] | undefined {
  const chars = [...pattern];
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    if (char === '*') tokens.push({ star: true });
    else if (char === '?') tokens.push({ star: false, takes: () => true });
    else if (char === '[') {
      const close = chars.indexOf(']', at + 1);
      const takes = close < 0 ? undefined : classOf(chars.slice(at + 1, close));
      if (!takes) return undefined;
      tokens.push({ star: false, takes });
      at = close;
    } else {
      const literal = char === '\\' ? chars[++at] : char;
      if (literal === undefined) return undefined;
      tokens.push({ star: false, takes: (other) => other === literal });
    }
  }
  return tokens;
}

function classOf(body: string[]): ((char: string) => boolean) | undefined {
  const negated = body[0] === '!';
  const members = negated ? body.slice(1) : body;
  if (members.length === 0) return undefined;
  const isRange = members.length === 3 && members[1] === '-';
  const within = isRange
    ? (char: string) => char >= members[0]! && char <= members[2]!
    : (char: string) => members.includes(char);
  return negated ? (char) => !within(char) : within;
}
