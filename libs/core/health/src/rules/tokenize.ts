/** A piece of a test. `word` is bare text, `text` stood in quotes, `path` begins with `.` or `$`. */
export interface Token {
  readonly type: 'word' | 'text' | 'path' | 'sign';
  readonly value: string;
}

const TOKEN =
  /\s*(?:("(?:[^"\\]|\\.)*")|(\$?\.(?:[\w-]+|\[[^\]]*\])?(?:\.[\w-]+|\[[^\]]*\])*)|(\?\?|!=|<=|>=|\^=|\$=|[=<>()|])|([\w/.:-]+))/y;

/** Throws a SyntaxError that shows what could not be read. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) {
      if (source.slice(at).trim() === '') break;
      throw new SyntaxError(`cannot read "${source.slice(at).trim().slice(0, 40)}"`);
    }
    const [, quoted, path, sign, word] = match;
    if (quoted !== undefined) tokens.push({ type: 'text', value: JSON.parse(quoted) as string });
    else if (path !== undefined) tokens.push({ type: 'path', value: path });
    else if (sign !== undefined) tokens.push({ type: 'sign', value: sign });
    else tokens.push({ type: 'word', value: word! });
  }
  return tokens;
}
