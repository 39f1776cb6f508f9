import { err, type Problem, type ProblemCode, type Result } from '@wheelhouse/core-domain';

/** What was asked cannot be done: why, and what to do. */
export const refuse = (code: ProblemCode, message: string, hint: string): Result<never> =>
  err<Problem[]>([{ code, message, hint }]);
