import fc from 'fast-check';
import oracle from '../testdata/oracle.json' with { type: 'json' };
import { compile } from './go-template.ts';
import type { Command, ControlNode, Node, Operand, ParsedTemplate, Pipe } from './nodes.ts';
import { parse } from './parser.ts';
import { quoteGo } from './print.ts';
import { TemplateError } from './template-error.ts';
import { fromJson } from './values.ts';

const tryParse = (text: string): ParsedTemplate | undefined => {
  try {
    return parse(text, () => undefined);
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
};

/** Writes a parsed template as text again; `else if` becomes an `if` within an `else`, and blocks become definitions. */
function print({ root, defined }: ParsedTemplate): string {
  const definitions = [...defined].map(([name, nodes]) => `{{define ${quoteGo(name)}}}${printNodes(nodes)}{{end}}`);
  return printNodes(root) + definitions.join('');
}

const printNodes = (nodes: readonly Node[]): string => nodes.map(printNode).join('');

function printNode(node: Node): string {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'action':
      return `{{${printPipe(node.pipe)}}}`;
    case 'template':
      return `{{template ${quoteGo(node.name)}${node.pipe ? ` ${printPipe(node.pipe)}` : ''}}}`;
    case 'break':
    case 'continue':
      return `{{${node.type}}}`;
    default:
      return printControl(node);
  }
}

function printControl({ type, pipe, list, elseList }: ControlNode): string {
  const otherwise = elseList ? `{{else}}${printNodes(elseList)}` : '';
  return `{{${type} ${printPipe(pipe)}}}${printNodes(list)}${otherwise}{{end}}`;
}

function printPipe({ declares, assigns, commands }: Pipe): string {
  const start = declares.length > 0 ? `${declares.join(', ')} ${assigns ? '=' : ':='} ` : '';
  return start + commands.map(printCommand).join(' | ');
}

const printCommand = ({ args }: Command): string => args.map(printOperand).join(' ');

function printOperand(node: Operand): string {
  switch (node.type) {
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'string':
      return quoteGo(node.value);
    case 'number':
      return node.text;
    case 'identifier':
      return node.name;
    case 'field':
      return `.${node.names.join('.')}`;
    case 'variable':
      return [node.name, ...node.names].join('.');
    case 'chain':
      return [printOperand(node.operand), ...node.names].join('.');
    case 'pipe':
      return `(${printPipe(node)})`;
  }
}

/** The tree without places; texts that stood on both sides of a comment are one. */
function shape(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([name, nodes]) => [name, shape(nodes)]);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return joinTexts(value.map(shape));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'offset')
      .map(([key, member]) => [key, shape(member)]),
  );
}

function joinTexts(items: readonly unknown[]): unknown[] {
  const result: unknown[] = [];
  for (const item of items) {
    const [last, next] = [result.at(-1), item] as { type?: string; text?: string }[];
    if (last?.type === 'text' && next?.type === 'text')
      result[result.length - 1] = { ...last, text: last.text! + next.text! };
    else result.push(item);
  }
  return result;
}

const templates = (oracle.cases as { template: string }[]).map(({ template }) => template);

describe('a printed template', () => {
  it('reads back as the same tree, for every one of the generated templates', () => {
    const changed = templates.filter((text) => {
      const parsed = tryParse(text);
      if (!parsed) return false;
      const again = tryParse(print(parsed));
      return !again || JSON.stringify(shape(again)) !== JSON.stringify(shape(parsed));
    });
    expect(changed).toEqual([]);
  });
});

describe('any text at all', () => {
  const data = fromJson(oracle.params);
  const limits = { maxSteps: 20_000, maxOutput: 20_000 };
  const run = (text: string): unknown => {
    const compiled = compile(text);
    return compiled.ok ? compiled.value.execute(data, { limits }) : compiled;
  };
  const pieces = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{{-',
      '-}}',
      ' ',
      '\n',
      '.',
      '.a',
      '$x',
      ':=',
      '=',
      '|',
      '(',
      ')',
      '"s"',
      '`r`',
      "'c'",
      '1',
      '1.5',
      '0x',
    ],
    ...[
      'nil',
      'true',
      'if',
      'else',
      'end',
      'range',
      'with',
      'define',
      'template',
      'block',
      'break',
      'continue',
      ',',
      '/*',
    ],
    ...['upper', 'printf', 'index', 'list', 'dict', 'regexFind', 'tpl', 'semver', 'toDate', '*/', 'x', '\\', 'é', '\0'],
  );
  const garbage = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(''));
  const broken = fc
    .tuple(
      fc.constantFrom(...templates),
      fc.nat(),
      fc.nat(20),
      fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })),
    )
    .map(([text, at, drop, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + drop));

  it.each([
    ['pieces in any order', garbage],
    ['generated templates with a part replaced', broken],
  ])('ends with a text or an error, and the same each time: %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const result = run(text);
        return JSON.stringify(result) === JSON.stringify(run(text));
      }),
      { numRuns: 10_000, examples: [['{{printf "%99999999d" 1}}'], ['{{repeat 9 (repeat 99999 "x")}}']] },
    );
  });
});
