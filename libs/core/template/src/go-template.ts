import { err, ok, type Result } from '@wheelhouse/core-domain';
import { Context, DEFAULT_LIMITS, type Limits, type MissingKey, type NumberFormat } from './context.ts';
import { evaluate } from './evaluate.ts';
import { functionProblem, functions } from './functions/index.ts';
import { deepCopy } from './functions/lists.ts';
import { MUTATING } from './functions/maps.ts';
import type { ParsedTemplate } from './nodes.ts';
import { parse } from './parser.ts';
import { describeAt, TemplateError } from './template-error.ts';
import type { Value } from './values.ts';

export interface ExecuteOptions {
  /** Go's `missingkey`; default `default`, which prints `<no value>`. */
  readonly missingKey?: MissingKey;
  /** How float64 prints: `plain` (1000000, the default) or as Go does (1e+06). */
  readonly numberFormat?: NumberFormat;
  readonly limits?: Partial<Limits>;
}

/** A parsed template: keep it, parsing costs more than executing. */
export interface Template {
  /** The text for these parameters, or what is wrong with line and column. Changes nothing in the parameters. */
  execute(params: Value, options?: ExecuteOptions): Result<string, string>;
}

/** Parses a Go template; an error says line, column and what is wrong. */
export function compile(text: string): Result<Template, string> {
  if (!text.includes('{{')) return ok({ execute: () => ok(text) });
  const used = new Set<string>();
  try {
    const parsed = parse(text, (name) => {
      used.add(name);
      return functionProblem(name);
    });
    const mutates = [...used].some((name) => MUTATING.has(name));
    return ok({
      execute: (params, options = {}) => execute(text, parsed, mutates ? deepCopy(params) : params, options),
    });
  } catch (error) {
    return failure(text, error);
  }
}

function execute(
  text: string,
  template: ParsedTemplate,
  params: Value,
  options: ExecuteOptions,
): Result<string, string> {
  const context = new Context(options.numberFormat ?? 'plain', { ...DEFAULT_LIMITS, ...options.limits });
  try {
    return ok(evaluate({ template, functions, missingKey: options.missingKey ?? 'default', context }, params));
  } catch (error) {
    return failure(text, error);
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
