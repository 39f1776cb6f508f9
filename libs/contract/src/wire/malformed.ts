import type { Problem, ProblemCode } from '@wheelhouse/core-domain';

/** Thrown inside a decoder only; `message.ts` turns it into a problem. Collects its path on the way up. */
export class Malformed extends Error {
  readonly code: ProblemCode;
  private path = '';

  constructor(message: string, options: ErrorOptions & { readonly code?: ProblemCode } = {}) {
    super(message, options);
    this.name = 'Malformed';
    this.code = options.code ?? 'INVALID_FIELD';
  }

  under(step: string): this {
    this.path = step + (this.path.startsWith('[') || this.path === '' ? '' : '.') + this.path;
    return this;
  }

  problem(name: string): Problem {
    const hint = this.code === 'NOT_SUPPORTED' ? { hint: 'update this side to the version of the other' } : {};
    return {
      code: this.code,
      message: this.message,
      where: this.path === '' ? name : `${name}: ${this.path}`,
      ...hint,
    };
  }
}

/** Adds the step at which it happened to a `Malformed`; anything else is a bug and stays as it is. */
export const under = (error: unknown, step: string): unknown =>
  error instanceof Malformed ? error.under(step) : error;
