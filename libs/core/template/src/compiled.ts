import type { Context, MissingKey } from './context.ts';
import type { TemplateFunction } from './function.ts';
import type { Pipe } from './nodes.ts';
import type { Value } from './values.ts';

/** What one execution holds: its output so far, the variables of the running template, and what it may use. */
export interface Run {
  readonly context: Context;
  readonly missingKey: MissingKey;
  readonly program: Program;
  output: string;
  /** By slot; slot 0 is `$`. */
  vars: Value[];
  depth: number;
  readonly maxOutput: number;
  /** Where the node stands that runs. */
  offset: number | undefined;
}

/** Writes what a node makes. The result says whether a loop ends. */
export type Step = (run: Run, dot: Value) => Jump;
export type Evaluate = (run: Run, dot: Value) => Value;

export type Jump = typeof NEXT | typeof BREAK | typeof CONTINUE;
export const NEXT = 0;
export const BREAK = 1;
export const CONTINUE = 2;

/** A template as closures: names are found, literals are made, and variables have their slots before it first runs. */
export interface Program {
  readonly root: Step;
  readonly defined: ReadonlyMap<string, Step>;
}

export type Functions = ReadonlyMap<string, TemplateFunction>;

/** What the compiler of commands asks of the one that compiles whole templates. */
export interface CommandScope {
  readonly functions: Functions;
  /** The slot of a variable; undefined where it does not exist when this runs, as after `{{if}}{{$x := 1}}{{else}}`. */
  slotOf(name: string): number | undefined;
  pipe(pipe: Pipe): Evaluate;
}
