/** The tree of a regular expression in RE2's syntax. */
export type RegexNode =
  | { readonly type: 'empty' }
  | { readonly type: 'char'; readonly takes: (char: string) => boolean }
  | { readonly type: 'assert'; readonly at: Assertion }
  | { readonly type: 'group'; readonly index: number; readonly node: RegexNode }
  | { readonly type: 'concat' | 'alternate'; readonly nodes: readonly RegexNode[] }
  | {
      readonly type: 'repeat';
      readonly node: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    };

export type Assertion = 'begin' | 'end' | 'beginLine' | 'endLine' | 'word' | 'notWord';

export interface ParsedRegex {
  readonly root: RegexNode;
  /** Number of capturing groups. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

export class RegexError extends Error {}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

const CLASSES: Readonly<Record<string, RegExp>> = { d: /[0-9]/, w: /[0-9A-Za-z_]/, s: /[\t\n\f\r ]/ };
const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /[\0-\x7f]/,
  blank: /[\t ]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t\n\v\f\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};
const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const MAX_REPEAT = 1000;
const MAX_DEPTH = 100;

/** Parses RE2's syntax; lookaround and back references are errors, as they are in Go. Throws a RegexError. */
export const parseRegex = (pattern: string): ParsedRegex => new RegexParser(pattern).run();

class RegexParser {
  readonly #chars: readonly string[];
  readonly #names = new Map<string, number>();
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(pattern: string) {
    this.#chars = [...pattern];
  }

  run(): ParsedRegex {
    const root = this.#alternation({ i: false, m: false, s: false, U: false });
    if (this.#at < this.#chars.length) throw new RegexError('unexpected )');
    return { root, groups: this.#groups, names: this.#names };
  }

  #peek(offset = 0): string | undefined {
    return this.#chars[this.#at + offset];
  }

  #eat(text: string): boolean {
    const hit = [...text].every((char, index) => this.#peek(index) === char);
    if (hit) this.#at += text.length;
    return hit;
  }

  /** Up to `)` or the end; `(?i)` changes the flags for what follows in it. */
  #alternation(given: Flags): RegexNode {
    let flags = given;
    const branches: RegexNode[][] = [[]];
    for (let char = this.#peek(); char !== undefined && char !== ')'; char = this.#peek()) {
      if (this.#eat('|')) {
        branches.push([]);
        continue;
      }
      const changed = this.#flagGroup(flags);
      if (changed) flags = changed;
      else branches.at(-1)!.push(...this.#quantified(flags));
    }
    const nodes = branches.map(concat);
    return nodes.length === 1 ? nodes[0]! : { type: 'alternate', nodes };
  }

  #flagGroup(flags: Flags): Flags | undefined {
    const found = /^\(\?([imsU]*(?:-[imsU]+)?)\)/.exec(this.#rest(12));
    if (!found || found[1] === '') return undefined;
    this.#at += found[0].length;
    return withFlags(flags, found[1]!);
  }

  #rest(length: number): string {
    return this.#chars.slice(this.#at, this.#at + length).join('');
  }

  #quantified(flags: Flags): RegexNode[] {
    if (this.#eat('\\Q')) return this.#literalText(flags);
    let node = this.#atom(flags);
    for (let repeated = false; ; repeated = true) {
      const range = this.#quantifier();
      if (!range) return [node];
      if (repeated) throw new RegexError('invalid nested repetition operator');
      const lazy = this.#eat('?');
      node = { type: 'repeat', node, min: range[0], max: range[1], greedy: lazy === flags.U };
    }
  }

  #literalText(flags: Flags): RegexNode[] {
    const nodes: RegexNode[] = [];
    while (this.#peek() !== undefined && !this.#eat('\\E')) nodes.push(literal(this.#chars[this.#at++]!, flags));
    return nodes;
  }

