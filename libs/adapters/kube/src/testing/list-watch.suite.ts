import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@wheelhouse/tools';
import type { Server } from './server.ts';
import type { KubeApi, Resource } from '../kube-api.ts';
import { Expired, KubeError } from '../kube-error.ts';
import { listWatch } from '../list-watch.ts';
import type { ListWatchEvent } from '../list-watch.ts';
import { configMap, crd, makeNamespace, refOf } from './samples.ts';

/** What a reader believes, from the events alone. */
class Mirror {
  readonly objects = new Map<string, string>();
  readonly events: string[] = [];
  failure: unknown;

  take(event: ListWatchEvent): void {
    this.events.push(event.type);
    if (event.type === 'SYNCED') {
      this.objects.clear();
      for (const { metadata, ...object } of event.objects)
        this.objects.set(metadata.name, JSON.stringify(object['data']));
    } else if (event.type === 'DELETED') this.objects.delete(event.object.metadata.name);
    else if (event.type !== 'INTERRUPTED')
      this.objects.set(event.object.metadata.name, JSON.stringify(event.object['data']));
  }
}

export function listWatchSuite(server: () => Server): void {
  describe('listWatch', () => {
    let resource: Resource;
    let abort: AbortController;
    let reading: Promise<void>;
    beforeAll(async () => {
      await makeNamespace(server().client, 'watched');
      resource = (await server().client.resourceFor('v1', 'ConfigMap'))!;
    });
    beforeEach(() => (abort = new AbortController()));
    afterEach(async () => {
      abort.abort();
      await reading;
    });

    function read(client: Pick<KubeApi, 'list' | 'watch'>, of = resource, timeoutSeconds = 290): Mirror {
      const mirror = new Mirror();
      const options = {
        namespace: 'watched',
        signal: abort.signal,
        timeoutSeconds,
        sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
      };
      reading = (async () => {
        for await (const event of listWatch(client, of, options)) mirror.take(event);
      })().catch((error: unknown) => void (mirror.failure = error));
      return mirror;
    }
    const believes = (mirror: Mirror, name: string, data: object | undefined) =>
      waitUntil(async () => mirror.objects.get(name) === (data && JSON.stringify(data)), {
        what: `${name} to be seen`,
        timeoutMs: 10_000,
      });

    it('gives what is there, then what changes', async () => {
      const { client } = server();
      await client.apply(configMap('watched', 'a', { x: '1' }));
      const mirror = read(client);
      await believes(mirror, 'a', { x: '1' });
      await client.apply(configMap('watched', 'a', { x: '2' }));
      await believes(mirror, 'a', { x: '2' });
      await client.delete(refOf(configMap('watched', 'a', {})), { propagation: 'Background' });
      await believes(mirror, 'a', undefined);
      expect(mirror.events.filter((type) => type === 'SYNCED')).toHaveLength(1);
    });

    it('goes on without listing when the server ends a watch', async () => {
      const { client } = server();
      let watches = 0;
      const counting: Pick<KubeApi, 'list' | 'watch'> = {
        list: (...args) => client.list(...args),
        watch(...args) {
          watches += 1;
          return client.watch(...args);
        },
      };
      const mirror = read(counting, resource, 1);
      for (const wanted of [1, 2, 3]) {
        await waitUntil(async () => watches >= wanted, { what: `watch ${wanted}`, timeoutMs: 10_000 });
        await client.apply(configMap('watched', 'b', { x: `${wanted}` }));
        await believes(mirror, 'b', { x: `${wanted}` });
      }
      expect(mirror.events.filter((type) => type === 'SYNCED')).toHaveLength(1);
    });

    it('lists again when the server forgot where we were', async () => {
      const { client } = server();
      let expired = false;
      const forgetful: Pick<KubeApi, 'list' | 'watch'> = {
        list: (...args) => client.list(...args),
        async *watch(...args) {
          if (!expired) {
            expired = true;
            await client.apply(configMap('watched', 'c', { x: '1' }));
            throw new Expired('too old', { code: 'EXPIRED', status: 410 });
          }
          yield* client.watch(...args);
        },
      };
      const mirror = read(forgetful);
      await believes(mirror, 'c', { x: '1' });
      expect(mirror.events.filter((type) => type === 'SYNCED')).toHaveLength(2);
      expect(mirror.events).not.toContain('INTERRUPTED');
    });

    it('reports an interruption, and comes back', async () => {
      const { client } = server();
      let cuts = 2;
      const shaky: Pick<KubeApi, 'list' | 'watch'> = {
        list: (...args) => client.list(...args),
        async *watch(...args) {
          if (cuts-- > 0) throw new KubeError('cut off', { code: 'UNREACHABLE' });
          yield* client.watch(...args);
        },
      };
      const mirror = read(shaky);
      await waitUntil(async () => mirror.events.filter((type) => type === 'INTERRUPTED').length === 2, {
        what: 'both interruptions',
        timeoutMs: 10_000,
      });
      await client.apply(configMap('watched', 'd', { x: '1' }));
      await believes(mirror, 'd', { x: '1' });
      expect(mirror.events.filter((type) => type === 'SYNCED')).toHaveLength(1);
    });

    it('ends with an error when its kind is gone', async () => {
      const { client } = server();
      await client.apply(crd('Short', 'shorts'));
      const short = await waitUntil(() => client.resourceFor('example.com/v1', 'Short'), {
        what: 'Short to be served',
        timeoutMs: 15_000,
      });
      await waitUntil(() => client.list(short).then(() => true), { what: 'Shorts to be listed', timeoutMs: 15_000 });
      const mirror = read(client, short, 2);
      await waitUntil(async () => mirror.events.includes('SYNCED'), { what: 'a list', timeoutMs: 10_000 });
      await client.delete(refOf(crd('Short', 'shorts')));
      await waitUntil(async () => mirror.failure !== undefined, { what: 'the end', timeoutMs: 15_000 });
      expect(mirror.failure).toMatchObject({ code: 'NOT_FOUND' });
    });
  });
}
