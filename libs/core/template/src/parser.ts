import { tokenize, type Token, type TokenType } from './lexer.ts';
import { parseCharacter, parseNumber, unquote } from './literals.ts';
import type { Command, ControlNode, Node, Operand, ParsedTemplate, Pipe } from './nodes.ts';
import { TemplateError } from './template-error.ts';

/** Says what is wrong with calling a function of this name, or nothing. */
export type CheckFunction = (name: string) => string | undefined;

/** Nesting of actions and parentheses; deeper ones are an error rather than an overflow of the stack. */
const MAX_DEPTH = 100;

/** Go's text/template parser (src/text/template/parse/parse.go). Throws a TemplateError. */
export const parse = (text: string, checkFunction: CheckFunction): ParsedTemplate =>
  new Parser(tokenize(text), checkFunction).run();

/** What ended a list of nodes; an `else` may go on as `else if`. */
type Ending = { readonly type: 'end' } | { readonly type: 'else'; readonly chained: boolean };

class Parser {
  readonly #tokens: readonly Token[];
  readonly #checkFunction: CheckFunction;
  readonly #defined = new Map<string, readonly Node[]>();
  #at = 0;
  #vars: string[] = ['$'];
  #ranges = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], checkFunction: CheckFunction) {
    this.#tokens = tokens;
    this.#checkFunction = checkFunction;
  }

  run(): ParsedTemplate {
    const root: Node[] = [];
    while (this.#peek().type !== 'eof') {
      if (this.#startsDefine()) {
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if ('ending' in node) this.#fail(`unexpected {{${node.ending.type}}}`, this.#tokens[this.#at - 1]!);
      root.push(node.node);
    }
    return { root, defined: this.#defined };
  }

  #peek(): Token {
    const token = this.#tokens[this.#at]!;
    if (token.type === 'error') this.#fail(token.value, token);
    return token;
  }

  #next(): Token {
    const token = this.#peek();
    if (token.type !== 'eof') this.#at++;
    return token;
  }

  #skipSpace(): void {
    while (this.#peek().type === 'space') this.#at++;
  }

  #peekNonSpace(): Token {
    this.#skipSpace();
    return this.#peek();
  }

  #nextNonSpace(): Token {
    this.#skipSpace();
    return this.#next();
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    if (token.type !== type) this.#unexpected(token, context);
    return token;
  }

  #fail(message: string, token: { readonly offset: number }): never {
    throw new TemplateError(message, token.offset);
  }

  #unexpected(token: Token, context: string): never {
    const what =
      token.type === 'eof' ? 'EOF' : token.type === 'keyword' ? `<${token.value}>` : JSON.stringify(token.value);
    return this.#fail(`unexpected ${what} in ${context}`, token);
  }

  #startsDefine(): boolean {
    if (this.#peek().type !== 'leftDelim') return false;
    const at = this.#at;
    this.#at++;
    const token = this.#nextNonSpace();
    if (token.type === 'keyword' && token.value === 'define') return true;
    this.#at = at;
    return false;
  }

  #definition(): void {
    const outer = this.#vars;
    this.#vars = ['$'];
    const name = this.#templateName('define clause');
    this.#expect('rightDelim', 'define clause');
    const { list, ending } = this.#itemList();
    if (ending.type !== 'end') this.#fail('unexpected {{else}} in define clause', this.#tokens[this.#at - 1]!);
    this.#vars = outer;
    this.#define(name, list);
  }

  /** An empty definition never replaces one with content; two with content are a mistake. */
  #define(name: { text: string; token: Token }, list: readonly Node[]): void {
    const isEmpty = (nodes: readonly Node[]): boolean =>
      nodes.every((node) => node.type === 'text' && !node.text.trim());
    const known = this.#defined.get(name.text);
    if (known && !isEmpty(known) && !isEmpty(list))
      this.#fail(`multiple definition of template ${JSON.stringify(name.text)}`, name.token);
    if (!known || isEmpty(known)) this.#defined.set(name.text, list);
  }

  #templateName(context: string): { text: string; token: Token } {
    const token = this.#nextNonSpace();
    if (token.type === 'rawString') return { text: token.value.slice(1, -1), token };
    if (token.type !== 'string') this.#unexpected(token, context);
    return { text: this.#unquoted(token), token };
  }

  #unquoted(token: Token): string {
    return unquote(token.value) ?? this.#fail('invalid syntax in a quoted string', token);
  }

  #itemList(): { list: Node[]; ending: Ending } {
    const list: Node[] = [];
    while (this.#peekNonSpaceIn() !== 'eof') {
      const item = this.#textOrAction();
      if ('ending' in item) return { list, ending: item.ending };
      list.push(item.node);
    }
    return this.#fail('unexpected EOF', this.#peek());
  }

  #peekNonSpaceIn(): TokenType {
    return this.#peekNonSpace().type;
  }

  #textOrAction(): { node: Node } | { ending: Ending } {
    const token = this.#nextNonSpace();
    if (token.type === 'text') return { node: { type: 'text', offset: token.offset, text: token.value } };
    if (token.type !== 'leftDelim') this.#unexpected(token, 'input');
    if (++this.#depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH} actions`, token);
    const result = this.#action();
    this.#depth--;
    return result;
  }

  #action(): { node: Node } | { ending: Ending } {
    const token = this.#nextNonSpace();
    if (token.type !== 'keyword') {
      this.#at--;
      const pipe = this.#pipeline('command', 'rightDelim');
      return { node: { type: 'action', offset: token.offset, pipe } };
    }
    switch (token.value) {
      case 'if':
      case 'with':
      case 'range':
        return { node: this.#control(token.value, token) };
      case 'template':
        return { node: this.#templateCall(token) };
      case 'block':
        return { node: this.#block(token) };
      case 'break':
      case 'continue':
        return { node: this.#jump(token.value, token) };
      case 'end':
        this.#expect('rightDelim', 'end');
        return { ending: { type: 'end' } };
      case 'else':
        return { ending: this.#elseEnding() };
      default:
        return this.#unexpected(token, 'command');
    }
  }

  #jump(type: 'break' | 'continue', token: Token): Node {
    this.#expect('rightDelim', `{{${type}}}`);
    if (this.#ranges === 0) this.#fail(`{{${type}}} outside {{range}}`, token);
    return { type, offset: token.offset };
  }

  #elseEnding(): Ending {
    const token = this.#peekNonSpace();
    if (token.type === 'keyword' && (token.value === 'if' || token.value === 'with'))
      return { type: 'else', chained: true };
    this.#expect('rightDelim', 'else');
    return { type: 'else', chained: false };
  }

  #control(type: ControlNode['type'], token: Token): ControlNode {
    const scope = this.#vars.length;
    const pipe = this.#pipeline(type, 'rightDelim');
    if (type === 'range') this.#ranges++;
    const { list, ending } = this.#itemList();
    if (type === 'range') this.#ranges--;
    const elseList = ending.type === 'else' ? this.#elseList(type, ending.chained) : undefined;
    this.#vars.length = scope;
    return { type, offset: token.offset, pipe, list, ...(elseList && { elseList }) };
  }

  /** `{{else if x}}` is an `if` within the else, sharing the one `{{end}}`. */
  #elseList(type: ControlNode['type'], chained: boolean): Node[] {
    if (chained) {
      const token = this.#nextNonSpace();
      if (token.value !== type || type === 'range') this.#unexpected(token, 'else');
      if (++this.#depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH} actions`, token);
      const node = this.#control(type, token);
      this.#depth--;
      return [node];
    }
    const { list, ending } = this.#itemList();
    if (ending.type !== 'end') this.#fail('expected end; found {{else}}', this.#tokens[this.#at - 1]!);
    return list;
  }

  #templateCall(token: Token): Node {
    const name = this.#templateName('template clause').text;
    if (this.#peekNonSpace().type === 'rightDelim') {
      this.#next();
      return { type: 'template', offset: token.offset, name };
    }
    return { type: 'template', offset: token.offset, name, pipe: this.#pipeline('template clause', 'rightDelim') };
  }

  /** `{{block "name" pipeline}}…{{end}}` defines a template and calls it. */
  #block(token: Token): Node {
    const name = this.#templateName('block clause');
    const pipe = this.#pipeline('block clause', 'rightDelim');
    const outer = { vars: this.#vars, ranges: this.#ranges };
    [this.#vars, this.#ranges] = [['$'], 0];
    const { list, ending } = this.#itemList();
    if (ending.type !== 'end') this.#fail('unexpected {{else}} in block clause', this.#tokens[this.#at - 1]!);
    [this.#vars, this.#ranges] = [outer.vars, outer.ranges];
    this.#define(name, list);
    return { type: 'template', offset: token.offset, name: name.text, pipe };
  }

  #pipeline(context: string, end: 'rightDelim' | 'rightParen'): Pipe {
    const offset = this.#peekNonSpace().offset;
    const { declares, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.type === end) break;
      if (!STARTS_OPERAND.has(token.type)) this.#unexpected(token, context);
      this.#at--;
      commands.push(this.#command());
    }
    this.#checkPipeline(commands, context);
    return { type: 'pipe', offset, assigns, declares, commands };
  }

  #declarations(context: string): { declares: string[]; assigns: boolean } {
    const declares: string[] = [];
    for (;;) {
      const variable = this.#peekNonSpace();
      if (variable.type !== 'variable') break;
      const at = this.#at++;
      const next = this.#peekNonSpace();
      const isComma = next.type === 'char' && next.value === ',';
      if (next.type === 'assign' || next.type === 'declare') {
        this.#at++;
        this.#declare(declares, variable);
        return { declares, assigns: next.type === 'assign' };
      }
      if (!isComma) {
        this.#at = at;
        break;
      }
      this.#at++;
      this.#declare(declares, variable);
      if (context !== 'range' || declares.length > 1) this.#fail(`too many declarations in ${context}`, next);
      if (this.#peekNonSpace().type !== 'variable') this.#fail('range can only initialize variables', this.#peek());
    }
    return { declares, assigns: false };
  }

  #declare(declares: string[], variable: Token): void {
    declares.push(variable.value);
    this.#vars.push(variable.value);
  }

  #checkPipeline(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`, this.#tokens[this.#at - 1]!);
    commands.slice(1).forEach((command, index) => {
      if (!['bool', 'dot', 'nil', 'number', 'string'].includes(command.args[0]!.type)) return;
      this.#fail(`non executable command in pipeline stage ${index + 2}`, command);
    });
  }

  /** Operands separated by space, up to a pipe or the end of the pipeline. */
  #command(): Command {
    const offset = this.#peekNonSpace().offset;
    const args: Operand[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#operand();
      if (operand) args.push(operand);
      const token = this.#next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.#at--;
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) this.#fail('empty command', this.#tokens[this.#at]!);
    return { offset, args };
  }

  /** A term with the fields that follow it without space: `(index .a 1).b`, `$x.y`. */
  #operand(): Operand | undefined {
    const term = this.#term();
    if (!term || this.#peek().type !== 'field') return term;
    const names: string[] = [];
    while (this.#peek().type === 'field') names.push(this.#next().value.slice(1));
    switch (term.type) {
      case 'field':
      case 'variable':
        return { ...term, names: [...term.names, ...names] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail('unexpected . after a literal', term);
      default:
        return { type: 'chain', offset: term.offset, operand: term, names };
    }
  }

  #term(): Operand | undefined {
    const token = this.#nextNonSpace();
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
        if (!this.#vars.includes(token.value)) this.#fail(`undefined variable ${JSON.stringify(token.value)}`, token);
        return { type: 'variable', offset, name: token.value, names: [] };
      case 'number':
        return (
          parseNumber(token.value, offset) ?? this.#fail(`illegal number syntax: ${JSON.stringify(token.value)}`, token)
        );
      case 'charConstant':
        return parseCharacter(token.value, offset) ?? this.#fail(`malformed character constant: ${token.value}`, token);
      case 'string':
        return { type: 'string', offset, value: this.#unquoted(token) };
      case 'rawString':
        return { type: 'string', offset, value: token.value.slice(1, -1) };
      case 'leftParen':
        return this.#parenthesised(token);
      default:
        if (token.type !== 'eof') this.#at--;
        return undefined;
    }
  }

  #identifier(token: Token): Operand {
    const problem = this.#checkFunction(token.value);
    if (problem) this.#fail(problem, token);
    return { type: 'identifier', offset: token.offset, name: token.value };
  }

  #parenthesised(token: Token): Pipe {
    if (++this.#depth > MAX_DEPTH) this.#fail(`nested deeper than ${MAX_DEPTH} parentheses`, token);
    const pipe = this.#pipeline('parenthesized pipeline', 'rightParen');
    this.#depth--;
    return pipe;
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
