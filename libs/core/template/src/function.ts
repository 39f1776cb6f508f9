import type { Context } from './context.ts';
import { TemplateError } from './template-error.ts';
import { GoInt, GoList, GoMap, typeName, type Value } from './values.ts';

/** The Go types that functions take, and what each is in TypeScript. */
interface ParamTypes {
  readonly string: string;
  readonly int: number;
  readonly float64: number;
  readonly bool: boolean;
  /** `interface {}`: anything; nothing at all arrives as nil. */
  readonly any: Value;
  /** `map[string]interface {}`, and no other map. */
  readonly map: GoMap;
  /** `[]interface {}`, and no other slice; nil is empty. */
  readonly list: GoList;
  /** `reflect.Value`: as `any`, used by Go's own functions. */
  readonly value: Value;
}

export type ParamName = keyof ParamTypes;
type ArgsOf<P extends readonly ParamName[]> = { -readonly [I in keyof P]: ParamTypes[P[I]] };

export interface TemplateFunction {
  readonly params: readonly ParamName[];
  /** The type of any further arguments. */
  readonly rest?: ParamName;
  readonly call: (context: Context, args: readonly unknown[]) => Value;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;

/** A function of fixed arity. */
export const fn = <const P extends readonly ParamName[]>(
  params: P,
  call: (context: Context, ...args: ArgsOf<P>) => Value,
): TemplateFunction => ({ params, call: (context, args) => call(context, ...(args as ArgsOf<P>)) });

/** A function that takes any number of further arguments of one type. */
export const variadic = <const P extends readonly ParamName[], R extends ParamName>(
  params: P,
  rest: R,
  call: (context: Context, args: ArgsOf<P>, rest: ParamTypes[R][]) => Value,
): TemplateFunction => ({
  params,
  rest,
  call: (context, args) =>
    call(context, args.slice(0, params.length) as ArgsOf<P>, args.slice(params.length) as ParamTypes[R][]),
});

const GO_NAMES: Readonly<Record<ParamName, string>> = {
  string: 'string',
  int: 'int',
  float64: 'float64',
  bool: 'bool',
  any: 'interface {}',
  map: 'map[string]interface {}',
  list: '[]interface {}',
  value: 'reflect.Value',
};

/** Checks a value against a parameter's type, as Go's templates do: no conversion, not even of float64 to int. */
export function toParam(value: Value, param: ParamName): unknown {
  switch (param) {
    case 'any':
      return value ?? null;
    case 'value':
      return value;
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'bool':
      if (typeof value === 'boolean') return value;
      break;
    case 'float64':
      if (typeof value === 'number') return value;
      break;
    case 'int':
      if (value instanceof GoInt && value.type === 'int') return Number(value.value);
      break;
    case 'map':
      if (value === undefined) return new GoMap();
      if (value instanceof GoMap && value.of === 'any') return value;
      break;
    case 'list':
      if (value === undefined) return new GoList([]);
      if (value instanceof GoList && value.of === 'any') return value;
  }
  if (value === undefined) throw new TemplateError(`invalid value; expected ${GO_NAMES[param]}`);
  const got = value === null ? 'interface {}' : typeName(value);
  throw new TemplateError(`wrong type for value; expected ${GO_NAMES[param]}; got ${got}`);
}

/** The items of a list, or Go's complaint that there are none. */
export function itemsOf(value: Value, action: string): readonly Value[] {
  if (value instanceof GoList) return value.items;
  if (value === null || value === undefined)
    throw new TemplateError('invalid memory address or nil pointer dereference');
  throw new TemplateError(`Cannot ${action} type ${typeName(value)}`);
}
