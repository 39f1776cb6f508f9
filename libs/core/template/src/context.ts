import type { Capabilities } from './capabilities.ts';
import { TemplateError } from './template-error.ts';
import type { Value } from './values.ts';

export type MissingKey = 'default' | 'zero' | 'error';
export type NumberFormat = 'plain' | 'go';

export interface Limits {
  /** Characters of one result; default 1 Mi. */
  readonly maxOutput: number;
  /** Actions, iterations and list items of one execution; default a million. */
  readonly maxSteps: number;
  /** Nested `{{template}}` calls; default 100. */
  readonly maxDepth: number;
}

export const DEFAULT_LIMITS: Limits = { maxOutput: 1024 * 1024, maxSteps: 1_000_000, maxDepth: 100 };

export interface ContextOptions {
  readonly numberFormat: NumberFormat;
  readonly limits: Limits;
  readonly capabilities: Capabilities;
  /** Runs a text as a template of its own, for `tpl`. */
  readonly runText: (context: Context, text: string, data: Value) => string;
}

/** What one execution may use, and how it prints. Functions charge what they make before they make it. */
export class Context {
  readonly numberFormat: NumberFormat;
  readonly limits: Limits;
  readonly capabilities: Capabilities;
  readonly runText: ContextOptions['runText'];
  /** How deep `tpl` is in itself. */
  textDepth = 0;
  #steps = 0;
  #text = 0;

  constructor({ numberFormat, limits, capabilities, runText }: ContextOptions) {
    this.numberFormat = numberFormat;
    this.limits = limits;
    this.capabilities = capabilities;
    this.runText = runText;
  }

  /** Before the next execution. */
  reset(): void {
    this.#steps = 0;
    this.#text = 0;
    this.textDepth = 0;
  }

  step(count = 1): void {
    this.#steps += count;
    if (!(this.#steps <= this.limits.maxSteps))
      throw new TemplateError(`takes more than ${this.limits.maxSteps} steps`);
  }

  /** Text that a function makes; all of one execution together may be sixteen times the output. */
  text(length: number): void {
    this.#text += length;
    if (!(this.#text <= this.limits.maxOutput * 16)) this.tooLong();
  }

  tooLong(): never {
    throw new TemplateError(`makes more than ${this.limits.maxOutput} characters`);
  }
}
