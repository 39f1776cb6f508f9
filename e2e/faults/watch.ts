import { request } from 'node:https';
import { createInterface } from 'node:readline';
import type { Cluster } from '@wheelhouse/tools';

/** What the recorder tells of an object: enough to say whose it is and what it holds. */
export interface Live {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly { readonly manager: string }[];
  };
  readonly [field: string]: unknown;
}

export interface Seen {
  readonly at: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Live;
}

/** Everything that ever happened to the kinds that a fleet under faults uses, straight from the API server. */
export interface Recorder {
  readonly events: readonly Seen[];
  /** Forgets what was seen of the namespaces that the test is done with. */
  forget(): void;
  stop(): void;
}

export const KINDS = [
  { kind: 'ConfigMap', path: '/api/v1/configmaps' },
  { kind: 'Deployment', path: '/apis/apps/v1/deployments' },
] as const;

const PAUSE_MS = 100;

/** Follows over restarts of the API server from the version that it saw last; what was missed comes then. */
export async function record(cluster: Cluster): Promise<Recorder> {
  const events: Seen[] = [];
  let stopped = false;
  let cancel: (() => void)[] = [];
  for (const { kind, path } of KINDS) {
    const { text } = await cluster.request('GET', `${path}?limit=1`);
    let version = (JSON.parse(text) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    const follow = (): void => {
      if (stopped) return;
      const url = `${cluster.server}${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`;
      const options = {
        ca: cluster.ca,
        agent: false,
        headers: { authorization: `Bearer ${cluster.adminToken}` },
      } as const;
      let ended = false;
      const again = (): void => {
        if (!ended) setTimeout(follow, PAUSE_MS);
        ended = true;
      };
      const call = request(url, options, (response) => {
        const lines = createInterface({ input: response });
        lines.on('error', again);
        lines.on('line', (line) => {
          const { type, object } = JSON.parse(line) as { type: string; object: Live };
          if (type === 'ERROR') return call.destroy();
          version = object.metadata.resourceVersion;
          if (type !== 'BOOKMARK')
            events.push({ at: Date.now(), type: type as Seen['type'], object: { ...object, kind } });
        });
        response.on('error', again);
        response.on('close', again);
      });
      call.on('error', again);
      call.end();
      cancel = [...cancel.slice(-8), () => call.destroy()];
    };
    follow();
  }
  return {
    events,
    forget: () => void events.splice(0),
    stop() {
      stopped = true;
      for (const each of cancel) each();
    },
  };
}
