import { err, ok, type FieldPath, type Problem, type Result } from '@wheelhouse/core-domain';
import { compileFast } from './fasttemplate.ts';
import { compile, missingKeyOf, type BoundTemplate, type ExecuteOptions } from './go-template.ts';
import type { Params } from './params.ts';
import { compileHoles, type TemplateHoles } from './template-holes.ts';
import { compileTree, Frame, type CompiledText, type RenderTree } from './template-tree.ts';
import type { TypedPaths } from './values.ts';

export interface RenderTemplateOptions extends Pick<ExecuteOptions, 'numberFormat' | 'limits' | 'capabilities'> {
  readonly goTemplate: boolean;
  /** `goTemplateOptions` as written, e.g. `missingkey=zero`. */
  readonly options?: readonly string[];
  /** Where the template stands in its document; errors name the field below it. Default: the template itself. */
  readonly path?: FieldPath;
}

/** Renders every text and every map key of a JSON value, again and again: each value is compiled once. */
export class TemplateRenderer {
  readonly #options: RenderTemplateOptions;
  readonly #execution: ExecuteOptions;
  readonly #texts = new Map<string, Result<CompiledText, string>>();
  readonly #trees = new WeakMap<object, RenderTree>();

  constructor(options: RenderTemplateOptions) {
    this.#options = options;
    const { numberFormat, limits, capabilities } = options;
    this.#execution = {
      missingKey: missingKeyOf(options.options ?? []),
      ...(numberFormat && { numberFormat }),
      ...(limits && { limits }),
      ...(capabilities && { capabilities }),
    };
  }

  /**
   * The value for one set of parameters; an empty set renders nothing. Keys that become equal become one, the last. Numbers
   * and booleans stay as they are; what holds no template is shared between all results. Every text that fails is named
   * by its path. `typed`: which parameters Go would hold as maps and lists of strings. Neither template nor parameters may
   * change while the renderer is in use.
   */
  render(template: unknown, params: Params, typed?: TypedPaths): Result<unknown, Problem[]> {
    if (isEmpty(params)) return ok(template);
    const frame = new Frame(params, typed);
    const value = this.#tree(template)(frame);
    return frame.problems.length > 0 ? err(frame.problems) : ok(value);
  }

  /** One text; see `render`. */
  renderText(text: string, params: Params, typed?: TypedPaths): Result<string, string> {
    if (isEmpty(params) || !text.includes('{{')) return ok(text);
    const compiled = this.#text(text);
    if (!compiled.ok) return compiled;
    const quick = compiled.value.quick?.(params);
    return quick === undefined ? compiled.value.render(new Frame(params, typed)) : ok(quick);
  }

  /**
   * A value whose results all have one shape, to be rendered as the texts that differ; undefined where a key is a template.
   * Rendering them for an empty set of parameters is not the same as `render`, which leaves the value alone.
   */
  holes(template: unknown): TemplateHoles | undefined {
    return compileHoles(template, this.#options.path ?? [], (text) => this.#text(text));
  }

  #tree(template: unknown): RenderTree {
    const known = typeof template === 'object' && template !== null ? this.#trees.get(template) : undefined;
    if (known) return known;
    const compiled = compileTree(template, this.#options.path ?? [], (text) => this.#text(text));
    if (typeof template === 'object' && template !== null) this.#trees.set(template, compiled);
    return compiled;
  }

  #text(text: string): Result<CompiledText, string> {
    const known = this.#texts.get(text);
    if (known) return known;
    const compiled = this.#options.goTemplate ? this.#goText(text) : fastText(text);
    this.#texts.set(text, compiled);
    return compiled;
  }

  #goText(text: string): Result<CompiledText, string> {
    const compiled = compile(text);
    if (!compiled.ok) return compiled;
    const bound: BoundTemplate = compiled.value.bind(this.#execution);
    const { quick } = compiled.value;
    return ok({ render: (frame) => bound(frame.data), ...(quick && !this.#options.limits && { quick }) });
  }
}

function fastText(text: string): Result<CompiledText, string> {
  const compiled = compileFast(text);
  if (!compiled.ok) return compiled;
  const quick = compiled.value;
  return ok({ render: ({ params }) => ok(quick(params)), quick });
}

function isEmpty(params: Params): boolean {
  for (const key in params) if (Object.hasOwn(params, key)) return false;
  return true;
}

/** Renders once; keep a TemplateRenderer for more. */
export const renderTemplate = (
  template: unknown,
  params: Params,
  options: RenderTemplateOptions,
): Result<unknown, Problem[]> => new TemplateRenderer(options).render(template, params);
