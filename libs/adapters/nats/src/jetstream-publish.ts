import { headers } from '@nats-io/transport-node';
import type { MsgHdrs } from '@nats-io/transport-node';
import type { Nats } from './connection.ts';
import { InFlight } from './in-flight.ts';
import { NatsError, natsError } from './nats-error.ts';

/** Un-acknowledged publishing loses messages silently, and more than this at once gains nothing (measured). */
const MAX_IN_FLIGHT = 512;
const ACK_WITHIN = 10_000;

const limits = new WeakMap<Nats, InFlight>();

const limitOf = (nats: Nats): InFlight => {
  const known = limits.get(nats) ?? new InFlight(MAX_IN_FLIGHT);
  limits.set(nats, known);
  return known;
};

export interface StreamMessage {
  readonly subject: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The numbers of nats-server's `server/errors.json`. */
export const storeRefusals = { wrongLastSequence: 10071, maxPerSubject: 10077 } as const;

export type Stored =
  | { readonly ok: true; readonly sequence: number }
  | { readonly ok: false; readonly code: number; readonly description: string };

interface Acknowledgement {
  readonly seq?: number;
  readonly error?: { readonly err_code?: number; readonly description?: string };
}

/** Resolves when the stream has answered, with its refusal as a value; throws `NatsError` for everything else. */
export async function publishToStream(nats: Nats, message: StreamMessage): Promise<Stored> {
  checkSize(nats, message);
  const what = `publish ${message.subject}`;
  const answer = await limitOf(nats).run(() =>
    nats
      .request(message.subject, message.body, { timeout: ACK_WITHIN, headers: headersOf(message.headers ?? {}) })
      .catch((error: unknown) => {
        throw natsError(error, what);
      }),
  );
  const { seq, error } = readAcknowledgement(answer.data, what);
  if (error)
    return { ok: false, code: error.err_code ?? 0, description: error.description ?? 'refused without a reason' };
  if (seq === undefined) throw new NatsError('bad-answer', `${what}: the answer is no acknowledgement of a stream`);
  return { ok: true, sequence: seq };
}

function readAcknowledgement(data: Uint8Array, what: string): Acknowledgement {
  try {
    return JSON.parse(new TextDecoder().decode(data)) as Acknowledgement;
  } catch (error) {
    throw new NatsError('bad-answer', `${what}: the answer is no acknowledgement of a stream`, { cause: error });
  }
}

/** A larger message would cost the connection: the server closes it. */
export function checkSize(nats: Nats, { subject, body, headers: given = {} }: StreamMessage): void {
  const max = nats.connection.info?.max_payload;
  const size =
    body.length + Object.entries(given).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 12);
  if (max !== undefined && size > max) {
    throw new NatsError(
      'too-large',
      `publish ${subject}: ${size} bytes, and the server takes ${max} (raise max_payload in its configuration)`,
    );
  }
}

export function headersOf(entries: Readonly<Record<string, string>>): MsgHdrs {
  const out = headers();
  for (const [name, value] of Object.entries(entries)) out.set(name, value);
  return out;
}

export const unexpectedRefusal = (subject: string, refused: Extract<Stored, { ok: false }>): NatsError =>
  new NatsError('store', `publish ${subject}: JetStream refuses it: ${refused.description} (${refused.code})`);
