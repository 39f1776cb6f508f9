import type { Token } from './lexer.ts';
import type { ControlNode, Node, ParsedTemplate } from './nodes.ts';
import { PipelineParser, type CheckFunction } from './pipeline-parser.ts';
import { TokenReader } from './token-reader.ts';

/** Go's text/template parser (src/text/template/parse/parse.go). Throws a TemplateError. */
export const parse = (text: string, checkFunction: CheckFunction): ParsedTemplate =>
  new Parser(new TokenReader(text), checkFunction).run();

/** What ended a list of nodes; an `else` may go on as `else if`. */
type Ending = { readonly type: 'end' } | { readonly type: 'else'; readonly chained: boolean };

class Parser {
  readonly #tokens: TokenReader;
  readonly #pipelines: PipelineParser;
  readonly #defined = new Map<string, readonly Node[]>();
  #ranges = 0;

  constructor(tokens: TokenReader, checkFunction: CheckFunction) {
    this.#tokens = tokens;
    this.#pipelines = new PipelineParser(tokens, checkFunction);
  }

  run(): ParsedTemplate {
    const root: Node[] = [];
    while (this.#tokens.peek().type !== 'eof') {
      if (this.#startsDefine()) {
        this.#definition();
        continue;
      }
      const node = this.#textOrAction();
      if ('ending' in node) this.#tokens.fail(`unexpected {{${node.ending.type}}}`, this.#tokens.last);
      root.push(node.node);
    }
    return { root, defined: this.#defined };
  }

  #startsDefine(): boolean {
    if (this.#tokens.peek().type !== 'leftDelim') return false;
    const again = this.#tokens.mark();
    this.#tokens.next();
    const token = this.#tokens.nextNonSpace();
    if (token.type === 'keyword' && token.value === 'define') return true;
    again();
    return false;
  }

  #definition(): void {
    const outer = this.#pipelines.vars;
    this.#pipelines.vars = ['$'];
    const name = this.#templateName('define clause');
    this.#tokens.expect('rightDelim', 'define clause');
    const { list, ending } = this.#itemList();
    if (ending.type !== 'end') this.#tokens.fail('unexpected {{else}} in define clause', this.#tokens.last);
    this.#pipelines.vars = outer;
    this.#define(name, list);
  }

  /** An empty definition never replaces one with content; two with content are a mistake. */
  #define(name: { text: string; token: Token }, list: readonly Node[]): void {
    const isEmpty = (nodes: readonly Node[]): boolean =>
      nodes.every((node) => node.type === 'text' && !node.text.trim());
    const known = this.#defined.get(name.text);
    if (known && !isEmpty(known) && !isEmpty(list))
      this.#tokens.fail(`multiple definition of template ${JSON.stringify(name.text)}`, name.token);
    if (!known || isEmpty(known)) this.#defined.set(name.text, list);
  }

  #templateName(context: string): { text: string; token: Token } {
    const token = this.#tokens.nextNonSpace();
    if (token.type === 'rawString') return { text: token.value.slice(1, -1), token };
    if (token.type !== 'string') this.#tokens.unexpected(token, context);
    return { text: this.#tokens.unquoted(token), token };
  }

  #itemList(): { list: Node[]; ending: Ending } {
    const list: Node[] = [];
    while (this.#tokens.peekNonSpace().type !== 'eof') {
      const item = this.#textOrAction();
      if ('ending' in item) return { list, ending: item.ending };
      list.push(item.node);
    }
    return this.#tokens.fail('unexpected EOF', this.#tokens.peek());
  }

  #textOrAction(): { node: Node } | { ending: Ending } {
    const token = this.#tokens.nextNonSpace();
    if (token.type === 'text') return { node: { type: 'text', offset: token.offset, text: token.value } };
    if (token.type !== 'leftDelim') this.#tokens.unexpected(token, 'input');
    return this.#tokens.nested(token, 'actions', () => this.#action());
  }

  #action(): { node: Node } | { ending: Ending } {
    const token = this.#tokens.nextNonSpace();
    if (token.type !== 'keyword') {
      this.#tokens.back();
      const pipe = this.#pipelines.pipeline('command', 'rightDelim');
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
        this.#tokens.expect('rightDelim', 'end');
        return { ending: { type: 'end' } };
      case 'else':
        return { ending: this.#elseEnding() };
      default:
        return this.#tokens.unexpected(token, 'command');
    }
  }

  #jump(type: 'break' | 'continue', token: Token): Node {
    this.#tokens.expect('rightDelim', `{{${type}}}`);
    if (this.#ranges === 0) this.#tokens.fail(`{{${type}}} outside {{range}}`, token);
    return { type, offset: token.offset };
  }

  #elseEnding(): Ending {
    const token = this.#tokens.peekNonSpace();
    if (token.type === 'keyword' && (token.value === 'if' || token.value === 'with'))
      return { type: 'else', chained: true };
    this.#tokens.expect('rightDelim', 'else');
    return { type: 'else', chained: false };
  }

  #control(type: ControlNode['type'], token: Token): ControlNode {
    const scope = this.#pipelines.vars.length;
    const pipe = this.#pipelines.pipeline(type, 'rightDelim');
    if (type === 'range') this.#ranges++;
    const { list, ending } = this.#itemList();
    if (type === 'range') this.#ranges--;
    const elseList = ending.type === 'else' ? this.#elseList(type, ending.chained) : undefined;
    this.#pipelines.vars.length = scope;
    return { type, offset: token.offset, pipe, list, ...(elseList && { elseList }) };
  }

  /** `{{else if x}}` is an `if` within the else, sharing the one `{{end}}`. */
  #elseList(type: ControlNode['type'], chained: boolean): Node[] {
    if (chained) {
      const token = this.#tokens.nextNonSpace();
      if (token.value !== type || type === 'range') this.#tokens.unexpected(token, 'else');
      return [this.#tokens.nested(token, 'actions', () => this.#control(type, token))];
    }
    const { list, ending } = this.#itemList();
    if (ending.type !== 'end') this.#tokens.fail('expected end; found {{else}}', this.#tokens.last);
    return list;
  }

  #templateCall(token: Token): Node {
    const name = this.#templateName('template clause').text;
    if (this.#tokens.peekNonSpace().type === 'rightDelim') {
      this.#tokens.next();
      return { type: 'template', offset: token.offset, name };
    }
    return {
      type: 'template',
      offset: token.offset,
      name,
      pipe: this.#pipelines.pipeline('template clause', 'rightDelim'),
    };
  }

  /** `{{block "name" pipeline}}…{{end}}` defines a template and calls it. */
  #block(token: Token): Node {
    const name = this.#templateName('block clause');
    const pipe = this.#pipelines.pipeline('block clause', 'rightDelim');
    const outer = { vars: this.#pipelines.vars, ranges: this.#ranges };
    [this.#pipelines.vars, this.#ranges] = [['$'], 0];
    const { list, ending } = this.#itemList();
    if (ending.type !== 'end') this.#tokens.fail('unexpected {{else}} in block clause', this.#tokens.last);
    [this.#pipelines.vars, this.#ranges] = [outer.vars, outer.ranges];
    this.#define(name, list);
    return { type: 'template', offset: token.offset, name: name.text, pipe };
  }
}
