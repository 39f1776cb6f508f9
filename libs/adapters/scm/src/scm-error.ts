import type { Problem } from '@wheelhouse/core-domain';

/** A question that got no answer. The message names provider and address, never a secret. */
export class ScmError extends Error {
  readonly hint: string | undefined;
  /** Asking earlier is useless: the provider said so. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { readonly hint?: string; readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
  }

  get problem(): Problem {
    return {
      code: 'GENERATOR_ERROR',
      message: this.message,
      where: 'spec.generators',
      ...(this.hint && { hint: this.hint }),
    };
  }
}
