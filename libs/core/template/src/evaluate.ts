import type { Context, MissingKey } from './context.ts';
import { toParam, type ParamName, type TemplateFunction } from './function.ts';
import type { Command, ControlNode, Node, Operand, ParsedTemplate, Pipe } from './nodes.ts';
import { printValue } from './print.ts';
import { TemplateError } from './template-error.ts';
import { GoInt, GoList, GoMap, int, isTrue, typeName, type Value } from './values.ts';

/** No argument came through the pipe. */
const MISSING = Symbol('missing');
type Final = Value | typeof MISSING;

type Jump = 'break' | 'continue' | undefined;

export interface Evaluation {
  readonly template: ParsedTemplate;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  readonly missingKey: MissingKey;
  readonly context: Context;
}

/** Go's text/template evaluator (src/text/template/exec.go). Throws a TemplateError. */
export const evaluate = (evaluation: Evaluation, data: Value): string => new Evaluator(evaluation).run(data);

class Evaluator {
  readonly #evaluation: Evaluation;
  readonly #context: Context;
  #output: string[] = [];
  #length = 0;
  #vars: { name: string; value: Value }[] = [];
  #depth = 0;

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
    this.#context = evaluation.context;
  }

  run(data: Value): string {
    this.#vars = [{ name: '$', value: data }];
    this.#walkList(data, this.#evaluation.template.root);
    return this.#output.join('');
  }

  #write(text: string): void {
    this.#length += text.length;
    if (this.#length > this.#context.limits.maxOutput) this.#context.tooLong();
    this.#output.push(text);
  }

  #walkList(dot: Value, nodes: readonly Node[]): Jump {
    for (const node of nodes) {
      const jump = this.#located(node.offset, () => this.#walk(dot, node));
      if (jump) return jump;
    }
    return undefined;
  }

  /** Errors are where the innermost node is that has a place. */
  #located<T>(offset: number, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (error instanceof TemplateError && error.offset === undefined) throw new TemplateError(error.message, offset);
      throw error;
    }
  }

  #walk(dot: Value, node: Node): Jump {
    this.#context.step();
    switch (node.type) {
      case 'text':
        this.#write(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipeline(dot, node.pipe);
        if (node.pipe.declares.length === 0)
          this.#write(value === undefined ? '<no value>' : printValue(value, this.#context));
        return undefined;
      }
      case 'if':
      case 'with':
        return this.#walkIfOrWith(dot, node);
      case 'range':
        this.#walkRange(dot, node);
        return undefined;
      case 'template':
        this.#walkTemplate(dot, node.name, node.pipe);
        return undefined;
      case 'break':
      case 'continue':
        return node.type;
    }
  }

  #walkIfOrWith(dot: Value, node: ControlNode): Jump {
    const mark = this.#vars.length;
    const value = this.#pipeline(dot, node.pipe);
    const jump = isTrue(value)
      ? this.#walkList(node.type === 'with' ? value : dot, node.list)
      : this.#walkList(dot, node.elseList ?? []);
    this.#vars.length = mark;
    return jump;
  }

  #walkTemplate(dot: Value, name: string, pipe: Pipe | undefined): void {
    const nodes = this.#evaluation.template.defined.get(name);
    if (!nodes) throw new TemplateError(`template ${JSON.stringify(name)} not defined`);
    const data = pipe ? this.#pipeline(dot, pipe) : undefined;
    const { maxDepth } = this.#context.limits;
    if (++this.#depth > maxDepth) throw new TemplateError(`calls templates deeper than ${maxDepth} levels`);
    const outer = this.#vars;
    this.#vars = [{ name: '$', value: data }];
    this.#walkList(data, nodes);
    this.#vars = outer;
    this.#depth--;
  }

  #walkRange(dot: Value, node: ControlNode): void {
    const outer = this.#vars.length;
    const value = this.#pipeline(dot, node.pipe);
    const mark = this.#vars.length;
    let any = false;
    for (const [index, item] of this.#iterate(value, node.pipe)) {
      any = true;
      this.#context.step();
      this.#setRangeVars(node.pipe, mark, index, item);
      const jump = this.#walkList(item, node.list);
      this.#vars.length = mark;
      if (jump === 'break') break;
    }
    if (!any && node.elseList) this.#walkList(dot, node.elseList);
    this.#vars.length = outer;
  }

  *#iterate(value: Value, pipe: Pipe): Generator<readonly [Value, Value]> {
    if (value === undefined || value === null) return;
    if (value instanceof GoList) {
      for (const [index, item] of value.items.entries()) yield [int(index), item];
    } else if (value instanceof GoMap) {
      yield* value.sorted();
    } else if (value instanceof GoInt) {
      if (pipe.declares.length > 1)
        throw new TemplateError(`can't use ${value.value} to iterate over more than one variable`);
      for (let at = 0n; at < value.value; at++) yield [undefined, new GoInt(at, value.type)];
    } else throw new TemplateError(`range can't iterate over ${printValue(value, this.#context)}`);
  }

  /** With one variable it is the element, with two the index comes first. */
  #setRangeVars(pipe: Pipe, mark: number, index: Value, item: Value): void {
    const { declares } = pipe;
    if (declares.length === 0) return;
    if (pipe.assigns) {
      this.#assign(declares[0]!, declares.length > 1 ? index : item);
      if (declares.length > 1) this.#assign(declares[1]!, item);
      return;
    }
    this.#vars[mark - 1] = { name: this.#vars[mark - 1]!.name, value: item };
    if (declares.length > 1) this.#vars[mark - 2] = { name: this.#vars[mark - 2]!.name, value: index };
  }

  #assign(name: string, value: Value): void {
    const variable = this.#vars.findLast((candidate) => candidate.name === name);
    if (!variable) throw new TemplateError(`undefined variable: ${name}`);
    variable.value = value;
  }

  #pipeline(dot: Value, pipe: Pipe): Value {
    let value: Final = MISSING;
    // A nil interface that comes out of a command is no value any more, as reflect has it.
    for (const command of pipe.commands)
      value = this.#located(command.offset, () => this.#command(dot, command, value)) ?? undefined;
    const result = value === MISSING ? undefined : (value as Value);
    for (const name of pipe.declares) {
      if (pipe.assigns) this.#assign(name, result);
      else this.#vars.push({ name, value: result });
    }
    return result;
  }

  #command(dot: Value, command: Command, final: Final): Value {
    const first = command.args[0]!;
    const rest = command.args.slice(1);
    const hasArgs = rest.length > 0 || final !== MISSING;
    switch (first.type) {
      case 'identifier':
        return this.#call(dot, first.name, rest, final);
      case 'field':
        return this.#fields(dot, first.names, hasArgs);
      case 'variable': {
        if (first.names.length === 0) this.#notAFunction(hasArgs, first.name);
        return this.#fields(this.#variable(first.name), first.names, hasArgs);
      }
      case 'chain':
        return this.#chain(dot, first, hasArgs);
      case 'pipe':
        this.#notAFunction(hasArgs, 'a parenthesised pipeline');
        return this.#pipeline(dot, first);
      case 'nil':
        this.#notAFunction(hasArgs, 'nil');
        throw new TemplateError('nil is not a command');
      default:
        this.#notAFunction(hasArgs, 'a literal');
        return this.#constant(dot, first);
    }
  }

  #notAFunction(hasArgs: boolean, what: string): void {
    if (hasArgs) throw new TemplateError(`can't give argument to non-function ${what}`);
  }

  #chain(dot: Value, chain: Extract<Operand, { type: 'chain' }>, hasArgs: boolean): Value {
    if (chain.operand.type === 'nil') throw new TemplateError('indirection through explicit nil');
    return this.#fields(this.#operand(dot, chain.operand), chain.names, hasArgs);
  }

  #constant(dot: Value, node: Operand): Value {
    if (node.type === 'dot') return dot;
    if (node.type === 'bool' || node.type === 'string') return node.value;
    if (node.type !== 'number') throw new TemplateError(`can't handle ${node.type}`);
    if (node.isFloat) return node.float;
    if (BigInt.asIntN(64, node.integer!) !== node.integer) throw new TemplateError(`${node.text} overflows int`);
    return int(node.integer);
  }

  #variable(name: string): Value {
    const variable = this.#vars.findLast((candidate) => candidate.name === name);
    if (!variable) throw new TemplateError(`undefined variable: ${name}`);
    return variable.value;
  }

  #fields(start: Value, names: readonly string[], hasArgs: boolean): Value {
    return names.reduce((value, name, index) => this.#field(value, name, hasArgs && index === names.length - 1), start);
  }

  #field(receiver: Value, name: string, hasArgs: boolean): Value {
    const { missingKey } = this.#evaluation;
    if (receiver === undefined) {
      if (missingKey === 'error') throw new TemplateError(`nil data; no entry for key ${JSON.stringify(name)}`);
      return undefined;
    }
    if (receiver === null) throw new TemplateError(`nil pointer evaluating interface {}.${name}`);
    if (!(receiver instanceof GoMap))
      throw new TemplateError(`can't evaluate field ${name} in type ${typeName(receiver)}`);
    if (hasArgs) throw new TemplateError(`${name} is not a method but has arguments`);
    if (receiver.entries.has(name)) return receiver.entries.get(name);
    if (missingKey === 'error') throw new TemplateError(`map has no entry for key ${JSON.stringify(name)}`);
    if (missingKey === 'default') return undefined;
    return receiver.of === 'string' ? '' : null;
  }

  /** The value of an argument; literals keep their own type. */
  #operand(dot: Value, node: Operand): Value {
    switch (node.type) {
      case 'pipe':
        return this.#pipeline(dot, node);
      case 'identifier':
        return this.#call(dot, node.name, [], MISSING);
      case 'field':
        return this.#fields(dot, node.names, false);
      case 'variable':
        return this.#fields(this.#variable(node.name), node.names, false);
      case 'chain':
        return this.#chain(dot, node, false);
      case 'nil':
        return null;
      default:
        return this.#constant(dot, node);
    }
  }

  /** An argument for a parameter: a literal must be written in the parameter's type, and numbers fit more than one. */
  #argument(dot: Value, node: Operand, param: ParamName): unknown {
    if (node.type === 'nil' && !['any', 'value', 'map'].includes(param))
      throw new TemplateError(`cannot assign nil to ${param}`);
    if (node.type === 'nil') return param === 'map' ? new GoMap() : param === 'value' ? undefined : null;
    if (node.type === 'number') {
      if (param === 'float64') return node.float;
      if (param === 'int') {
        if (node.integer === undefined) throw new TemplateError(`expected integer; found ${node.text}`);
        return Number(node.integer);
      }
    }
    const isLiteral = node.type === 'number' || node.type === 'string' || node.type === 'bool';
    const value = this.#operand(dot, node);
    try {
      return toParam(value, param);
    } catch (error) {
      if (isLiteral && error instanceof TemplateError)
        throw new TemplateError(`expected ${param}; found ${typeName(value)}`, node.offset);
      throw error instanceof TemplateError ? new TemplateError(error.message, node.offset) : error;
    }
  }

  #call(dot: Value, name: string, args: readonly Operand[], final: Final): Value {
    this.#context.step();
    const callee = this.#evaluation.functions.get(name);
    if (!callee) throw new TemplateError(`function ${JSON.stringify(name)} not defined`);
    const count = args.length + (final === MISSING ? 0 : 1);
    this.#checkArity(name, callee, count);
    if (name === 'and' || name === 'or') return this.#shortCircuit(dot, name, args, final);
    const paramAt = (index: number): ParamName => callee.params[index] ?? callee.rest!;
    const values = args.map((arg, index) => this.#argument(dot, arg, paramAt(index)));
    if (final !== MISSING) values.push(toParam(final, paramAt(args.length)));
    try {
      return callee.call(this.#context, values);
    } catch (error) {
      if (!(error instanceof TemplateError) || error.offset !== undefined) throw error;
      throw new TemplateError(`error calling ${name}: ${error.message}`);
    }
  }

  #checkArity(name: string, { params, rest }: TemplateFunction, count: number): void {
    if (rest ? count >= params.length : count === params.length) return;
    const wanted = `${rest ? 'at least ' : ''}${params.length}`;
    throw new TemplateError(`wrong number of args for ${name}: want ${wanted} got ${count}`);
  }

  #shortCircuit(dot: Value, name: 'and' | 'or', args: readonly Operand[], final: Final): Value {
    let value: Value;
    for (const arg of args) {
      value = this.#argument(dot, arg, 'value') as Value;
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final === MISSING ? value : final;
  }
}
