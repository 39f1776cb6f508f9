/**
 * Go's text/template lexer (src/text/template/parse/lex.go): text, and between `{{` and `}}` words, literals, punctuation
 * and spaces, which matter (`.a.b` is one operand, `.a .b` are two).
 */
export type TokenType =
  | 'error'
  | 'eof'
  | 'text'
  | 'leftDelim'
  | 'rightDelim'
  | 'space'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'number'
  | 'string'
  | 'rawString'
  | 'identifier'
  | 'keyword'
  | 'field'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'assign'
  | 'declare'
  | 'pipe'
  | 'leftParen'
  | 'rightParen';

export interface Token {
  readonly type: TokenType;
  /** The text as written; for an error, the message. */
  readonly value: string;
  /** Where it begins. */
  readonly offset: number;
}

const KEYWORDS = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const SPACE = ' \t\r\n';
const LEFT = '{{';
const RIGHT = '}}';

/** All tokens, ending with `eof` or with the first `error`. */
export const tokenize = (text: string): Token[] => new Lexer(text).run();

class LexError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #start = 0;
  #parens = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Token[] {
    try {
      while (this.#at < this.#text.length) this.#lexText();
      this.#emit('eof');
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      this.#tokens.push({ type: 'error', value: error.message, offset: this.#start });
    }
    return this.#tokens;
  }

  #emit(type: TokenType): void {
    this.#tokens.push({ type, value: this.#text.slice(this.#start, this.#at), offset: this.#start });
    this.#start = this.#at;
  }

  #lexText(): void {
    const open = this.#text.indexOf(LEFT, this.#at);
    const end = open < 0 ? this.#text.length : open;
    const trims = open >= 0 && this.#hasLeftTrim(open + LEFT.length);
    const text = this.#text.slice(this.#start, end);
    const kept = trims ? text.replace(/[ \t\r\n]+$/, '') : text;
    if (kept) this.#tokens.push({ type: 'text', value: kept, offset: this.#start });
    this.#at = this.#start = end;
    if (open >= 0) this.#lexLeftDelim(trims);
  }

  #hasLeftTrim(at: number): boolean {
    return this.#text[at] === '-' && isSpace(this.#text[at + 1]);
  }

  #hasRightTrim(at: number): boolean {
    return isSpace(this.#text[at]) && this.#text[at + 1] === '-' && this.#text.startsWith(RIGHT, at + 2);
  }

  #lexLeftDelim(trims: boolean): void {
    this.#at += LEFT.length;
    const afterMarker = this.#at + (trims ? 2 : 0);
    if (this.#text.startsWith('/*', afterMarker)) return this.#lexComment(afterMarker);
    this.#emit('leftDelim');
    this.#at = this.#start = afterMarker;
    this.#parens = 0;
    while (this.#lexInside());
  }

  #lexComment(from: number): void {
    const close = this.#text.indexOf('*/', from + 2);
    if (close < 0) throw new LexError('unclosed comment');
    this.#at = close + 2;
    const trims = this.#hasRightTrim(this.#at);
    if (!trims && !this.#text.startsWith(RIGHT, this.#at)) throw new LexError('comment ends before closing delimiter');
    this.#skipRightDelim(trims);
  }

  #skipRightDelim(trims: boolean): void {
    this.#at += (trims ? 2 : 0) + RIGHT.length;
    if (trims) while (isSpace(this.#text[this.#at])) this.#at++;
    this.#start = this.#at;
  }

  #lexRightDelim(trims: boolean): false {
    this.#tokens.push({ type: 'rightDelim', value: RIGHT, offset: this.#at + (trims ? 2 : 0) });
    this.#skipRightDelim(trims);
    return false;
  }

  /** One token inside an action; false at its end. */
  #lexInside(): boolean {
    const trims = this.#hasRightTrim(this.#at);
    if (trims || this.#text.startsWith(RIGHT, this.#at)) {
      if (this.#parens > 0) throw new LexError('unclosed left paren');
      return this.#lexRightDelim(trims);
    }
    const char = this.#text[this.#at];
    if (char === undefined) throw new LexError('unclosed action');
    if (isSpace(char)) return this.#lexSpace();
    return this.#lexSymbol(char) || this.#lexLiteral(char) || this.#lexWord(char);
  }

  #lexSpace(): true {
    while (isSpace(this.#text[this.#at]) && !this.#hasRightTrim(this.#at)) this.#at++;
    if (this.#at > this.#start) this.#emit('space');
    return true;
  }

  #lexSymbol(char: string): boolean {
    if (char === '=') return this.#take(1, 'assign');
    if (char === ':') {
      if (this.#text[this.#at + 1] !== '=') throw new LexError('expected :=');
      return this.#take(2, 'declare');
    }
    if (char === '|') return this.#take(1, 'pipe');
    if (char === '(') {
      this.#parens++;
      return this.#take(1, 'leftParen');
    }
    if (char !== ')') return false;
    if (--this.#parens < 0) throw new LexError('unexpected right paren');
    return this.#take(1, 'rightParen');
  }

  #take(length: number, type: TokenType): true {
    this.#at += length;
    this.#emit(type);
    return true;
  }

  #lexLiteral(char: string): boolean {
    if (char === '"') return this.#lexQuoted('"', 'string', 'unterminated quoted string');
    if (char === "'") return this.#lexQuoted("'", 'charConstant', 'unterminated character constant');
    if (char === '`') {
      const close = this.#text.indexOf('`', this.#at + 1);
      if (close < 0) throw new LexError('unterminated raw quoted string');
      return this.#take(close + 1 - this.#at, 'rawString');
    }
    const pointStartsNumber = char === '.' && /[0-9]/.test(this.#text[this.#at + 1] ?? '');
    return pointStartsNumber || /[-+0-9]/.test(char) ? this.#lexNumber() : false;
  }

  #lexQuoted(quote: string, type: TokenType, unterminated: string): true {
    this.#at++;
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === quote) break;
      const escaped = char === '\\' && this.#text[this.#at] !== undefined && this.#text[this.#at] !== '\n';
      if (escaped) this.#at++;
      else if (char === undefined || char === '\n' || char === '\\') throw new LexError(unterminated);
    }
    this.#emit(type);
    return true;
  }

  #lexNumber(): true {
    const rest = this.#text.slice(this.#at, this.#at + 400);
    const hex = /^[-+]?0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][-+]?[0-9_]*)?/.exec(rest);
    const radix = /^[-+]?0[oObB][0-7_]*/.exec(rest);
    const decimal = /^[-+]?[0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9_]*)?/.exec(rest)!;
    this.#at += (hex ?? radix ?? decimal)[0].length;
    if (this.#text[this.#at] === 'i' && !isWordChar(this.#text, this.#at + 1))
      throw new LexError('complex numbers are not supported');
    if (isWordChar(this.#text, this.#at)) {
      this.#at++;
      throw new LexError(`bad number syntax: ${JSON.stringify(this.#text.slice(this.#start, this.#at))}`);
    }
    this.#emit('number');
    return true;
  }

  #lexWord(char: string): true {
    const sigil = char === '.' || char === '$';
    if (!sigil && !isWordChar(this.#text, this.#at)) return this.#lexOther(char);
    if (sigil) this.#at++;
    if (sigil && this.#atTerminator()) return this.#takeNone(char === '.' ? 'dot' : 'variable');
    while (isWordChar(this.#text, this.#at)) this.#at += String.fromCodePoint(this.#text.codePointAt(this.#at)!).length;
    if (!this.#atTerminator()) throw new LexError(`bad character ${describeChar(this.#text, this.#at)}`);
    return this.#takeNone(char === '.' ? 'field' : char === '$' ? 'variable' : this.#wordType());
  }

  #takeNone(type: TokenType): true {
    this.#emit(type);
    return true;
  }

  #wordType(): TokenType {
    const word = this.#text.slice(this.#start, this.#at);
    if (word === 'nil') return 'nil';
    if (word === 'true' || word === 'false') return 'bool';
    return KEYWORDS.has(word) ? 'keyword' : 'identifier';
  }

  #lexOther(char: string): true {
    if (!/[\x21-\x7e]/.test(char)) {
      throw new LexError(`unrecognized character in action: ${describeChar(this.#text, this.#at)}`);
    }
    return this.#take(1, 'char');
  }

  /** What may follow a word: `.x+y` and `$x$y` are mistakes. */
  #atTerminator(): boolean {
    const char = this.#text[this.#at];
    if (char === undefined || isSpace(char) || '.,|:()'.includes(char)) return true;
    return this.#text.startsWith(RIGHT, this.#at);
  }
}

const isSpace = (char: string | undefined): boolean => char !== undefined && SPACE.includes(char);

function isWordChar(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && (code === 95 || /[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code)));
}

function describeChar(text: string, at: number): string {
  const code = text.codePointAt(at);
  if (code === undefined) return 'at the end';
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return `U+${hex} '${String.fromCodePoint(code)}'`;
}
