/**
 * Go's path.Match: `*` and `?` stop at slashes, `[a-z]` and `[^a]` are classes, `\` escapes. The whole path must match.
 * Undefined: the pattern is malformed.
 */
export function compilePathPattern(pattern: string): ((path: string) => boolean) | undefined {
  let source = '';
  const chars = [...pattern];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    // Runs of stars are one, so that matching cannot take exponential time over them.
    if (char === '*') source += chars[at - 1] === '*' ? '' : '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const parsed = parseClass(chars, at + 1);
      if (!parsed) return undefined;
      source += parsed.source;
      at = parsed.end;
    } else {
      const literal = char === '\\' ? chars[++at] : char;
      if (literal === undefined) return undefined;
      source += literal.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
    }
  }
  const expression = new RegExp(`^${source}$`, 'su');
  return (path) => expression.test(path);
}

/** The members of a class from after its bracket; `end` is where its closing bracket stands. */
function parseClass(chars: readonly string[], start: number): { source: string; end: number } | undefined {
  const negated = chars[start] === '^';
  let source = negated ? '[^' : '[';
  let at = start + (negated ? 1 : 0);
  const member = (): string | undefined => {
    const char = chars[at];
    if (char === undefined || char === '-' || char === ']') return undefined;
    if (char !== '\\') return (at++, char);
    const escaped = chars[at + 1];
    at += 2;
    return escaped;
  };
  for (let count = 0; chars[at] !== ']' || count === 0; count++) {
    const low = member();
    if (low === undefined) return undefined;
    let high = low;
    if (chars[at] === '-') {
      at++;
      const end = member();
      if (end === undefined) return undefined;
      high = end;
    }
    if (low <= high) source += `${codePoint(low)}-${codePoint(high)}`;
    if (chars[at] === undefined) return undefined;
  }
  const empty = source === '[' || source === '[^';
  return { source: empty ? (negated ? '[\\s\\S]' : '[^\\s\\S]') : `${source}]`, end: at };
}

const codePoint = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;
