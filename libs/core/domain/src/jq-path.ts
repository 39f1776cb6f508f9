import { jqTokens, type JqToken } from './jq-tokens.ts';
import { err, ok, type Result } from './result.ts';

/** Where something stands in a document: names of maps, indexes of lists. */
export type JsonPath = readonly (string | number)[];

/**
 * A jq path expression as a function from a document to the paths that it names, also those where nothing is. The part of jq
 * that people use to name fields: `.a.b`, `."a"`, `.["a"]`, `[0]`, `[-1]`, `[]`, `..`, `?`, `|`, `,`, parentheses and `select` with
 * comparisons, `and`, `or`, `not`, `has`, `length`, `type`, `startswith`, `endswith`, `contains`, `ascii_downcase`, `tostring`. It
 * ends for every input, which jq itself does not: an expression of a set may come from anybody. Where jq would fail on a
 * document (a field of a number), nothing is named. The error says which character is not understood.
 */
export function compileJqPath(text: string): Result<(document: unknown) => readonly JsonPath[], string> {
  if (text.length > MAX_LENGTH) return err(`is longer than ${MAX_LENGTH} characters`);
  const tokens = jqTokens(text);
  if (typeof tokens === 'string') return err(tokens);
  try {
    const parser = new Parser(tokens);
    const root = parser.pipe(0);
    parser.demandEnd();
    if (!root.isPath) return err('gives values, where the place of a field is wanted');
    return ok((document) => pathsOf(root, document));
  } catch (error) {
    if (error instanceof Unreadable) return err(error.message);
    throw error;
  }
}

const MAX_LENGTH = 2_000;
const MAX_DEPTH = 50;
/** Of values that are looked at. */
const MAX_STEPS = 100_000;

/** A value with its place; without one where it was made and not found. */
interface Found {
  readonly path?: JsonPath;
  readonly value: unknown;
}

interface Node {
  readonly run: (input: Found, steps: Steps) => readonly Found[];
  readonly isPath: boolean;
}

class Unreadable extends Error {}
class TooMuch extends Error {}

