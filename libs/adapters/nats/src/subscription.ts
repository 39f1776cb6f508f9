import type { Msg } from '@nats-io/transport-node';
import type { Nats } from './connection.ts';
import { natsError } from './nats-error.ts';
import type { NatsError } from './nats-error.ts';

export interface Subscription {
  /** Nothing is delivered after it returns. */
  stop(): void;
  /** With the reason where the server refused or ended it. */
  readonly closed: Promise<NatsError | undefined>;
}

export interface ListenOptions {
  /** Only one of those with the same name gets each message. */
  readonly queue?: string;
}

/** What the handler throws is its own bug; it does not end the subscription. */
export function listen(
  nats: Nats,
  subject: string,
  handler: (message: Msg) => void,
  options: ListenOptions = {},
): Subscription {
  let stopped = false;
  const subscription = nats.connection.subscribe(subject, {
    ...options,
    callback: (error, message) => {
      if (!error && !stopped) handler(message);
    },
  });
  return {
    stop() {
      stopped = true;
      subscription.unsubscribe();
    },
    closed: subscription.closed.then(
      (error) => (error instanceof Error ? natsError(error, `subscribe ${subject}`) : undefined),
      (error: unknown) => natsError(error, `subscribe ${subject}`),
    ),
  };
}
