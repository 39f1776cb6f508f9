import { fn, variadic, type FunctionTable } from '../function.ts';
import { TemplateError } from '../template-error.ts';
import { deepEqual, isTrue, kindName, sizeOf, typeName } from '../values.ts';

/** sprig's defaults, reflection and flow control. "Empty" is Go's falsehood. */
export const defaultFunctions: FunctionTable = {
  default: variadic(['any'], 'any', (_, [otherwise], given) => (isTrue(given[0]) ? given[0] : otherwise)),
  empty: fn(['any'], (_, value) => !isTrue(value)),
  coalesce: variadic([], 'any', (_, __, values) => values.find(isTrue) ?? null),
  ternary: fn(['any', 'any', 'bool'], (_, yes, no, condition) => (condition ? yes : no)),
  fail: fn(['string'], (_, message) => {
    throw new TemplateError(message);
  }),
  typeOf: fn(['any'], (_, value) => typeName(value)),
  typeIs: fn(['string', 'any'], (_, wanted, value) => typeName(value) === wanted),
  typeIsLike: fn(
    ['string', 'any'],
    (_, wanted, value) => typeName(value) === wanted || `*${wanted}` === typeName(value),
  ),
  kindOf: fn(['any'], (_, value) => kindName(value)),
  kindIs: fn(['string', 'any'], (_, wanted, value) => kindName(value) === wanted),
  deepEqual: fn(['any', 'any'], (context, a, b) => {
    context.step(sizeOf(a));
    return deepEqual(a, b);
  }),
};
