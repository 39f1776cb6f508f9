import type { FunctionTable, TemplateFunction } from '../function.ts';
import { builtins } from './builtins.ts';
import { conversions } from './conversion.ts';
import { defaultFunctions } from './defaults.ts';
import { encodingFunctions } from './encoding.ts';
import { listFunctions } from './lists.ts';
import { mapFunctions } from './maps.ts';
import { mathFunctions } from './math.ts';
import { NOT_YET } from './not-yet.ts';
import { regexFunctions } from './regex.ts';
import { stringFunctions } from './strings.ts';

/** Later tables win: sprig's `slice` hides Go's own. */
const TABLES: readonly FunctionTable[] = [
  builtins,
  conversions,
  defaultFunctions,
  encodingFunctions,
  listFunctions,
  mapFunctions,
  mathFunctions,
  regexFunctions,
  stringFunctions,
];

export const functions: ReadonlyMap<string, TemplateFunction> = new Map(
  TABLES.flatMap((table) => Object.entries(table)),
);

/** What is wrong with calling a function of this name, or nothing. */
export function functionProblem(name: string): string | undefined {
  if (functions.has(name)) return undefined;
  if (NOT_YET.has(name)) return `function ${JSON.stringify(name)} is not there yet`;
  return `function ${JSON.stringify(name)} not defined`;
}
