import type { Msg } from '@nats-io/transport-node';
import type { Nats } from './connection.ts';
import { NatsError, natsError } from './nats-error.ts';

export interface StoredMessage {
  readonly subject: string;
  /** Of the stream. */
  readonly sequence: number;
  readonly body: Uint8Array;
  readonly header: (name: string) => string | undefined;
  /** Milliseconds since 1970, by the server's clock. */
  readonly time: number;
}

const WITHIN = 5_000;

export const headerOf =
  (message: Msg) =>
  (name: string): string | undefined =>
    message.headers?.get(name) || undefined;

/** The last message of a subject, from any replica; undefined where there is none. No JetStream API is needed for it. */
export async function directGet(nats: Nats, stream: string, subject: string): Promise<StoredMessage | undefined> {
  const what = `get ${subject}`;
  const stored = await ask(nats, `$JS.API.DIRECT.GET.${stream}.${subject}`, { what });
  if (stored && stored.subject !== subject) throw notTheStreams(what);
  return stored;
}

/** The message with this sequence, whatever its subject. */
export async function directGetSequence(
  nats: Nats,
  stream: string,
  sequence: number,
): Promise<StoredMessage | undefined> {
  const what = `get message ${sequence} of ${stream}`;
  const body = new TextEncoder().encode(JSON.stringify({ seq: sequence }));
  const stored = await ask(nats, `$JS.API.DIRECT.GET.${stream}`, { what, body });
  if (stored && stored.sequence !== sequence) throw notTheStreams(what);
  return stored;
}

const notTheStreams = (what: string): NatsError =>
  new NatsError('bad-answer', `${what}: the answer is not the stream's`);

async function ask(
  nats: Nats,
  api: string,
  { what, body }: { readonly what: string; readonly body?: Uint8Array },
): Promise<StoredMessage | undefined> {
  const message = await nats.request(api, body, { timeout: WITHIN }).catch((error: unknown) => {
    throw natsError(error, what);
  });
  const code = message.headers?.code ?? 0;
  if (code === 404) return undefined;
  if (code !== 0) throw new NatsError('refused', `${what}: ${message.headers?.description} (${code})`);
  const header = headerOf(message);
  const [subject, sequence] = [header('Nats-Subject'), Number(header('Nats-Sequence'))];
  if (!(sequence > 0) || subject === undefined) throw notTheStreams(what);
  return { subject, sequence, body: message.data, header, time: Date.parse(header('Nats-Time-Stamp') ?? '') };
}
