import type { Context } from './context.ts';
import { toParam, type ParamName, type TemplateFunction } from './function.ts';
import type { Command, FieldNode, NumberNode, Operand } from './nodes.ts';
import type { CommandScope, Evaluate, Run } from './compiled.ts';
import { fail, TemplateError } from './template-error.ts';
import { ABSENT, GoList, GoMap, GoObject, int, isTrue, typeName, type Value } from './values.ts';

/** No argument came through the pipe. */
export const MISSING = Symbol('missing');
type Final = Value | typeof MISSING;

type Call = (run: Run, dot: Value, final: Final) => Value;
type ReadMember = (run: Run, receiver: Value) => Value;
/** Evaluates an argument for a parameter of this type. */
type Argument = (run: Run, dot: Value, param: ParamName) => unknown;

/** What `args[0]` is decides: a function, a value that is there, or a method that takes the rest. */
export function compileCommand(command: Command, compiler: CommandScope): Call {
  const first = command.args[0]!;
  const rest = command.args.slice(1);
  if (first.type === 'identifier') return compileCall(first, rest, command.offset, compiler);
  const path = pathOf(first);
  if (path && path.names.length > 0) return compileMethod(first, path.names, rest, compiler);
  const evaluate = first.type === 'nil' ? () => fail('nil is not a command', first.offset) : operand(first, compiler);
  const what = describe(first);
  return (run, dot, final) => {
    if (rest.length > 0 || final !== MISSING) fail(`can't give argument to non-function ${what}`, first.offset);
    return evaluate(run, dot);
  };
}

/** A field without arguments, from dot on. A nil that it holds is no value any more. */
export function compileField({ names, offset }: FieldNode, compiler: CommandScope): Evaluate {
  const evaluate = path(startOf({ type: 'field', names, offset }, compiler), names, offset);
  const [first] = names.length === 1 ? [member(names[0]!, offset)] : [];
  if (first) return (run, dot) => first(run, dot) ?? undefined;
  return (run, dot) => evaluate(run, dot) ?? undefined;
}

function describe(node: Operand): string {
  if (node.type === 'variable') return node.name;
  if (node.type === 'pipe') return 'a parenthesised pipeline';
  return node.type === 'nil' || node.type === 'dot' ? node.type : 'a literal';
}

const pathOf = (node: Operand): { readonly names: readonly string[] } | undefined =>
  node.type === 'field' || node.type === 'variable' || node.type === 'chain' ? node : undefined;

/** The value that the names of a field, variable or chain start from. */
function startOf(node: Operand, compiler: CommandScope): Evaluate {
  if (node.type === 'field') return (_, dot) => dot;
  if (node.type === 'variable') return variable(node.name, node.offset, compiler);
  if (node.type !== 'chain') throw new TypeError(`no start in a ${node.type}`);
  if (node.operand.type === 'nil') return () => fail('indirection through explicit nil', node.offset);
  return operand(node.operand, compiler);
}

function variable(name: string, offset: number, compiler: CommandScope): Evaluate {
  const slot = compiler.slotOf(name);
  if (slot === undefined) return () => fail(`undefined variable: ${name}`, offset);
  return (run) => run.vars[slot];
}

/** The members up to the last; a map's member takes no argument, an object's may. */
function compileMethod(
  node: Operand,
  names: readonly string[],
  rest: readonly Operand[],
  compiler: CommandScope,
): Call {
  const owner = path(startOf(node, compiler), names.slice(0, -1), node.offset);
  const name = names.at(-1)!;
  const read = member(name, node.offset);
  if (rest.length === 0)
    return (run, dot, final) => {
      const receiver = owner(run, dot);
      if (final === MISSING) return read(run, receiver);
      return callMember({ receiver, name, offset: node.offset, run }, [], final);
    };
  const args = rest.map((arg) => argument(arg, compiler));
  return (run, dot, final) => {
    const receiver = owner(run, dot);
    const method = receiver instanceof GoObject ? receiver.members.get(name) : undefined;
    const params = (method as TemplateFunction | undefined)?.params ?? [];
    const values = args.map((evaluate, index) => evaluate(run, dot, params[index] ?? 'any'));
    return callMember({ receiver, name, offset: node.offset, run }, values, final);
  };
}

interface MemberPlace {
  readonly receiver: Value;
  readonly name: string;
  readonly offset: number;
  readonly run: Run;
}

/** The arguments have the types of the parameters already; what came through the pipe has not. */
function callMember({ receiver, name, offset, run }: MemberPlace, args: readonly unknown[], final: Final): Value {
  if (!(receiver instanceof GoObject)) {
    member(name, offset)(run, receiver);
    return fail(`${name} is not a method but has arguments`, offset);
  }
  const method = receiver.members.get(name) as TemplateFunction | undefined;
  if (!method) return fail(`can't evaluate field ${name} in type ${receiver.type}`, offset);
  checkArity(name, method, args.length + (final === MISSING ? 0 : 1), offset);
  if (final === MISSING) return method.call(run.context, args);
  return method.call(run.context, [...args, finalArgument(final, method.params[args.length]!, offset)]);
}

/** Follows names from a value; one name is the usual case. */
function path(start: Evaluate, names: readonly string[], offset: number): Evaluate {
  const reads = names.map((name) => member(name, offset));
  const [first] = reads;
  if (!first) return start;
  if (reads.length === 1) return (run, dot) => first(run, start(run, dot));
  return (run, dot) => {
    let value = start(run, dot);
    for (const read of reads) value = read(run, value);
    return value;
  };
}

