import { errors } from '@nats-io/transport-node';

export const natsFailures = [
  'no-responder',
  'timeout',
  'refused',
  'bad-answer',
  'disconnected',
  'too-large',
  'unauthorized',
  'store',
] as const;
export type NatsFailure = (typeof natsFailures)[number];

/**
 * Everything that can go wrong on the wire, mapped once. `no-responder`: nobody serves the subject (a stream that is not there,
 * too); `refused`: the other side said no, or the server's permissions did; `store`: JetStream could not keep it.
 */
export class NatsError extends Error {
  readonly failure: NatsFailure;
  /** What the server must be told about first: only a change helps. */
  readonly errorClass: 'transient' | 'permanent';

  constructor(failure: NatsFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'NatsError';
    this.failure = failure;
    this.errorClass = ['refused', 'too-large', 'unauthorized', 'bad-answer'].includes(failure)
      ? 'permanent'
      : 'transient';
  }
}

/** To be thrown by a handler: words the reason for the one who asked. */
export const refuse = (reason: string): NatsError => new NatsError('refused', reason);

/** `what` names the subject and what was done there. */
export function natsError(error: unknown, what: string): NatsError {
  if (error instanceof NatsError) return error;
  const failure = failureOf(error);
  return new NatsError(failure, `${what}: ${SENTENCES[failure]}`, { cause: error });
}

const SENTENCES: Readonly<Record<NatsFailure, string>> = {
  'no-responder': 'nobody answers there now',
  timeout: 'no answer in time',
  refused: 'these credentials do not permit it',
  'bad-answer': 'the answer cannot be read',
  disconnected: 'not connected to NATS',
  'too-large': 'larger than the server takes',
  unauthorized: 'NATS refuses the credentials',
  store: 'JetStream could not store it',
};

function failureOf(error: unknown): NatsFailure {
  if (error instanceof errors.NoRespondersError) return 'no-responder';
  if (error instanceof errors.PermissionViolationError) return 'refused';
  if (error instanceof errors.TimeoutError) return 'timeout';
  if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError)
    return 'unauthorized';
  if (error instanceof errors.RequestError && error.isNoResponders()) return 'no-responder';
  // The library wraps the reason of a request that failed.
  if (error instanceof Error && error.cause instanceof Error) return failureOf(error.cause);
  return 'disconnected';
}
