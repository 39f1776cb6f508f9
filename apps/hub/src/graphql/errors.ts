import { PageError } from '@wheelhouse/adapter-postgres';
import { describeProblem, type Problem, type Result } from '@wheelhouse/core-domain';
import { GraphQLError } from 'graphql';

/** Stable codes of the edge itself; those of input problems are the ProblemCodes. */
export type EdgeCode =
  | 'NOT_FOUND'
  | 'AMBIGUOUS_NAME'
  | 'FORBIDDEN'
  | 'INVALID_ARGUMENT'
  | 'INTERNAL'
  | 'UNAUTHENTICATED'
  | 'TOO_EXPENSIVE'
  | 'CLUSTER_AWAY';

export const edgeError = (code: EdgeCode, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } });

/** The first problem is the error; all of them are in `extensions.problems`. */
export const problemsError = (problems: readonly Problem[]): GraphQLError =>
  new GraphQLError(problems.map(describeProblem).join('\n'), {
    extensions: { code: problems[0]?.code ?? 'INVALID_ARGUMENT', problems },
  });

/** The value of a Result, or its problems as a GraphQL error. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw problemsError(result.error);
}

/** Wrong page arguments are the caller's; everything else that is thrown is ours, and its text stays in the log. */
export async function answering<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PageError) throw edgeError('INVALID_ARGUMENT', error.message);
    throw error;
  }
}
