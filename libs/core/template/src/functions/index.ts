import type { FunctionTable, TemplateFunction } from '../function.ts';
import { builtins } from './builtins.ts';
import { caseFunctions } from './case.ts';
import { chanceFunctions } from './chance.ts';
import { conversions } from './conversion.ts';
import { dateFunctions } from './dates.ts';
import { decimalFunctions } from './decimal.ts';
import { defaultFunctions } from './defaults.ts';
import { encodingFunctions } from './encoding.ts';
import { hashFunctions } from './hashes.ts';
import { keyFunctions } from './keys.ts';
import { listFunctions } from './lists.ts';
import { mapFunctions } from './maps.ts';
import { mathFunctions } from './math.ts';
import { pathFunctions } from './paths.ts';
import { regexFunctions } from './regex.ts';
import { semverFunctions } from './semver.ts';
import { stringFunctions } from './strings.ts';
import { textTemplateFunctions } from './text-template.ts';
import { urlFunctions } from './urls.ts';
import { wrappingFunctions } from './wrapping.ts';

/** Later tables win: sprig's `slice` hides Go's own. */
const TABLES: readonly FunctionTable[] = [
  builtins,
  caseFunctions,
  chanceFunctions,
  conversions,
  dateFunctions,
  decimalFunctions,
  defaultFunctions,
  encodingFunctions,
  hashFunctions,
  keyFunctions,
  listFunctions,
  mapFunctions,
  mathFunctions,
  pathFunctions,
  regexFunctions,
  semverFunctions,
  stringFunctions,
  textTemplateFunctions,
  urlFunctions,
  wrappingFunctions,
];

export const functions: ReadonlyMap<string, TemplateFunction> = new Map(
  TABLES.flatMap((table) => Object.entries(table)),
);

/** What is wrong with calling a function of this name, or nothing. */
export const functionProblem = (name: string): string | undefined =>
  functions.has(name) ? undefined : `function ${JSON.stringify(name)} not defined`;
