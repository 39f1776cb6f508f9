import type { Token, TokenType } from './lexer.ts';
import { parseCharacter, parseNumber } from './literals.ts';
import type { Command, Operand, Pipe } from './nodes.ts';
import type { TokenReader } from './token-reader.ts';

/** Says what is wrong with calling a function of this name, or nothing. */
export type CheckFunction = (name: string) => string | undefined;

/** What stands within the braces of an action, or in parentheses. */
export class PipelineParser {
  readonly #tokens: TokenReader;
  readonly #checkFunction: CheckFunction;
  /** The variables that are known here. */
  vars: string[] = ['$'];

  constructor(tokens: TokenReader, checkFunction: CheckFunction) {
    this.#tokens = tokens;
    this.#checkFunction = checkFunction;
  }

  pipeline(context: string, end: 'rightDelim' | 'rightParen'): Pipe {
    const offset = this.#tokens.peekNonSpace().offset;
    const { declares, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#tokens.nextNonSpace();
      if (token.type === end) break;
      if (!STARTS_OPERAND.has(token.type)) this.#tokens.unexpected(token, context);
      this.#tokens.back();
      commands.push(this.#command());
    }
    this.#checkPipeline(commands, context);
    return { type: 'pipe', offset, assigns, declares, commands };
  }

  #declarations(context: string): { declares: string[]; assigns: boolean } {
    const declares: string[] = [];
    for (;;) {
      const variable = this.#tokens.peekNonSpace();
      if (variable.type !== 'variable') break;
      const again = this.#tokens.mark();
      this.#tokens.next();
      const next = this.#tokens.peekNonSpace();
      const isComma = next.type === 'char' && next.value === ',';
      if (next.type === 'assign' || next.type === 'declare') {
        this.#tokens.next();
        this.#declare(declares, variable);
        return { declares, assigns: next.type === 'assign' };
      }
      if (!isComma) {
        again();
        break;
      }
      this.#tokens.next();
      this.#declare(declares, variable);
      if (context !== 'range' || declares.length > 1) this.#tokens.fail(`too many declarations in ${context}`, next);
      if (this.#tokens.peekNonSpace().type !== 'variable')
        this.#tokens.fail('range can only initialize variables', this.#tokens.peek());
    }
    return { declares, assigns: false };
  }

  #declare(declares: string[], variable: Token): void {
    declares.push(variable.value);
    this.vars.push(variable.value);
  }

  #checkPipeline(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.#tokens.fail(`missing value for ${context}`, this.#tokens.last);
    commands.slice(1).forEach((command, index) => {
      if (!['bool', 'dot', 'nil', 'number', 'string'].includes(command.args[0]!.type)) return;
      this.#tokens.fail(`non executable command in pipeline stage ${index + 2}`, command);
    });
  }

  /** Operands separated by space, up to a pipe or the end of the pipeline. */
  #command(): Command {
    const offset = this.#tokens.peekNonSpace().offset;
    const args: Operand[] = [];
    for (;;) {
      this.#tokens.skipSpace();
      const operand = this.#operand();
      if (operand) args.push(operand);
      const token = this.#tokens.next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.#tokens.back();
      else if (token.type !== 'pipe') this.#tokens.unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) this.#tokens.fail('empty command', this.#tokens.peek());
    return { offset, args };
  }

  /** A term with the fields that follow it without space: `(index .a 1).b`, `$x.y`. */
  #operand(): Operand | undefined {
    const term = this.#term();
    if (!term || this.#tokens.peek().type !== 'field') return term;
    const names: string[] = [];
    while (this.#tokens.peek().type === 'field') names.push(this.#tokens.next().value.slice(1));
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, names: [...term.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#tokens.fail('unexpected . after a literal', term);
      default:
        return { type: 'chain', offset: term.offset, operand: term, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#tokens.nextNonSpace();
    const { offset } = token;
    switch (token.type) {
      case 'identifier':
        return this.#identifier(token);
      case 'dot':
      case 'nil':
        return { type: token.type, offset };
      case 'bool':
        return { type: 'bool', offset, value: token.value === 'true' };
      case 'field':
        return { type: 'field', offset, names: [token.value.slice(1)] };
      case 'variable':
        if (!this.vars.includes(token.value))
          this.#tokens.fail(`undefined variable ${JSON.stringify(token.value)}`, token);
        return { type: 'variable', offset, name: token.value, names: [] };
      case 'number':
        return (
          parseNumber(token.value, offset) ??
          this.#tokens.fail(`illegal number syntax: ${JSON.stringify(token.value)}`, token)
        );
      case 'charConstant':
        return (
          parseCharacter(token.value, offset) ??
          this.#tokens.fail(`malformed character constant: ${token.value}`, token)
        );
      case 'string':
        return { type: 'string', offset, value: this.#tokens.unquoted(token) };
      case 'rawString':
        return { type: 'string', offset, value: token.value.slice(1, -1) };
      case 'leftParen':
        return this.#parenthesised(token);
      default:
        if (token.type !== 'eof') this.#tokens.back();
        return undefined;
    }
  }

  #identifier(token: Token): Operand {
    const problem = this.#checkFunction(token.value);
    if (problem) this.#tokens.fail(problem, token);
    return { type: 'identifier', offset: token.offset, name: token.value };
  }

  #parenthesised(token: Token): Pipe {
    return this.#tokens.nested(token, 'parentheses', () => this.pipeline('parenthesized pipeline', 'rightParen'));
  }
}

const STARTS_OPERAND: ReadonlySet<TokenType> = new Set([
  'bool',
  'charConstant',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'rawString',
  'string',
  'variable',
  'leftParen',
]);
