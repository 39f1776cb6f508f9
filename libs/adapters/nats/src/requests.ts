import type { Msg } from '@nats-io/transport-node';
import {
  askerOf,
  clockAnswerMessage,
  clockRequestMessage,
  epochAnswerMessage,
  epochRequestMessage,
  inboxPrefix,
  joinAnswerMessage,
  joinRequestMessage,
  liveMessages,
  renewAnswerMessage,
  renewRequestMessage,
} from '@wheelhouse/contract';
import type { Message } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import type { Nats } from './connection.ts';
import { headerOf } from './direct-get.ts';
import { checkSize, headersOf } from './jetstream-publish.ts';
import { NatsError, natsError } from './nats-error.ts';
import { listen } from './subscription.ts';
import type { Subscription } from './subscription.ts';

/** A question and its answer. */
export interface Call<Q, A> {
  readonly request: Message<Q>;
  readonly answer: Message<A>;
}

export const calls = {
  join: { request: joinRequestMessage, answer: joinAnswerMessage },
  renew: { request: renewRequestMessage, answer: renewAnswerMessage },
  epoch: { request: epochRequestMessage, answer: epochAnswerMessage },
  clock: { request: clockRequestMessage, answer: clockAnswerMessage },
  live: liveMessages,
} as const;

const ERROR = 'Wh-Error';
const OUR_FAULT = 'an error on the other side; its log has it';

/** Rejects with `NatsError`: `no-responder`, `timeout`, `refused` with the other side's reason, `bad-answer`, `disconnected`. */
export async function request<Q, A>(
  nats: Nats,
  subject: string,
  call: Call<Q, A>,
  question: Q,
  timeoutMs: number,
): Promise<A> {
  const what = `ask ${subject}`;
  const body = call.request.encode(question);
  checkSize(nats, { subject, body });
  const message = await nats.request(subject, body, { timeout: timeoutMs }).catch((error: unknown) => {
    throw natsError(error, what);
  });
  const refusal = headerOf(message)(ERROR);
  if (refusal) throw new NatsError('refused', `${what}: ${decodeURIComponent(refusal)}`);
  const decoded = call.answer.decode(message.data);
  if (decoded.ok) return decoded.value;
  throw new NatsError('bad-answer', `${what}: ${decoded.error.map(describeProblem).join('; ')}`);
}

export interface RespondOptions {
  /** Told of everything that was not answered as asked. The asker gets the words of a `refuse`, and no others. */
  readonly onError?: (error: unknown) => void;
  /** Of several with the same name, one answers. */
  readonly queue?: string;
}

export function respond<Q, A>(
  nats: Nats,
  subject: string,
  call: Call<Q, A>,
  handler: (question: Q, subject: string) => Promise<A> | A,
  options: RespondOptions = {},
): Subscription {
  const answer = async (message: Msg) => {
    if (!asksForItself(message))
      throw new NatsError('refused', `${message.subject}: the answer was wanted on ${message.reply}`);
    const question = call.request.decode(message.data);
    if (!question.ok) throw new NatsError('refused', question.error.map(describeProblem).join('; '));
    const body = call.answer.encode(await handler(question.value, message.subject));
    checkSize(nats, { subject: message.subject, body });
    message.respond(body);
  };
  const fail = (message: Msg, error: unknown) => {
    options.onError?.(error);
    const reason = error instanceof NatsError && error.failure !== 'disconnected' ? error.message : OUR_FAULT;
    if (!nats.connection.isClosed() && asksForItself(message))
      message.respond(undefined, { headers: headersOf({ [ERROR]: encodeURIComponent(reason) }) });
  };
  return listen(
    nats,
    subject,
    (message) => void answer(message).catch((error: unknown) => fail(message, error)),
    options.queue ? { queue: options.queue } : {},
  );
}

/**
 * A client may name any reply subject, and whoever answers publishes there with his own rights: a spoke's question is answered
 * in the inbox of that spoke only, never on another's subject.
 */
function asksForItself({ subject, reply = '' }: Msg): boolean {
  const owner = askerOf(subject);
  return reply.startsWith(owner === undefined ? '_INBOX.' : `${inboxPrefix(owner)}.`);
}
