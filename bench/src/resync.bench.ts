/** A sync of many objects of which one changed: how long the spoke takes, and how many objects it writes. */
import { median } from './fleet.ts';
import { configMaps, Engine } from './parts/engine.ts';
import { answer, numbersOf, say } from './parts/services.ts';

const { objects, rounds } = numbersOf({ objects: 500, rounds: 5 });
const NAME = 'resync';

const engine = await Engine.start();
const times: number[] = [];
const writes: number[] = [];
try {
  await engine.commit(NAME, configMaps(objects));
  await engine.deploy([NAME]);
  for (let round = 0; round < rounds; round += 1) {
    const before = await engine.versions(NAME);
    const [changed, ...others] = configMaps(objects);
    const next = { ...changed!, data: { ...(changed!['data'] as object), value: `round ${round}` } };
    await engine.untilHealthyAt(NAME, await engine.commit(NAME, [next, ...others]));
    const after = await engine.versions(NAME);
    writes.push([...after].filter(([name, version]) => before.get(name) !== version).length);
    const { ms, message } = await engine.lastAttempt(NAME);
    times.push(ms);
    say(`round ${round}: ${ms} ms, ${writes.at(-1)} written (${message})`);
  }
} finally {
  await engine.stop();
}
say(`${objects} objects, one changed: ${median(times)} ms`);
answer({ bench: 'resync', objects, rounds, medianMs: median(times), maxMs: Math.max(...times), writes });