class Steps {
  #left = MAX_STEPS;
  take(count: number): void {
    this.#left -= count + 1;
    if (this.#left < 0) throw new TooMuch();
  }
}

/** Nothing where it would take too long: as an expression that names nothing. */
function pathsOf(root: Node, document: unknown): readonly JsonPath[] {
  try {
    return root.run({ path: [], value: document }, new Steps()).flatMap(({ path }) => (path ? [path] : []));
  } catch (error) {
    if (error instanceof TooMuch) return [];
    throw error;
  }
}

const isMapOf = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const child = ({ path, value }: Found, step: string | number): Found => {
  const inner: unknown = isMapOf(value) && !Object.hasOwn(value, step) ? undefined : (value as never)?.[step];
  return { ...(path && { path: [...path, step] }), value: inner ?? null };
};

function field(input: Found, name: string): readonly Found[] {
  return isMapOf(input.value) || input.value === null ? [child(input, name)] : [];
}

function index(input: Found, at: number): readonly Found[] {
  const { value } = input;
  if (value !== null && !Array.isArray(value)) return [];
  const place = at < 0 ? (value?.length ?? 0) + at : at;
  return place < 0 ? [] : [child(input, place)];
}

function each(input: Found): readonly Found[] {
  const { value } = input;
  if (Array.isArray(value)) return value.map((_, at) => child(input, at));
  return isMapOf(value) ? Object.keys(value).map((name) => child(input, name)) : [];
}

function everything(input: Found, steps: Steps): readonly Found[] {
  const inner = each(input);
  steps.take(inner.length);
  return [input, ...inner.flatMap((one) => everything(one, steps))];
}

const truthy = ({ value }: Found): boolean => value !== false && value !== null;
const made = (value: unknown): readonly Found[] => [{ value }];

/** jq's order of types; within one of them by value. */
const TYPES = ['null', 'boolean', 'number', 'string', 'array', 'object'];
const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : (typeof value as string);

function compare(a: unknown, b: unknown): number {
  const byType = TYPES.indexOf(typeOf(a)) - TYPES.indexOf(typeOf(b));
  if (byType !== 0) return byType;
  const [x, y] = typeof a === 'object' ? [sortedJson(a), sortedJson(b)] : [a as string, b as string];
  return x < y ? -1 : x > y ? 1 : 0;
}

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isMapOf(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const CONSTANTS: ReadonlyMap<string, unknown> = new Map(Object.entries({ true: true, false: false, null: null }));

const BARE: Readonly<Record<string, (value: unknown) => readonly Found[]>> = {
  not: (value) => made(value === false || value === null),
  type: (value) => made(typeOf(value)),
  length: (value) => {
    if (value === null) return made(0);
    if (typeof value === 'string') return made([...value].length);
    if (typeof value === 'number') return made(Math.abs(value));
    return typeof value === 'object' ? made(Object.keys(value).length) : [];
  },
  ascii_downcase: (value) =>
    typeof value === 'string' ? made(value.replace(/[A-Z]/g, (letter) => letter.toLowerCase())) : [],
  tostring: (value) => made(typeof value === 'string' ? value : sortedJson(value)),
  empty: () => [],
};

const WITH_ONE: Readonly<Record<string, (value: unknown, argument: unknown) => readonly Found[]>> = {
  startswith: (value, part) => texts(value, part, (whole, start) => whole.startsWith(start)),
  endswith: (value, part) => texts(value, part, (whole, end) => whole.endsWith(end)),
  contains: (value, part) => made(contains(value, part)),
  has: (value, key) => {
    if (isMapOf(value) && typeof key === 'string') return made(Object.hasOwn(value, key));
    return Array.isArray(value) && typeof key === 'number' ? made(key >= 0 && key < value.length) : [];
  },
};

const texts = (value: unknown, part: unknown, test: (whole: string, part: string) => boolean): readonly Found[] =>
  typeof value === 'string' && typeof part === 'string' ? made(test(value, part)) : [];

function contains(value: unknown, part: unknown): boolean {
  if (typeof value === 'string' && typeof part === 'string') return value.includes(part);
  if (Array.isArray(value) && Array.isArray(part))
    return part.every((wanted) => value.some((one) => contains(one, wanted)));
  if (isMapOf(value) && isMapOf(part))
    return Object.entries(part).every(([key, wanted]) => Object.hasOwn(value, key) && contains(value[key], wanted));
  return compare(value, part) === 0;
}

const then = (first: Node, second: Node): Node => ({
  isPath: first.isPath && second.isPath,
  run: (input, steps) => {
    const found = first.run(input, steps);
    steps.take(found.length);
    return found.flatMap((one) => second.run(one, steps));
  },
});

const step = (run: (input: Found, steps: Steps) => readonly Found[]): Node => ({ isPath: true, run });
const value = (run: Node['run']): Node => ({ isPath: false, run });
const literal = (constant: unknown): Node => value(() => made(constant));

/** By descent; each rule reads its tokens and gives what runs. */
class Parser {
  readonly #tokens: readonly JqToken[];
  #next = 0;

  constructor(tokens: readonly JqToken[]) {
    this.#tokens = tokens;
  }

  get #token(): JqToken {
    return this.#tokens[this.#next]!;
  }

  demandEnd(): void {
    if (this.#token.kind !== 'end') this.#refuse();
  }

  pipe(depth: number): Node {
    if (depth > MAX_DEPTH) throw new Unreadable(`is nested more than ${MAX_DEPTH} deep`);
    let node = this.#comma(depth);
    while (this.#takes('sign', '|')) node = then(node, this.#comma(depth));
    return node;
  }

  #comma(depth: number): Node {
    const all = [this.#logic('or', depth)];
    while (this.#takes('sign', ',')) all.push(this.#logic('or', depth));
    if (all.length === 1) return all[0]!;
    return {
      isPath: all.every((one) => one.isPath),
      run: (input, steps) => all.flatMap((one) => one.run(input, steps)),
    };
  }

  #logic(word: 'or' | 'and', depth: number): Node {
    const operand = (): Node => (word === 'or' ? this.#logic('and', depth) : this.#comparison(depth));
    const all = [operand()];
    while (this.#takes('name', word)) all.push(operand());
    if (all.length === 1) return all[0]!;
    return value((input, steps) => {
      const holds = (one: Node): boolean => one.run(input, steps).some(truthy);
      return made(word === 'or' ? all.some(holds) : all.every(holds));
    });
  }

  #comparison(depth: number): Node {
    const left = this.#postfix(depth);
    const holds = this.#token.kind === 'sign' ? COMPARISONS[this.#token.value] : undefined;
    if (!holds) return left;
    this.#next += 1;
    const right = this.#postfix(depth);
    return value((input, steps) => {
      const [a, b] = [left.run(input, steps), right.run(input, steps)];
      steps.take(a.length * b.length);
      return a.flatMap((one) => b.map((other) => ({ value: holds(compare(one.value, other.value)) })));
    });
  }

  #postfix(depth: number): Node {
    let node = this.#primary(depth);
    for (;;) {
      const token = this.#token;
      if (this.#takes('field'))
        node = then(
          node,
          step((input) => field(input, token.value)),
        );
      else if (this.#takes('sign', '[')) node = then(node, this.#bracket());
      else if (this.#takes('sign', '.')) node = then(node, this.#behindDot());
      // What cannot be done gives nothing here anyway.
      else if (!this.#takes('sign', '?')) return node;
    }
  }

  /** `."name"` and `.[…]` behind something. */
  #behindDot(): Node {
    const { value: name } = this.#token;
    if (this.#takes('text')) return step((input) => field(input, name));
    this.#demand('sign', '[');
    return this.#bracket();
  }

  /** Behind its `[`. */
  #bracket(): Node {
    if (this.#takes('sign', ']')) return step(each);
    const negative = this.#takes('sign', '-');
    const token = this.#token;
    if (!(token.kind === 'number' || (token.kind === 'text' && !negative))) this.#refuse();
    this.#next += 1;
    this.#demand('sign', ']');
    if (token.kind === 'text') return step((input) => field(input, token.value));
    const at = Number(token.value) * (negative ? -1 : 1);
    if (!Number.isSafeInteger(at)) throw new Unreadable(`at character ${token.at + 1}: ${token.value} is no index`);
    return step((input) => index(input, at));
  }

  #primary(depth: number): Node {
    const token = this.#token;
    if (this.#takes('sign', '..')) return step(everything);
    if (this.#takes('field')) return step((input) => field(input, token.value));
    if (this.#takes('sign', '.')) {
      const name = this.#token;
      return this.#takes('text') ? step((input) => field(input, name.value)) : step((input) => [input]);
    }
    if (this.#takes('sign', '(')) {
      const inner = this.pipe(depth + 1);
      this.#demand('sign', ')');
      return inner;
    }
    if (this.#takes('text')) return literal(token.value);
    if (this.#takes('number')) return literal(Number(token.value));
    if (this.#takes('sign', '-')) {
      const number = this.#token;
      this.#demand('number');
      return literal(-Number(number.value));
    }
    return this.#named(depth);
  }

  #named(depth: number): Node {
    const token = this.#token;
    const { value: name } = token;
    if (!this.#takes('name')) this.#refuse();
    if (CONSTANTS.has(name)) return literal(CONSTANTS.get(name));
    if (name === 'recurse' && !this.#is('sign', '(')) return step(everything);
    if (Object.hasOwn(BARE, name)) return value((input) => BARE[name]!(input.value));
    const call = Object.hasOwn(WITH_ONE, name) ? WITH_ONE[name] : undefined;
    if (!call && name !== 'select') {
      const message = `at character ${token.at + 1}: ${name} is not understood`;
      throw new Unreadable(`${message}; ${KNOWN} are`);
    }
    this.#demand('sign', '(');
    const argument = this.pipe(depth + 1);
    this.#demand('sign', ')');
    if (!call) return step((input, steps) => (argument.run(input, steps).some(truthy) ? [input] : []));
    return value((input, steps) => argument.run(input, steps).flatMap((one) => call(input.value, one.value)));
  }

  #is(kind: JqToken['kind'], text?: string): boolean {
    return this.#token.kind === kind && (text === undefined || this.#token.value === text);
  }

  #takes(kind: JqToken['kind'], text?: string): boolean {
    const is = this.#is(kind, text);
    if (is) this.#next += 1;
    return is;
  }

  #demand(kind: JqToken['kind'], text?: string): void {
    if (!this.#takes(kind, text)) this.#refuse(text);
  }

  #refuse(wanted?: string): never {
    const { kind, value: found, at } = this.#token;
    const what = kind === 'end' ? 'it ends too early' : `${JSON.stringify(found)} is not understood`;
    throw new Unreadable(`at character ${at + 1}: ${what}${wanted ? `, ${wanted} was expected` : ''}`);
  }
}

const KNOWN = ['select', 'recurse', ...Object.keys(BARE), ...Object.keys(WITH_ONE)].join(', ');
