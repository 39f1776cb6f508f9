/**
 * From an answered request that drifts an object until a watch shows it as Git says: a field changed behind our back, and an object
 * deleted. Each object once, since a spoke backs off where somebody changes the same thing again and again.
 */
import type { KubeClient, Resource } from '@wheelhouse/adapter-kube';
import { distributionOf } from './measure/distribution.ts';
import { configMaps, Engine } from './parts/engine.ts';
import { answer, numbersOf, say } from './parts/services.ts';

const { drifts } = numbersOf({ drifts: 120 });
const NAME = 'drift';

/** Moments, by `performance.now()`, at which a watch showed objects as they should be. */
class Seen {
  readonly #waiting = new Map<string, () => void>();

  async follow(client: KubeClient, resource: Resource, signal: AbortSignal): Promise<void> {
    const { resourceVersion } = await client.list(resource, { namespace: NAME });
    for await (const event of client.watch(resource, { namespace: NAME, resourceVersion, signal })) {
      if (event.type === 'BOOKMARK' || event.type === 'DELETED') continue;
      const { object } = event;
      const isGoing = object.metadata['deletionTimestamp'] !== undefined;
      if (!isGoing && (object['data'] as { level?: string } | undefined)?.level === 'info')
        this.#waiting.get(object.metadata.name)?.();
    }
  }

  /** Resolves when it is shown next. */
  healed(name: string): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(name, () => resolve(performance.now())));
  }
}

async function drift(seen: Seen, name: string, make: () => Promise<unknown>): Promise<number> {
  // Before the request: a fast spoke has healed before it is answered.
  const healed = seen.healed(name);
  await make();
  const made = performance.now();
  return Math.max(0, (await healed) - made);
}

const engine = await Engine.start();
const over = new AbortController();
const changed: number[] = [];
const deleted: number[] = [];
try {
  const objects = configMaps(2 * drifts);
  await engine.commit(NAME, objects);
  await engine.deploy([NAME]);
  const seen = new Seen();
  const resource = (await engine.client.resourceFor('v1', 'ConfigMap'))!;
  const following = seen.follow(engine.client, resource, over.signal).catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  for (const [at, { metadata }] of objects.entries()) {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAME, name: metadata.name };
    const patch = { data: { level: 'debug' } };
    const type = 'application/merge-patch+json';
    if (at < drifts)
      changed.push(
        await drift(seen, metadata.name, () => engine.client.patch(ref, type, patch, { manager: 'kubectl-edit' })),
      );
    else deleted.push(await drift(seen, metadata.name, () => engine.client.delete(ref, { propagation: 'Background' })));
  }
  over.abort();
  await following;
} finally {
  await engine.stop();
}
const figures = { changed: distributionOf(changed), deleted: distributionOf(deleted) };
say(`a changed field: ${JSON.stringify(figures.changed)} ms; a deleted object: ${JSON.stringify(figures.deleted)} ms`);
answer({ bench: 'drift-to-healed', drifts, ...figures });
