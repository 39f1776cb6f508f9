import { fn, type FunctionTable } from '../function.ts';

export const textTemplateFunctions: FunctionTable = {
  /** Argo CD's own: the text as a template over the given value. */
  tpl: fn(['string', 'any'], (context, text, data) => context.runText(context, text, data)),
  hello: fn([], () => 'Hello!'),
};
