import { err, ok, type FieldPath, type Problem, type Result } from '@wheelhouse/core-domain';
import { templateProblem } from './template-problem.ts';
import { Frame, type CompileText, type CompiledText } from './template-tree.ts';
import type { TypedPaths } from './values.ts';

/** A JSON value as what is constant in it and the texts that are templates, in the order of the document. */
export interface TemplateHoles {
  /** How many texts are templates. */
  readonly size: number;
  /** The value with these in their places; parts without any are the template's own objects. */
  readonly filled: (values: readonly unknown[]) => unknown;
  /** The texts for one set of parameters, or every problem as rendering the whole value would name it. */
  readonly render: RenderHoles;
  /** Texts of fields alone, in which no function is called: they are the same whenever they are rendered. */
  readonly isPure: boolean;
}

type RenderHoles = (
  params: Readonly<Record<string, unknown>>,
  typed: TypedPaths | undefined,
) => Result<readonly string[], Problem[]>;

interface Hole {
  readonly path: FieldPath;
  readonly compiled: Result<CompiledText, string>;
}

/** Undefined where a key is a template: then there is no shape that all results have. */
export function compileHoles(value: unknown, path: FieldPath, compileText: CompileText): TemplateHoles | undefined {
  const holes: Hole[] = [];
  const filled = compileFilled(value, path, (text, at) => holes.push({ path: at, compiled: compileText(text) }) - 1);
  if (filled === 'no shape') return undefined;
  const isPure = holes.every(({ compiled }) => compiled.ok && compiled.value.quick !== undefined);
  return { size: holes.length, filled: filled ?? (() => value), render: renderAll(holes), isPure };
}

type Filled = (values: readonly unknown[]) => unknown;
type AddHole = (text: string, path: FieldPath) => number;

/** Undefined where nothing below is a template. */
function compileFilled(value: unknown, path: FieldPath, add: AddHole): Filled | undefined | 'no shape' {
  if (typeof value === 'string') {
    if (!value.includes('{{')) return undefined;
    const index = add(value, path);
    return (values) => values[index];
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const members: (readonly [key: string | number, member: unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  const changed: (readonly [key: string | number, filled: Filled])[] = [];
  for (const [key, member] of members) {
    if (typeof key === 'string' && (key.includes('{{') || key === '__proto__')) return 'no shape';
    const filled = compileFilled(member, [...path, key], add);
    if (filled === 'no shape') return filled;
    if (filled) changed.push([key, filled]);
  }
  if (changed.length === 0) return undefined;
  return (values) => {
    const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string | number, unknown>;
    for (const [key, filled] of changed) copy[key] = filled(values);
    return copy;
  };
}

function renderAll(holes: readonly Hole[]): RenderHoles {
  const quick = holes.map(({ compiled }) => (compiled.ok ? compiled.value.quick : undefined));
  const count = holes.length;
  return (params, typed) => {
    const values = new Array<string>(count);
    let frame: Frame | undefined;
    for (let at = 0; at < count; at++)
      values[at] = quick[at]?.(params) ?? renderOne(holes[at]!, (frame ??= new Frame(params, typed)));
    return frame && frame.problems.length > 0 ? err(frame.problems) : ok(values);
  };
}

function renderOne({ path, compiled }: Hole, frame: Frame): string {
  const text = compiled.ok ? compiled.value.render(frame) : compiled;
  if (text.ok) return text.value;
  frame.problems.push(templateProblem(text.error, path));
  return '';
}
