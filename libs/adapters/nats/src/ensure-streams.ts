import { DiscardPolicy, jetstreamManager, RetentionPolicy, StorageType, StoreCompression } from '@nats-io/jetstream';
import type { StreamConfig } from '@nats-io/jetstream';
import { streams } from '@wheelhouse/contract';
import type { Nats } from './connection.ts';
import { NatsError, natsError } from './nats-error.ts';

export interface StreamOptions {
  /** Copies in a cluster of NATS servers. Default 1. */
  readonly replicas?: number;
  /** Default 7 days. */
  readonly eventsMaxAgeMs?: number;
  /** Default 1 GiB. */
  readonly eventsMaxBytes?: number;
}

type Wanted = Partial<StreamConfig> & { readonly name: string; readonly subjects: string[] };

const DAY = 24 * 3600 * 1000;
/** Of one cluster: a storm of events cannot push the others' out. */
const EVENTS_PER_SUBJECT = 10_000;
const nanos = (ms: number) => ms * 1e6;

function wantedStreams(options: StreamOptions): readonly Wanted[] {
  const common = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    num_replicas: options.replicas ?? 1,
    allow_direct: true,
    deny_purge: false,
  };
  const { manifests, blobs, events } = streams;
  return [
    {
      ...common,
      name: manifests.name,
      subjects: [...manifests.subjects],
      max_msgs_per_subject: 1,
      // Live subscribers hear only what compare-and-set let in, and only its headers.
      republish: { src: manifests.republish.from, dest: manifests.republish.to, headers_only: true },
    },
    {
      ...common,
      name: blobs.name,
      subjects: [...blobs.subjects],
      max_msgs_per_subject: 1,
      // A blob's subject holds its digest: a second one is the same one, and is refused.
      discard: DiscardPolicy.New,
      discard_new_per_subject: true,
      compression: StoreCompression.S2,
    },
    {
      ...common,
      name: events.name,
      subjects: [...events.subjects],
      // A share of a day is rarely a whole number, and the server takes only those.
      max_age: nanos(Math.round(options.eventsMaxAgeMs ?? 7 * DAY)),
      max_bytes: options.eventsMaxBytes ?? 1024 ** 3,
      max_msgs_per_subject: EVENTS_PER_SUBJECT,
      compression: StoreCompression.S2,
    },
  ];
}

/** Creates what is missing and brings the rest to what we want. `created` names what must be filled again from Postgres. */
export async function ensureStreams(
  nats: Nats,
  options: StreamOptions = {},
): Promise<{ readonly created: readonly string[] }> {
  const what = 'set the streams up';
  try {
    const { streams: api } = await jetstreamManager(nats.connection);
    const known = new Set<string>();
    for await (const name of api.names()) known.add(name);
    const created: string[] = [];
    for (const wanted of wantedStreams(options)) {
      if (known.has(wanted.name)) await api.update(wanted.name, wanted);
      else created.push((await api.add(wanted)).config.name);
    }
    return { created };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const mapped = natsError(error, what);
    throw mapped.failure === 'disconnected' ? new NatsError('store', `${what}: ${reason}`, { cause: error }) : mapped;
  }
}