  #quantifier(): [number, number] | undefined {
    if (this.#eat('*')) return [0, Infinity];
    if (this.#eat('+')) return [1, Infinity];
    if (this.#eat('?')) return [0, 1];
    const found = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#rest(16));
    if (!found) return undefined;
    this.#at += found[0].length;
    const min = Number(found[1]);
    const max = !found[2] ? min : found[3] ? Number(found[3]) : Infinity;
    const tooMany = min > MAX_REPEAT || (max !== Infinity && (max > MAX_REPEAT || max < min));
    if (tooMany) throw new RegexError('invalid repeat count');
    return [min, max];
  }

  #atom(flags: Flags): RegexNode {
    const char = this.#chars[this.#at++]!;
    if ('*+?'.includes(char)) throw new RegexError('missing argument to repetition operator');
    if (char === '(') return this.#group(flags);
    if (char === '[') return { type: 'char', takes: folded(this.#charClass(), flags) };
    if (char === '.') return { type: 'char', takes: flags.s ? () => true : (other) => other !== '\n' };
    if (char === '^') return { type: 'assert', at: flags.m ? 'beginLine' : 'begin' };
    if (char === '$') return { type: 'assert', at: flags.m ? 'endLine' : 'end' };
    return char === '\\' ? this.#escape(flags) : literal(char, flags);
  }

  #group(flags: Flags): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexError('expression nests too deeply');
    const plain = /^\?([imsU]*(?:-[imsU]+)?):/.exec(this.#rest(12));
    const named = /^\?P?<([A-Za-z_]\w*)>/.exec(this.#rest(80));
    if (!plain && !named && this.#peek() === '?') throw new RegexError('invalid or unsupported Perl syntax');
    this.#at += (plain ?? named ?? [''])[0].length;
    const index = plain ? 0 : ++this.#groups;
    if (named) {
      if (!this.#names.has(named[1]!)) this.#names.set(named[1]!, index);
    }
    const node = this.#alternation(plain ? withFlags(flags, plain[1]!) : flags);
    if (!this.#eat(')')) throw new RegexError('missing closing )');
    this.#depth--;
    return plain ? node : { type: 'group', index, node };
  }

  #escape(flags: Flags): RegexNode {
    const assertions: Readonly<Record<string, Assertion>> = { A: 'begin', z: 'end', b: 'word', B: 'notWord' };
    const at = assertions[this.#peek() ?? ''];
    if (at) {
      this.#at++;
      return { type: 'assert', at };
    }
    const set = this.#escapedClass();
    return set ? { type: 'char', takes: folded(set, flags) } : literal(this.#escapedChar(), flags);
  }

  /** After a backslash: `d`, `W`, `pL`, `p{Greek}`; undefined where it is no class. */
  #escapedClass(): ((char: string) => boolean) | undefined {
    const letter = this.#peek() ?? '';
    const perl = CLASSES[letter.toLowerCase()];
    if (perl) {
      this.#at++;
      return letter === letter.toLowerCase() ? (char) => perl.test(char) : (char) => !perl.test(char);
    }
    const found = /^[pP](?:\{(\^?)(\w+)\}|(\w))/.exec(this.#rest(40));
    if (!found) return undefined;
    this.#at += found[0].length;
    const set = unicodeClass(found[2] ?? found[3]!);
    const negated = (letter === 'P') !== (found[1] === '^');
    return negated ? (char) => !set.test(char) : (char) => set.test(char);
  }

  #escapedChar(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new RegexError('trailing backslash at end of expression');
    const hex = char === 'x' ? /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(this.#rest(8)) : null;
    if (hex) {
      this.#at += hex[0].length;
      return String.fromCodePoint(parseInt((hex[1] ?? hex[2])!, 16));
    }
    const octal = /^0[0-7]{0,2}|^[1-7][0-7]{1,2}/.exec(char + this.#rest(2));
    if (octal) {
      this.#at += octal[0].length - 1;
      return String.fromCodePoint(parseInt(octal[0], 8));
    }
    if (ESCAPES[char]) return ESCAPES[char];
    if (/[0-9A-Za-z]/.test(char) || char > '\x7f') throw new RegexError(`invalid escape sequence: \\${char}`);
    return char;
  }

  #charClass(): (char: string) => boolean {
    const negated = this.#eat('^');
    const members: ((char: string) => boolean)[] = [];
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#peek() === undefined) throw new RegexError('missing closing ]');
      members.push(this.#classMember());
    }
    this.#at++;
    const takes = (char: string): boolean => members.some((member) => member(char));
    return negated ? (char) => !takes(char) : takes;
  }

  #classMember(): (char: string) => boolean {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.#rest(16));
    if (posix) {
      const set = POSIX[posix[2]!];
      if (!set) throw new RegexError('invalid character class range');
      this.#at += posix[0].length;
      return posix[1] ? (char) => !set.test(char) : (char) => set.test(char);
    }
    if (this.#peek() === '\\') {
      this.#at++;
      const set = this.#escapedClass();
      if (set) return set;
      this.#at--;
    }
    const low = this.#classChar();
    const isRange = this.#peek() === '-' && this.#peek(1) !== ']' && this.#peek(1) !== undefined;
    if (!isRange) return (char) => char === low;
    this.#at++;
    const [from, to] = [low.codePointAt(0)!, this.#classChar().codePointAt(0)!];
    if (from > to) throw new RegexError('invalid character class range');
    return (char) => char.codePointAt(0)! >= from && char.codePointAt(0)! <= to;
  }

  #classChar(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new RegexError('missing closing ]');
    return char === '\\' ? this.#escapedChar() : char;
  }
}

const concat = (nodes: readonly RegexNode[]): RegexNode =>
  nodes.length === 0 ? { type: 'empty' } : nodes.length === 1 ? nodes[0]! : { type: 'concat', nodes };

const literal = (char: string, flags: Flags): RegexNode => ({
  type: 'char',
  takes: folded((other) => other === char, flags),
});

function folded(takes: (char: string) => boolean, flags: Flags): (char: string) => boolean {
  return flags.i ? (char) => takes(char) || takes(char.toLowerCase()) || takes(char.toUpperCase()) : takes;
}

function withFlags(flags: Flags, text: string): Flags {
  const [on = '', off = ''] = text.split('-');
  const changed = [...on]
    .map((flag) => [flag, true] as const)
    .concat([...off].map((flag) => [flag, false] as const) as never);
  return { ...flags, ...Object.fromEntries(changed) };
}

function unicodeClass(name: string): RegExp {
  for (const source of [`\\p{${name}}`, `\\p{Script=${name}}`]) {
    try {
      return new RegExp(source, 'u');
    } catch {
      continue;
    }
  }
  throw new RegexError(`invalid character class range: \\p{${name}}`);
}
