import { isFields } from '../fields.ts';
import { conditionIn, itemScope, itemsOf, readPath } from './scope.ts';
import type { Read, Scope } from './scope.ts';
import { tokenize } from './tokenize.ts';
import type { Token } from './tokenize.ts';

export type Test = (scope: Scope) => boolean;

export interface ParsedTest {
  readonly test: Test;
  /** The first condition that is named: a rule without a message says what that one says. */
  readonly condition?: string;
}

/**
 * The tests of the rules:
 *
 *     Ready=True                       the condition's status; `Ready` alone: it is there
 *     Ready.reason=Pending|Waiting     one of several
 *     .status.phase!=Running           a field; absent differs from everything
 *     .spec.paused                     is there, and neither false, 0, "" nor empty
 *     has .spec.strategy.canary        is there, whatever it holds
 *     .status.ready < .spec.replicas??1
 *     .status.state ^= Provisioning    begins with; `$=`: ends with
 *     some .status.nodes (not .ready)  also `every`, and the number `count .status.nodes (.ready)`
 *     .status.nodes[0].count > .status.replicas minus .spec.partition
 *     .status.free = sum .spec.pools .size         `ratio .status.ready` of a text such as 1/3 is a third
 *     stale                            the status tells of an older generation; `stale Ready`: that condition does
 *     unobserved                       the same, also where it tells of none
 *
 * joined by `and`, `or`, `not` and parentheses. Names with other characters stand in quotes.
 */
export function parseTest(source: string): ParsedTest {
  const parser = new Parser(tokenize(source));
  const test = parser.or();
  parser.end();
  return { test, ...(parser.condition === undefined ? {} : { condition: parser.condition }) };
}

const KEYWORDS = new Set([
  'and',
  'or',
  'not',
  'some',
  'every',
  'count',
  'sum',
  'ratio',
  'minus',
  'stale',
  'unobserved',
]);
const COMPARISONS: ReadonlyMap<string, (left: unknown, right: readonly unknown[]) => boolean> = new Map([
  ['=', isOneOf],
  ['!=', (left: unknown, right: readonly unknown[]) => !isOneOf(left, right)],
  ['^=', (left, right) => typeof left === 'string' && right.some((one) => left.startsWith(String(one)))],
  ['$=', (left, right) => typeof left === 'string' && right.some((one) => left.endsWith(String(one)))],
  ['<', (left, [right]) => Number(left) < Number(right)],
  ['<=', (left, [right]) => Number(left) <= Number(right)],
  ['>', (left, [right]) => Number(left) > Number(right)],
  ['>=', (left, [right]) => Number(left) >= Number(right)],
]);

