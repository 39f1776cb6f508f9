import { parseRegex, RegexError, type Assertion, type RegexNode } from './syntax.ts';

type Instruction =
  | { readonly op: 'char'; readonly takes: (char: string) => boolean }
  | { readonly op: 'assert'; readonly at: Assertion }
  | { readonly op: 'save'; readonly slot: number }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'match' };

/** Starts and ends of the match and of each group, −1 where a group took no part. */
export type Match = readonly number[];

const MAX_PROGRAM = 20_000;

/**
 * A regular expression as Go's regexp has it: RE2's syntax, leftmost-first, and time linear in the text, since a template may
 * come from anybody (Pike's virtual machine; Russ Cox, "Regular Expression Matching: the Virtual Machine Approach").
 * Positions count characters. Throws a RegexError for a pattern that is none.
 */
export class Regex {
  readonly names: ReadonlyMap<string, number>;
  readonly #program: Instruction[] = [];
  readonly #slots: number;

  constructor(pattern: string) {
    const { root, groups, names } = parseRegex(pattern);
    this.names = names;
    this.#slots = 2 * (groups + 1);
    this.#emit({ op: 'save', slot: 0 });
    this.#compile(root);
    this.#emit({ op: 'save', slot: 1 });
    this.#emit({ op: 'match' });
  }

  /** The leftmost match from a position on. `step` is charged for the work done. */
  match(chars: readonly string[], from: number, step: (count: number) => void): Match | undefined {
    let best: Match | undefined;
    let threads: Thread[] = [];
    for (let at = from; at <= chars.length; at++) {
      const seen = new Set<number>();
      const next: Thread[] = [];
      const current: Thread[] = [];
      for (const thread of threads) this.#follow(thread, chars, at, seen, current);
      if (!best) this.#follow({ pc: 0, slots: new Array<number>(this.#slots).fill(-1) }, chars, at, seen, current);
      step(seen.size);
      for (const { pc, slots } of current) {
        const instruction = this.#program[pc]!;
        if (instruction.op === 'match') {
          best = slots;
          break;
        }
        const taken = instruction.op === 'char' && at < chars.length && instruction.takes(chars[at]!);
        if (taken) next.push({ pc: pc + 1, slots });
      }
      threads = next;
      if (best && threads.length === 0) break;
    }
    return best;
  }

  #emit(instruction: Instruction): number {
    if (this.#program.length >= MAX_PROGRAM) throw new RegexError('expression too large');
    return this.#program.push(instruction) - 1;
  }

  #compile(node: RegexNode): void {
    switch (node.type) {
      case 'empty':
        return;
      case 'char':
        this.#emit({ op: 'char', takes: node.takes });
        return;
      case 'assert':
        this.#emit({ op: 'assert', at: node.at });
        return;
      case 'group':
        this.#emit({ op: 'save', slot: 2 * node.index });
        this.#compile(node.node);
        this.#emit({ op: 'save', slot: 2 * node.index + 1 });
        return;
      case 'concat':
        node.nodes.forEach((part) => this.#compile(part));
        return;
      case 'alternate':
        this.#alternate(node.nodes);
        return;
      case 'repeat':
        this.#repeat(node);
    }
  }

  #alternate(nodes: readonly RegexNode[]): void {
    const jumps: { op: 'jump'; to: number }[] = [];
    nodes.forEach((node, index) => {
      if (index === nodes.length - 1) return this.#compile(node);
      const split = this.#split(true);
      this.#compile(node);
      const jump = { op: 'jump' as const, to: 0 };
      jumps.push(jump);
      this.#emit(jump);
      split(this.#program.length);
    });
    for (const jump of jumps) jump.to = this.#program.length;
  }

  /** Goes on with the next instruction or with one that is named later; greedy prefers the next. */
  #split(greedy: boolean): (other: number) => void {
    const split = { op: 'split' as const, first: 0, second: 0 };
    const here = this.#emit(split) + 1;
    return (other) => Object.assign(split, greedy ? { first: here, second: other } : { first: other, second: here });
  }

  #repeat({ node, min, max, greedy }: Extract<RegexNode, { type: 'repeat' }>): void {
    for (let count = 0; count < min; count++) this.#compile(node);
    if (max === Infinity) {
      const start = this.#program.length;
      const split = this.#split(greedy);
      this.#compile(node);
      this.#emit({ op: 'jump', to: start });
      split(this.#program.length);
      return;
    }
    const splits: ((other: number) => void)[] = [];
    for (let count = min; count < max; count++) {
      splits.push(this.#split(greedy));
      this.#compile(node);
    }
    for (const split of splits) split(this.#program.length);
  }

  /** Adds what a thread can reach without taking a character, in order of preference. */
  #follow(start: Thread, chars: readonly string[], at: number, seen: Set<number>, into: Thread[]): void {
    const pending = [start];
    for (let thread = pending.pop(); thread; thread = pending.pop()) {
      const { pc, slots } = thread;
      if (seen.has(pc)) continue;
      seen.add(pc);
      const instruction = this.#program[pc]!;
      if (instruction.op === 'jump') pending.push({ pc: instruction.to, slots });
      else if (instruction.op === 'split')
        pending.push({ pc: instruction.second, slots }, { pc: instruction.first, slots });
      else if (instruction.op === 'save') pending.push({ pc: pc + 1, slots: slots.with(instruction.slot, at) });
      else if (instruction.op !== 'assert') into.push(thread);
      else if (holds(instruction.at, chars, at)) pending.push({ pc: pc + 1, slots });
    }
  }
}

interface Thread {
  readonly pc: number;
  readonly slots: readonly number[];
}

function holds(assertion: Assertion, chars: readonly string[], at: number): boolean {
  const isWord = (index: number): boolean => /^[0-9A-Za-z_]$/.test(chars[index] ?? '');
  switch (assertion) {
    case 'begin':
      return at === 0;
    case 'end':
      return at === chars.length;
    case 'beginLine':
      return at === 0 || chars[at - 1] === '\n';
    case 'endLine':
      return at === chars.length || chars[at] === '\n';
    case 'word':
      return isWord(at - 1) !== isWord(at);
    case 'notWord':
      return isWord(at - 1) === isWord(at);
  }
}
