import {
  BREAK,
  CONTINUE,
  NEXT,
  type CommandScope,
  type Evaluate,
  type Functions,
  type Program,
  type Run,
  type Step,
} from './compiled.ts';
import type { Context, MissingKey } from './context.ts';
import { compileCommand, compileField, MISSING } from './program-command.ts';
import type { ControlNode, FieldNode, Node, ParsedTemplate, Pipe } from './nodes.ts';
import { printValue } from './print.ts';
import { fail, TemplateError } from './template-error.ts';
import { GoInt, GoList, GoMap, int, isTrue, type Value } from './values.ts';

/** Go's text/template evaluator (src/text/template/exec.go) as a compiler to closures; running them throws TemplateErrors. */
export function compileProgram(template: ParsedTemplate, functions: Functions): Program {
  const compileList = (nodes: readonly Node[]): Step => new Compiler(functions).list(nodes);
  const defined = [...template.defined].map(([name, nodes]) => [name, compileList(nodes)] as const);
  return { root: compileList(template.root), defined: new Map(defined) };
}

/** A run of the program that is used again for each execution. */
export const startRun = (program: Program, context: Context, missingKey: MissingKey): Run => ({
  context,
  missingKey,
  program,
  output: '',
  vars: [],
  depth: 0,
  maxOutput: context.limits.maxOutput,
  offset: undefined,
});

/** The whole output for this dot. An error that has no place of its own is where the last node stands that was begun. */
export function runProgram(run: Run, dot: Value): string {
  run.output = '';
  run.vars = [dot];
  run.depth = 0;
  try {
    run.program.root(run, dot);
    return run.output;
  } catch (error) {
    if (!(error instanceof TemplateError) || error.offset !== undefined) throw error;
    throw new TemplateError(error.message, run.offset);
  }
}

function write(run: Run, text: string): void {
  run.output += text;
  if (run.output.length > run.maxOutput) run.context.tooLong();
}

/** Compiles one template; its variables live in one array, a block's above those of the block around it. */
export class Compiler implements CommandScope {
  readonly functions: Functions;
  readonly #scope: string[] = ['$'];

  constructor(functions: Functions) {
    this.functions = functions;
  }

  list(nodes: readonly Node[]): Step {
    const steps = nodes.map((node) => this.#node(node));
    const offsets = nodes.map((node) => node.offset);
    return (run, dot) => {
      for (let at = 0; at < steps.length; at++) {
        run.offset = offsets[at];
        run.context.step();
        const jump = steps[at]!(run, dot);
        if (jump !== NEXT) return jump;
      }
      return NEXT;
    };
  }

  slotOf(name: string): number | undefined {
    const slot = this.#scope.lastIndexOf(name);
    return slot < 0 ? undefined : slot;
  }

  pipe(pipe: Pipe): Evaluate {
    const field = fieldOf(pipe);
    if (field) return compileField(field, this);
    const commands = pipe.commands.map((command) => compileCommand(command, this));
    const first = commands[0]!;
    const slots = pipe.declares.map((name) => (pipe.assigns ? this.slotOf(name) : this.#scope.push(name) - 1));
    if (slots.includes(undefined)) return () => fail(`undefined variable: ${pipe.declares[0]}`, pipe.offset);
    // A nil interface that comes out of a command is no value any more, as reflect has it.
    if (commands.length === 1 && slots.length === 0) return (run, dot) => first(run, dot, MISSING) ?? undefined;
    return (run, dot) => {
      let value = first(run, dot, MISSING) ?? undefined;
      for (let at = 1; at < commands.length; at++) value = commands[at]!(run, dot, value) ?? undefined;
      for (const slot of slots) run.vars[slot!] = value;
      return value;
    };
  }

  #node(node: Node): Step {
    switch (node.type) {
      case 'text':
        return (run) => {
          write(run, node.text);
          return NEXT;
        };
      case 'action':
        return this.#action(node.pipe);
      case 'if':
      case 'with':
        return this.#ifOrWith(node);
      case 'range':
        return this.#range(node);
      case 'template':
        return this.#template(node.name, node.pipe);
      case 'break':
        return () => BREAK;
      case 'continue':
        return () => CONTINUE;
    }
  }

  #action(pipe: Pipe): Step {
    const evaluate = this.pipe(pipe);
    if (pipe.declares.length > 0) {
      return (run, dot) => {
        evaluate(run, dot);
        return NEXT;
      };
    }
    return (run, dot) => {
      const value = evaluate(run, dot);
      write(
        run,
        typeof value === 'string' ? value : value === undefined ? '<no value>' : printValue(value, run.context),
      );
      return NEXT;
    };
  }

  /** What is declared in a block ends with it. */
  #scoped<T>(compile: () => T): T {
    const mark = this.#scope.length;
    const result = compile();
    this.#scope.length = mark;
    return result;
  }

