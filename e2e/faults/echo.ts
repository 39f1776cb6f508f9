import { connectNats, hubCredentials, type FleetKeys } from '@wheelhouse/adapter-nats';
import type { MessageKind } from './faults.ts';

/** Messages that were sent already, and can be sent again: late, twice, in another order. */
export interface Echo {
  /** The last ones of a kind, as they came or the other way round. Returns how many. */
  repeat(kind: MessageKind, how: 'repeat' | 'reverse'): number;
  close(): Promise<void>;
}

const SUBJECTS: Readonly<Record<MessageKind, string>> = {
  live: 'wh.v1.live.*',
  status: 'wh.v1.s.*.*',
  heartbeat: 'wh.v1.hb.*.*',
  asked: 'wh.v1.h.*.*',
};
const KEPT = 40;

/** Listens with the hub's own rights, as a network that repeats packets would. */
export async function listenForEcho(url: string, keys: FleetKeys): Promise<Echo> {
  const nats = await connectNats({ servers: [url], credentials: hubCredentials(keys), name: 'echo' });
  const { connection } = nats;
  type Heard = Parameters<typeof connection.publish>;
  const heard = new Map<MessageKind, Heard[]>();
  for (const [kind, subject] of Object.entries(SUBJECTS) as [MessageKind, string][]) {
    const kept: Heard[] = [];
    heard.set(kind, kept);
    connection.subscribe(subject, {
      callback: (error, message) => {
        if (error) return;
        const { reply, headers } = message;
        kept.push([message.subject, message.data, { ...(reply && { reply }), ...(headers && { headers }) }]);
        if (kept.length > KEPT) kept.shift();
      },
    });
  }
  return {
    repeat(kind, how) {
      if (!nats.connected()) return 0;
      const messages = [...heard.get(kind)!];
      for (const message of how === 'repeat' ? messages : messages.reverse()) connection.publish(...message);
      return messages.length;
    },
    close: () => nats.close(),
  };
}
