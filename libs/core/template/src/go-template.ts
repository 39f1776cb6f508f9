import { err, ok, type Result } from '@wheelhouse/core-domain';
import type { Capabilities } from './capabilities.ts';
import {
  Context,
  DEFAULT_LIMITS,
  type ContextOptions,
  type Limits,
  type MissingKey,
  type NumberFormat,
} from './context.ts';
import { quickText, type QuickText } from './field-template.ts';
import { functionProblem, functions } from './functions/index.ts';
import { deepCopy } from './functions/lists.ts';
import { MUTATING } from './functions/maps.ts';
import { parse } from './parser.ts';
import type { Program } from './compiled.ts';
import { compileProgram, runProgram, startRun } from './program.ts';
import { describeAt, TemplateError } from './template-error.ts';
import type { Value } from './values.ts';

export interface ExecuteOptions {
  /** Go's `missingkey`; default `default`, which prints `<no value>`. */
  readonly missingKey?: MissingKey;
  /** How float64 prints: `plain` (1000000, the default) or as Go does (1e+06). */
  readonly numberFormat?: NumberFormat;
  readonly limits?: Partial<Limits>;
  /** Clock, chance and keys; functions that need one that is not there are refused by name. Default: none. */
  readonly capabilities?: Capabilities;
}

/** The text for these parameters, or what is wrong with line and column. Changes nothing in the parameters. */
export type BoundTemplate = (params: Value) => Result<string, string>;

/** A parsed template: keep it, parsing costs more than executing. */
export interface Template {
  execute(params: Value, options?: ExecuteOptions): Result<string, string>;
  /** The same for the same options again and again. */
  bind(options: ExecuteOptions): BoundTemplate;
  /** Under the default limits the same text, where it gives one; only for templates that are texts and fields. */
  readonly quick?: QuickText;
}

/** How deep `tpl` may call itself in Argo CD. */
const MAX_TEXT_DEPTH = 3;

/** Parses a Go template; an error says line, column and what is wrong. */
export function compile(text: string): Result<Template, string> {
  if (!text.includes('{{')) return ok({ execute: () => ok(text), bind: () => () => ok(text) });
  try {
    const built = build(text);
    const bind = (options: ExecuteOptions): BoundTemplate => bound(text, built, options);
    const { quick } = built;
    return ok({ execute: (params, options = {}) => bind(options)(params), bind, ...(quick && { quick }) });
  } catch (error) {
    return failure(text, error);
  }
}

interface Built {
  readonly program: Program;
  /** It may change maps, and works on a copy of its parameters. */
  readonly mutates: boolean;
  readonly quick: QuickText | undefined;
}

function build(text: string): Built {
  const used = new Set<string>();
  const parsed = parse(text, (name) => {
    used.add(name);
    return functionProblem(name);
  });
  return {
    program: compileProgram(parsed, functions),
    mutates: [...used].some((name) => MUTATING.has(name)),
    quick: quickText(parsed.root),
  };
}

function bound(text: string, { program, mutates }: Built, options: ExecuteOptions): BoundTemplate {
  const missingKey = options.missingKey ?? 'default';
  const settings: ContextOptions = {
    numberFormat: options.numberFormat ?? 'plain',
    limits: options.limits ? { ...DEFAULT_LIMITS, ...options.limits } : DEFAULT_LIMITS,
    capabilities: options.capabilities ?? NO_CAPABILITIES,
    runText: (inner, source, data) => runText(inner, source, data, { program, missingKey }),
  };
  const context = new Context(settings);
  const run = startRun(program, context, missingKey);
  return (params) => {
    try {
      context.reset();
      return ok(runProgram(run, mutates ? deepCopy(params) : params));
    } catch (error) {
      return failure(text, error);
    }
  };
}

const NO_CAPABILITIES: Capabilities = {};

/** Argo CD's `tpl`: sees the templates that its caller defines, and prints a missing value as nothing. */
function runText(
  context: Context,
  source: string,
  data: Value,
  caller: { readonly program: Program; readonly missingKey: MissingKey },
): string {
  context.step(source.length);
  if (++context.textDepth > MAX_TEXT_DEPTH)
    throw new TemplateError(`maximum recursion depth ${MAX_TEXT_DEPTH} exceeded in tpl function`);
  try {
    const { root, defined } = build(source).program;
    const program: Program = { root, defined: new Map([...caller.program.defined, ...defined]) };
    const text = runProgram(startRun(program, context, caller.missingKey), data);
    return text.replaceAll('<no value>', '');
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`in the text of tpl at ${describeAt(source, error)}`);
  } finally {
    context.textDepth--;
  }
}

function failure(text: string, error: unknown): Result<never, string> {
  if (error instanceof TemplateError) return err(describeAt(text, error));
  if (error instanceof RangeError) return err('is nested too deep, or makes a text that is too long');
  throw error;
}

/** The `missingkey` that `goTemplateOptions` ask for; the last one wins. Without any, a missing key is an error. */
export function missingKeyOf(options: readonly string[]): MissingKey {
  const last = options.findLast((option) => option.startsWith('missingkey='))?.slice('missingkey='.length);
  if (last === undefined) return 'error';
  return last === 'zero' || last === 'error' ? last : 'default';
}
