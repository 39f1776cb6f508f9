/** The outcome of something that may fail for a reason the caller is expected to handle. Thrown errors are bugs. */
export type Result<T, E = Problem[]> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/**
 * One thing that is wrong, in words for the person who can mend it.
 * `code` is stable and for programs; `message` says what is wrong; `where` is a file with line, or a field's path;
 * `hint` says what to do. Never holds a secret's value.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly where?: string;
  readonly hint?: string;
}

/** The closed set of what can be wrong with input. The edge maps it exhaustively to exit codes and GraphQL codes. */
export type ProblemCode =
  | 'INVALID_YAML'
  | 'UNKNOWN_KIND'
  | 'UNKNOWN_FIELD'
  | 'INVALID_FIELD'
  | 'MISSING_FIELD'
  | 'INVALID_NAME'
  | 'DUPLICATE_NAME'
  | 'TEMPLATE_ERROR'
  | 'GENERATOR_ERROR'
  | 'NOT_SUPPORTED'
  | 'UNKNOWN_PROJECT'
  | 'UNKNOWN_CLUSTER'
  | 'SOURCE_NOT_PERMITTED'
  | 'DESTINATION_NOT_PERMITTED'
  | 'KIND_NOT_PERMITTED'
  | 'REPOSITORY_UNREACHABLE'
  | 'REVISION_NOT_FOUND'
  | 'PATH_NOT_FOUND'
  | 'PATH_OUTSIDE_REPOSITORY'
  | 'REMOTE_REFERENCE'
  | 'RENDER_FAILED'
  | 'RENDER_LIMIT'
  | 'OBJECT_TOO_LARGE'
  | 'DUPLICATE_OBJECT'
  | 'GUARDRAIL'
  | 'NOT_GENERATED'
  | 'RESTORED';

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });
export const err = <E>(error: E): { ok: false; error: E } => ({ ok: false, error });

/** One line: what, where, and what to do. */
export const describeProblem = (problem: Problem): string =>
  [problem.where, problem.message].filter(Boolean).join(': ') + (problem.hint ? ` (${problem.hint})` : '');

/** For the `default` of an exhaustive switch: the compiler refuses it while a case is missing. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