const member =
  (name: string, offset: number): ReadMember =>
  (run, receiver) => {
    if (!(receiver instanceof GoMap)) return memberOfOther(run, receiver, { name, offset });
    const value = receiver.member(name);
    if (value !== ABSENT) return value;
    if (run.missingKey === 'error') fail(`map has no entry for key ${JSON.stringify(name)}`, offset);
    if (run.missingKey === 'default') return undefined;
    return receiver.of === 'string' ? '' : null;
  };

function memberOfOther(run: Run, receiver: Value, { name, offset }: { name: string; offset: number }): Value {
  if (receiver === undefined) {
    if (run.missingKey === 'error') fail(`nil data; no entry for key ${JSON.stringify(name)}`, offset);
    return undefined;
  }
  if (receiver === null) fail(`nil pointer evaluating interface {}.${name}`, offset);
  if (receiver instanceof GoObject) return callMember({ receiver, name, offset, run }, [], MISSING);
  return fail(`can't evaluate field ${name} in type ${typeName(receiver)}`, offset);
}

/** The value of an operand; literals keep their own type. */
function operand(node: Operand, compiler: CommandScope): Evaluate {
  switch (node.type) {
    case 'pipe':
      return compiler.pipe(node);
    case 'identifier': {
      const call = compileCall(node, [], node.offset, compiler);
      return (run, dot) => call(run, dot, MISSING);
    }
    case 'field':
    case 'variable':
    case 'chain':
      return path(startOf(node, compiler), node.names, node.offset);
    case 'dot':
      return (_, dot) => dot;
    case 'nil':
      return () => null;
    case 'number':
      return number(node);
    default:
      return () => node.value;
  }
}

function number(node: NumberNode): Evaluate {
  if (node.isFloat) return () => node.float;
  if (BigInt.asIntN(64, node.integer!) !== node.integer) return () => fail(`${node.text} overflows int`, node.offset);
  const value = int(node.integer);
  return () => value;
}

/** An argument for a parameter: a literal must be written in the parameter's type, and numbers fit more than one. */
function argument(node: Operand, compiler: CommandScope): Argument {
  if (node.type === 'nil') return (_, __, param) => nilArgument(param, node.offset);
  const evaluate = operand(node, compiler);
  const isLiteral = node.type === 'number' || node.type === 'string' || node.type === 'bool';
  return (run, dot, param) => {
    if (node.type === 'number' && param === 'float64') return node.float;
    if (node.type === 'number' && param === 'int') {
      if (node.integer === undefined) fail(`expected integer; found ${node.text}`, node.offset);
      return Number(node.integer);
    }
    const value = evaluate(run, dot);
    try {
      return toParam(value, param);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      return fail(isLiteral ? `expected ${param}; found ${typeName(value)}` : error.message, node.offset);
    }
  };
}

function nilArgument(param: ParamName, offset: number): unknown {
  if (param === 'map') return new GoMap();
  if (param === 'list') return new GoList([]);
  if (param === 'value') return undefined;
  return param === 'any' ? null : fail(`cannot assign nil to ${param}`, offset);
}

type Identifier = Extract<Operand, { type: 'identifier' }>;

function compileCall({ name, offset }: Identifier, args: readonly Operand[], at: number, compiler: CommandScope): Call {
  const callee = compiler.functions.get(name);
  if (!callee) return () => fail(`function ${JSON.stringify(name)} not defined`, offset);
  const compiled = args.map((arg) => argument(arg, compiler));
  if (name === 'and' || name === 'or') return shortCircuit(name, callee, compiled, offset);
  const paramAt = (index: number): ParamName => callee.params[index] ?? callee.rest!;
  const params = args.map((_, index) => paramAt(index));
  const lastParam = paramAt(args.length);
  return (run, dot, final) => {
    run.context.step();
    checkArity(name, callee, args.length + (final === MISSING ? 0 : 1), offset);
    const values = compiled.map((evaluate, index) => evaluate(run, dot, params[index]!));
    if (final !== MISSING) values.push(finalArgument(final, lastParam, at));
    return invoke(run, { name, callee, offset }, values);
  };
}

function finalArgument(final: Value, param: ParamName, offset: number): unknown {
  try {
    return toParam(final, param);
  } catch (error) {
    throw error instanceof TemplateError ? new TemplateError(error.message, offset) : error;
  }
}

/** Most functions look at all of a text or list: long ones are charged, so that loops over them end. */
function charge(context: Context, values: readonly unknown[]): void {
  let work = 0;
  for (const value of values) {
    if (typeof value === 'string') work += value.length >> 5;
    else if (value instanceof GoList) work += value.items.length >> 3;
    else if (value instanceof GoMap) work += value.weight >> 3;
  }
  if (work > 0) context.step(work);
}

interface Callee {
  readonly name: string;
  readonly callee: TemplateFunction;
  readonly offset: number;
}

function invoke(run: Run, { name, callee, offset }: Callee, values: readonly unknown[]): Value {
  try {
    charge(run.context, values);
    return callee.call(run.context, values);
  } catch (error) {
    if (!(error instanceof TemplateError) || error.offset !== undefined) throw error;
    throw new TemplateError(`error calling ${name}: ${error.message}`, offset);
  }
}

function checkArity(name: string, { params, rest }: TemplateFunction, count: number, offset: number): void {
  if (rest ? count >= params.length : count === params.length) return;
  const wanted = `${rest ? 'at least ' : ''}${params.length}`;
  fail(`wrong number of args for ${name}: want ${wanted} got ${count}`, offset);
}

function shortCircuit(name: 'and' | 'or', callee: TemplateFunction, args: readonly Argument[], offset: number): Call {
  return (run, dot, final) => {
    run.context.step();
    checkArity(name, callee, args.length + (final === MISSING ? 0 : 1), offset);
    let value: Value;
    for (const evaluate of args) {
      value = evaluate(run, dot, 'value') as Value;
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final === MISSING ? value : final;
  };
}
