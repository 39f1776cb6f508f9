import type { FieldPath, Problem, Result } from '@wheelhouse/core-domain';
import type { QuickText } from './field-template.ts';
import { templateProblem } from './template-problem.ts';
import { fromJson, type TypedPaths, type Value } from './values.ts';

/** What one rendering of a whole value holds. */
export class Frame {
  readonly params: Readonly<Record<string, unknown>>;
  /** Where the texts that fail leave word. */
  readonly problems: Problem[] = [];
  readonly #typed: TypedPaths | undefined;
  #data: Value = undefined;

  constructor(params: Readonly<Record<string, unknown>>, typed: TypedPaths | undefined) {
    this.params = params;
    this.#typed = typed;
  }

  /** The parameters as Go has them. */
  get data(): Value {
    return (this.#data ??= fromJson(this.params, this.#typed));
  }
}

/** One text, ready to be rendered often. */
export interface CompiledText {
  readonly render: (frame: Frame) => Result<string, string>;
  /** The same, where it gives a text. */
  readonly quick?: QuickText;
}

/** A JSON value for one frame. */
export type RenderTree = (frame: Frame) => unknown;
type RenderText = (frame: Frame) => string;
export type CompileText = (text: string) => Result<CompiledText, string>;

/** Compiles a JSON value whose texts and keys are templates. Parts without any are the same object in every result. */
export const compileTree = (value: unknown, path: FieldPath, compileText: CompileText): RenderTree => {
  const render = compileValue(value, path, compileText);
  return render ?? (() => value);
};

/** Undefined where nothing below is a template. */
function compileValue(value: unknown, path: FieldPath, compileText: CompileText): RenderTree | undefined {
  if (typeof value === 'string') return compileOne(value, path, compileText);
  if (Array.isArray(value)) return compileList(value, path, compileText);
  if (typeof value !== 'object' || value === null) return undefined;
  return compileMap(value as Readonly<Record<string, unknown>>, path, compileText);
}

function compileOne(text: string, path: FieldPath, compileText: CompileText): RenderText | undefined {
  if (!text.includes('{{')) return undefined;
  const compiled = compileText(text);
  const failed = (frame: Frame, error: string): string => {
    frame.problems.push(templateProblem(error, path));
    return '';
  };
  if (!compiled.ok) return (frame) => failed(frame, compiled.error);
  const { render } = compiled.value;
  return (frame) => {
    const result = render(frame);
    return result.ok ? result.value : failed(frame, result.error);
  };
}

function compileList(list: readonly unknown[], path: FieldPath, compileText: CompileText): RenderTree | undefined {
  const items = list.map((item, index) => compileValue(item, [...path, index], compileText));
  if (items.every((item) => item === undefined)) return undefined;
  return (frame) => items.map((render, index) => (render ? render(frame) : list[index]));
}

interface Entry {
  readonly key: string;
  readonly renderKey: RenderText | undefined;
  readonly value: unknown;
  readonly render: RenderTree | undefined;
}

function compileMap(
  map: Readonly<Record<string, unknown>>,
  path: FieldPath,
  compileText: CompileText,
): RenderTree | undefined {
  const entries = Object.entries(map).map(([key, value]): Entry => {
    const at = [...path, key];
    return {
      key,
      value,
      renderKey: compileOne(key, at, compileText),
      render: compileValue(value, at, compileText),
    };
  });
  const dynamic = entries.filter(({ render, renderKey }) => render ?? renderKey);
  if (dynamic.length === 0) return undefined;
  const isPlain = entries.every(({ key, renderKey }) => !renderKey && key !== '__proto__');
  return isPlain ? plainMap(entries, dynamic) : (frame) => anyMap(entries, frame);
}

/** All keys are known: the constant members are copied at once, in order, and the others written over. */
function plainMap(entries: readonly Entry[], dynamic: readonly Entry[]): RenderTree {
  const skeleton = Object.fromEntries(entries.map(({ key, value, render }) => [key, render ? undefined : value]));
  return (frame) => {
    const result: Record<string, unknown> = { ...skeleton };
    for (const { key, render } of dynamic) result[key] = render!(frame);
    return result;
  };
}

function anyMap(entries: readonly Entry[], frame: Frame): unknown {
  const result: Record<string, unknown> = {};
  for (const { key, renderKey, value, render } of entries) {
    const child = render ? render(frame) : value;
    const name = renderKey ? renderKey(frame) : key;
    if (name !== '__proto__') result[name] = child;
    else Object.defineProperty(result, name, { value: child, enumerable: true, writable: true, configurable: true });
  }
  return result;
}
