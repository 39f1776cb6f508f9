import { jest } from '@jest/globals';
import { waitUntil } from '@wheelhouse/tools';
import { application, configMap } from './objects.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

jest.setTimeout(90_000);

let world: World;
beforeAll(async () => {
  // Without controllers nobody else asks the API server for anything.
  world = await startWorld({ controllers: false });
});
afterAll(() => world.stop());

/** Requests that ended, by `verb resource`; watches count when they end. */
async function requests(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const text = String(await world.kube.request('/metrics'));
  for (const line of text.split('\n')) {
    const [, labels, count] = /^apiserver_request_total\{(.*)\} (\S+)$/.exec(line) ?? [];
    if (!labels) continue;
    const label = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const key = `${label('verb')} ${label('resource')}`;
    counts.set(key, (counts.get(key) ?? 0) + Number(count));
  }
  return counts;
}

const beats = (count: number): Promise<unknown> => {
  const wanted = world.hub.heartbeats.length + count;
  const heard = async (): Promise<boolean> => world.hub.heartbeats.length >= wanted;
  return waitUntil(heard, { what: `${count} more heartbeats`, timeoutMs: 45_000 });
};

it('a spoke at rest asks the API server for nothing but its Lease', async () => {
  const spoke = world.spoke({ WHEELHOUSE_JOIN_TOKEN: world.hub.token() });
  await spoke.says('"message":"leading"');
  const ids = ['1', '2', '3', '4', '5', '6'].map(application);
  for (const id of ids) await world.hub.healthy(id, await world.hub.want(id, [configMap('a'), configMap('b')]));
  // What is healthy is remembered a second later, together with others.
  await beats(5);
  const before = await requests();
  await beats(12);
  const after = await requests();
  const made = [...after].filter(([key, count]) => count > (before.get(key) ?? 0)).map(([key]) => key);
  const others = made.filter((key) => !key.endsWith(' leases') && !key.startsWith('WATCH ') && key !== 'GET ');
  expect(made).toContain('PUT leases');
  expect(others).toEqual([]);
});