/** As text, so that `true` and `3` need no other spelling than words. */
function isOneOf(left: unknown, right: readonly unknown[]): boolean {
  return left !== undefined && right.some((one) => one !== undefined && String(left) === String(one));
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  condition: string | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  or(): Test {
    const parts = [this.#and()];
    while (this.#takes('or')) parts.push(this.#and());
    return parts.length === 1 ? parts[0]! : (scope) => parts.some((part) => part(scope));
  }

  end(): void {
    const left = this.#tokens[this.#at];
    if (left) throw new SyntaxError(`did not expect "${left.value}"`);
  }

  #and(): Test {
    const parts = [this.#not()];
    while (this.#takes('and')) parts.push(this.#not());
    return parts.length === 1 ? parts[0]! : (scope) => parts.every((part) => part(scope));
  }

  #not(): Test {
    if (!this.#takes('not')) return this.#single();
    const inner = this.#not();
    return (scope) => !inner(scope);
  }

  #single(): Test {
    if (this.#takes('(')) return this.#closed(this.or());
    if (this.#takes('some')) return this.#quantified((items, test) => items.some(test));
    if (this.#takes('every')) return this.#quantified((items, test) => items.every(test));
    if (this.#takes('stale')) return this.#stale();
    if (this.#takes('unobserved')) return isUnobserved;
    if (this.#takes('has')) return this.#has();
    const left = this.#left();
    const sign = this.#tokens[this.#at];
    const compare = sign?.type === 'sign' ? COMPARISONS.get(sign.value) : undefined;
    if (!compare) return left.exists;
    this.#at += 1;
    const right = [this.#right()];
    while (this.#takes('|')) right.push(this.#right());
    return (scope) =>
      compare(
        left.read(scope),
        right.map((read) => read(scope)),
      );
  }

  #left(): { readonly read: Read; readonly exists: Test } {
    const number = this.#number();
    if (number) return { read: number, exists: (scope) => isThere(number(scope)) };
    const token = this.#next();
    if (token.type === 'path') {
      const read = this.#minus(this.#orElse(readPath(token.value)));
      return { read, exists: (scope) => isThere(read(scope)) };
    }
    if (token.type === 'sign') throw new SyntaxError(`did not expect "${token.value}"`);
    return this.#conditionPart(token);
  }

  /** `Ready`, `Ready.reason`; a quoted type is taken whole, and may be followed by a path. */
  #conditionPart(token: Token): { readonly read: Read; readonly exists: Test } {
    const dot = token.type === 'word' ? token.value.indexOf('.') : -1;
    const type = dot < 0 ? token.value : token.value.slice(0, dot);
    const next = this.#tokens[this.#at];
    const path = token.type === 'text' && next?.type === 'path' ? this.#next().value : undefined;
    const field = dot < 0 ? path?.slice(1) : token.value.slice(dot + 1);
    this.condition ??= type;
    const read: Read = (scope) => conditionIn(scope, type)?.[field ?? 'status'];
    return {
      read,
      exists: field ? (scope) => isThere(read(scope)) : (scope) => conditionIn(scope, type) !== undefined,
    };
  }

  #right(): Read {
    const number = this.#number();
    if (number) return number;
    const token = this.#next();
    return token.type === 'path' ? this.#minus(this.#orElse(readPath(token.value))) : () => token.value;
  }

  #number(): Read | undefined {
    if (this.#takes('count')) return this.#count();
    if (this.#takes('sum')) return sumOf(readPath(this.#path()), readPath(this.#path()));
    return this.#takes('ratio') ? ratioOf(readPath(this.#path())) : undefined;
  }

  #orElse(read: Read): Read {
    if (!this.#takes('??')) return read;
    const { value } = this.#next();
    return (scope) => read(scope) ?? value;
  }

  #minus(read: Read): Read {
    if (!this.#takes('minus')) return read;
    const less = readPath(this.#path());
    return (scope) => Number(read(scope)) - Number(less(scope) ?? 0);
  }

  #count(): Read {
    const items = this.#items();
    const test = this.#takes('(') ? this.#inside() : () => true;
    return (scope) => items(scope).filter((item) => test(itemScope(scope.root, item))).length;
  }

  #quantified(holds: (items: readonly unknown[], test: (item: unknown) => boolean) => boolean): Test {
    const items = this.#items();
    if (!this.#takes('(')) throw new SyntaxError('expected a test in parentheses after the list');
    const test = this.#inside();
    return (scope) => holds(items(scope), (item) => test(itemScope(scope.root, item)));
  }

  #items(): (scope: Scope) => readonly unknown[] {
    const read = readPath(this.#path());
    return (scope) => itemsOf(read(scope));
  }

  /** What a test of items names is no condition of the object. */
  #inside(): Test {
    const outer = this.condition;
    const test = this.#closed(this.or());
    this.condition = outer;
    return test;
  }

  #path(): string {
    const token = this.#next();
    if (token.type !== 'path') throw new SyntaxError(`expected a path such as .status.nodes, found "${token.value}"`);
    return token.value;
  }

  #has(): Test {
    const read = readPath(this.#path());
    return (scope) => read(scope) !== undefined;
  }

  #stale(): Test {
    const next = this.#tokens[this.#at];
    if (!next || next.type !== 'word' || KEYWORDS.has(next.value)) return isStale;
    const { value: type } = this.#next();
    return (scope) => tellsOfAnother(conditionIn(scope, type), scope);
  }

  #closed(test: Test): Test {
    if (!this.#takes(')')) throw new SyntaxError('a parenthesis is not closed');
    return test;
  }

  #takes(value: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.value !== value || token.type === 'text') return false;
    this.#at += 1;
    return true;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw new SyntaxError('it ends too early');
    this.#at += 1;
    return token;
  }
}

const sumOf =
  (items: Read, field: Read): Read =>
  (scope) =>
    itemsOf(items(scope)).reduce<number>((sum, item) => sum + Number(field(itemScope(scope.root, item)) ?? 0), 0);

/** `2/3` as a number; nothing where the text is another, or nothing is wanted. */
const ratioOf =
  (read: Read): Read =>
  (scope) => {
    const [, part, whole] = /^(\d+)\/(\d+)$/.exec(String(read(scope))) ?? [];
    return Number(whole) > 0 ? Number(part) / Number(whole) : undefined;
  };

function isThere(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isFields(value) ? Object.keys(value).length > 0 : Boolean(value);
}

const tellsOfAnother = (told: unknown, { root }: Scope): boolean => {
  const observed = isFields(told) ? told['observedGeneration'] : undefined;
  const generation = root.metadata['generation'];
  return observed !== undefined && generation !== undefined && observed !== generation;
};

/** Of an item its own conditions tell, of the object its status. */
const isStale: Test = (scope) =>
  scope.at === scope.root
    ? tellsOfAnother(scope.root['status'], scope)
    : tellsOfAnother(scope.at, scope) || scope.conditions.some((condition) => tellsOfAnother(condition, scope));

const isUnobserved: Test = ({ root }) => {
  const status = root['status'];
  return !isFields(status) || status['observedGeneration'] !== root.metadata['generation'];
};
