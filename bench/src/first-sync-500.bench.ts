/**
 * The first sync of many objects in one wave, against a bare loop of concurrent PATCHes of the same objects on the same API server,
 * turn by turn. The goal: at least 60 % of what the API server takes from the loop.
 */
import type { KubeObject } from '@wheelhouse/core-domain';
import { bareLoop, configMaps, Engine } from './parts/engine.ts';
import { median } from './fleet.ts';
import { answer, numbersOf, say } from './parts/services.ts';

const { objects, rounds, lanes } = numbersOf({ objects: 500, rounds: 3, lanes: 32 });

const inNamespace = (namespace: string): KubeObject[] =>
  configMaps(objects).map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));

const engine = await Engine.start();
const syncs: number[] = [];
const loops: number[] = [];
try {
  for (let round = 0; round < rounds; round += 1) {
    const [ours, bare] = [`ours-${round}`, `bare-${round}`];
    await engine.client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: bare } });
    loops.push(await bareLoop(engine.client, inNamespace(bare), lanes));
    await engine.commit(ours, configMaps(objects));
    await engine.deploy([ours]);
    const { ms, message } = await engine.lastAttempt(ours);
    syncs.push(ms);
    say(`round ${round}: bare loop ${Math.round(loops.at(-1)!)} ms, sync ${ms} ms (${message})`);
  }
} finally {
  await engine.stop();
}
const figures = { syncMs: median(syncs), bareLoopMs: Math.round(median(loops)) };
const percent = Math.round((median(loops) / median(syncs)) * 100);
say(`${objects} objects: ${percent} % of the bare loop's throughput`);
answer({ bench: 'first-sync-500', objects, rounds, lanes, ...figures, percentOfBareLoop: percent });
