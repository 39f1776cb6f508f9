/**
 * Go's path.Match: `*` and `?` stop at slashes, `[a-z]` and `[^a]` are classes, `\` escapes. The whole path must match.
 * Undefined: the pattern is malformed. All places where the pattern may be are followed at once, so that no pattern takes longer
 * than its length times the path's: a regular expression of many stars takes for ever.
 */
export function compilePathPattern(pattern: string): ((path: string) => boolean) | undefined {
  const tokens = tokenize([...pattern]);
  return tokens && ((path) => matches(tokens, path));
}

type Token = 'star' | ((char: string) => boolean);

const notSlash = (char: string): boolean => char !== '/';

function tokenize(chars: readonly string[]): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    if (char === '*') tokens.push('star');
    else if (char === '?') tokens.push(notSlash);
    else if (char === '[') {
      const parsed = parseClass(chars, at + 1);
      if (!parsed) return undefined;
      tokens.push(parsed.takes);
      at = parsed.end;
    } else {
      const literal = char === '\\' ? chars[++at] : char;
      if (literal === undefined) return undefined;
      tokens.push((other) => other === literal);
    }
  }
  return tokens;
}

function matches(tokens: readonly Token[], path: string): boolean {
  let here = new Set(reachable(tokens, 0));
  for (const char of path) {
    const next = new Set<number>();
    for (const at of here) {
      const token = tokens[at];
      if (token === undefined) continue;
      if (token !== 'star') {
        if (token(char)) for (const one of reachable(tokens, at + 1)) next.add(one);
      } else if (notSlash(char)) for (const one of reachable(tokens, at)) next.add(one);
    }
    if (next.size === 0) return false;
    here = next;
  }
  return here.has(tokens.length);
}

/** A place, and those behind the stars that stand there: a star may take nothing. */
function* reachable(tokens: readonly Token[], from: number): Iterable<number> {
  yield from;
  for (let at = from; tokens[at] === 'star'; at++) yield at + 1;
}

/** The members of a class from after its bracket; `end` is where its closing bracket stands. */
function parseClass(
  chars: readonly string[],
  start: number,
): { takes: (char: string) => boolean; end: number } | undefined {
  const negated = chars[start] === '^';
  const ranges: [low: number, high: number][] = [];
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
    ranges.push([low.codePointAt(0)!, high.codePointAt(0)!]);
    if (chars[at] === undefined) return undefined;
  }
  const within = (char: string): boolean => {
    const code = char.codePointAt(0)!;
    return ranges.some(([low, high]) => low <= code && code <= high);
  };
  return { takes: negated ? (char) => !within(char) : within, end: at };
}
