import type { CombinedError } from 'urql';

/** What went wrong, for a person: the API's own sentence and its code where the API answered. */
export interface Problem {
  readonly message: string;
  readonly code: string;
}

export function problemOf(error: CombinedError): Problem {
  const first = error.graphQLErrors[0];
  if (first) return { message: first.message, code: String(first.extensions.code ?? 'ERROR') };
  const status = (error.response as Response | undefined)?.status;
  if (status && status >= 400) return { message: `The hub answered ${status}.`, code: `HTTP_${status}` };
  return { message: 'The hub cannot be reached.', code: 'UNREACHABLE' };
}