  #ifOrWith(node: ControlNode): Step {
    return this.#scoped(() => {
      const condition = this.pipe(node.pipe);
      const then = this.#scoped(() => this.list(node.list));
      const otherwise = this.#scoped(() => this.list(node.elseList ?? []));
      const moves = node.type === 'with';
      return (run, dot) => {
        const value = condition(run, dot);
        return isTrue(value) ? then(run, moves ? value : dot) : otherwise(run, dot);
      };
    });
  }

  #template(name: string, pipe: Pipe | undefined): Step {
    const argument = pipe && this.pipe(pipe);
    return (run, dot) => {
      const body = run.program.defined.get(name);
      if (!body) throw new TemplateError(`template ${JSON.stringify(name)} not defined`);
      const data = argument?.(run, dot);
      const { maxDepth } = run.context.limits;
      if (++run.depth > maxDepth) throw new TemplateError(`calls templates deeper than ${maxDepth} levels`);
      const outer = run.vars;
      run.vars = [data];
      body(run, data);
      run.vars = outer;
      run.depth--;
      return NEXT;
    };
  }

  #range(node: ControlNode): Step {
    return this.#scoped(() => {
      const over = this.pipe(node.pipe);
      // With one variable it is the element, with two the index comes first.
      const slots = node.pipe.declares.map((name) => this.slotOf(name)!);
      const [keySlot, itemSlot] = slots.length > 1 ? slots : [undefined, slots[0]];
      const body = this.#scoped(() => this.list(node.list));
      const otherwise = this.#scoped(() => this.list(node.elseList ?? []));
      return (run, dot) => {
        const value = over(run, dot);
        let any = false;
        for (const [key, item] of iterate(value, slots.length > 1, run.context)) {
          any = true;
          run.context.step();
          if (keySlot !== undefined) run.vars[keySlot] = key;
          if (itemSlot !== undefined) run.vars[itemSlot] = item;
          if (body(run, item) === BREAK) break;
        }
        return any ? NEXT : otherwise(run, dot);
      };
    });
  }
}

/** The field that is the whole pipeline, as in `{{ .a.b }}`: by far the usual case. */
export function fieldOf({ declares, commands }: Pipe): FieldNode | undefined {
  const [command] = commands;
  if (commands.length !== 1 || declares.length > 0 || command!.args.length !== 1) return undefined;
  const [operand] = command!.args;
  return operand!.type === 'field' ? operand : undefined;
}

function* iterate(value: Value, two: boolean, context: Context): Generator<readonly [Value, Value]> {
  if (value === undefined || value === null) return;
  if (value instanceof GoList) {
    for (const [index, item] of value.items.entries()) yield [int(index), item];
  } else if (value instanceof GoMap) {
    yield* value.sorted();
  } else if (value instanceof GoInt) {
    if (two) throw new TemplateError(`can't use ${value.value} to iterate over more than one variable`);
    for (let at = 0n; at < value.value; at++) yield [undefined, new GoInt(at, value.type)];
  } else throw new TemplateError(`range can't iterate over ${printValue(value, context)}`);
}
