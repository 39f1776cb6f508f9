import { tokenize, type Token, type TokenType } from './lexer.ts';
import { unquote } from './literals.ts';
import { TemplateError } from './template-error.ts';

/** Nesting of actions and parentheses; deeper ones are an error rather than an overflow of the stack. */
const MAX_DEPTH = 100;

/** The tokens of a template, one after the other. What is wrong is thrown as a TemplateError. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  peek(): Token {
    const token = this.#tokens[this.#at]!;
    if (token.type === 'error') this.fail(token.value, token);
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.type !== 'eof') this.#at++;
    return token;
  }

  skipSpace(): void {
    while (this.peek().type === 'space') this.#at++;
  }

  peekNonSpace(): Token {
    this.skipSpace();
    return this.peek();
  }

  nextNonSpace(): Token {
    this.skipSpace();
    return this.next();
  }

  expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    if (token.type !== type) this.unexpected(token, context);
    return token;
  }

  fail(message: string, token: { readonly offset: number }): never {
    throw new TemplateError(message, token.offset);
  }

  unexpected(token: Token, context: string): never {
    const what =
      token.type === 'eof' ? 'EOF' : token.type === 'keyword' ? `<${token.value}>` : JSON.stringify(token.value);
    return this.fail(`unexpected ${what} in ${context}`, token);
  }

  unquoted(token: Token): string {
    return unquote(token.value) ?? this.fail('invalid syntax in a quoted string', token);
  }

  /** What was read last. */
  get last(): Token {
    return this.#tokens[this.#at - 1]!;
  }

  /** Reads it again. */
  back(): void {
    this.#at--;
  }

  /** Reads on from here again, where what follows is not what it may be. */
  mark(): () => void {
    const at = this.#at;
    return () => void (this.#at = at);
  }

  /** `what`: actions or parentheses. */
  nested<T>(token: Token, what: string, parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} ${what}`, token);
    const result = parse();
    this.#depth--;
    return result;
  }
}
