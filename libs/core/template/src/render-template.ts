import { pathText, type FieldPath, type Problem, type Result, err, ok } from '@wheelhouse/core-domain';
import { fastTemplate } from './fasttemplate.ts';
import { compile, missingKeyOf, type ExecuteOptions, type Template } from './go-template.ts';
import { fromJson, type TypedPaths, type Value } from './values.ts';

export interface RenderTemplateOptions extends Pick<ExecuteOptions, 'numberFormat' | 'limits'> {
  readonly goTemplate: boolean;
  /** `goTemplateOptions` as written, e.g. `missingkey=zero`. */
  readonly options?: readonly string[];
  /** Where the template stands in its document; errors name the field below it. Default: the template itself. */
  readonly path?: FieldPath;
}

/** One set of parameters: JSON. */
export type Params = Readonly<Record<string, unknown>>;

/** Renders every text and every map key of a JSON value, again and again: each text is parsed once. */
export class TemplateRenderer {
  readonly #options: RenderTemplateOptions;
  readonly #compiled = new Map<string, Result<Template, string>>();
  readonly #dynamic = new WeakMap<object, boolean>();

  constructor(options: RenderTemplateOptions) {
    this.#options = options;
  }

  /**
   * The value for one set of parameters; an empty set renders nothing. Keys that become equal become one, the last. Numbers
   * and booleans stay as they are. Every text that fails is named by its path. `typed`: which parameters Go would hold as maps
   * and lists of strings.
   */
  render(template: unknown, params: Params, typed: TypedPaths = {}): Result<unknown, Problem[]> {
    if (Object.keys(params).length === 0) return ok(template);
    const problems: Problem[] = [];
    const text = this.#textRenderer(params, typed);
    const walk = (value: unknown, path: FieldPath): unknown => {
      if (typeof value === 'string') return rendered(value, path);
      if (typeof value !== 'object' || value === null || !this.#hasTemplate(value)) return value;
      if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index]));
      const result: Record<string, unknown> = {};
      for (const [key, item] of Object.entries(value)) {
        const child = walk(item, [...path, key]);
        const name = rendered(key, [...path, key]);
        if (name !== '__proto__') result[name] = child;
        else
          Object.defineProperty(result, name, { value: child, enumerable: true, writable: true, configurable: true });
      }
      return result;
    };
    const rendered = (value: string, path: FieldPath): string => {
      if (!value.includes('{{')) return value;
      const result = text(value);
      if (result.ok) return result.value;
      problems.push({
        code: 'TEMPLATE_ERROR',
        message: `the template fails at ${result.error}`,
        where: pathText(path),
      });
      return '';
    };
    const value = walk(template, this.#options.path ?? []);
    return problems.length > 0 ? err(problems) : ok(value);
  }

  /** One text; see `render`. */
  renderText(text: string, params: Params, typed: TypedPaths = {}): Result<string, string> {
    return Object.keys(params).length === 0 ? ok(text) : this.#textRenderer(params, typed)(text);
  }

  /** Whether any text or key below may be a template; what has none is shared between all results. */
  #hasTemplate(value: object): boolean {
    const known = this.#dynamic.get(value);
    if (known !== undefined) return known;
    const inside = (item: unknown): boolean =>
      typeof item === 'string'
        ? item.includes('{{')
        : typeof item === 'object' && item !== null && this.#hasTemplate(item);
    const found = Object.entries(value).some(([key, item]) => key.includes('{{') || inside(item));
    this.#dynamic.set(value, found);
    return found;
  }

  #textRenderer(params: Params, typed: TypedPaths): (text: string) => Result<string, string> {
    if (!this.#options.goTemplate) return (text) => fastTemplate(text, params);
    const { numberFormat, limits, options = [] } = this.#options;
    const data: Value = fromJson(params, typed);
    const execution = {
      missingKey: missingKeyOf(options),
      ...(numberFormat && { numberFormat }),
      ...(limits && { limits }),
    };
    return (text) => {
      const template = this.#compile(text);
      return template.ok ? template.value.execute(data, execution) : template;
    };
  }

  #compile(text: string): Result<Template, string> {
    const known = this.#compiled.get(text);
    if (known) return known;
    const compiled = compile(text);
    this.#compiled.set(text, compiled);
    return compiled;
  }
}

/** Renders once; keep a TemplateRenderer for more. */
export const renderTemplate = (
  template: unknown,
  params: Params,
  options: RenderTemplateOptions,
): Result<unknown, Problem[]> => new TemplateRenderer(options).render(template, params);
