/** What two hundred healthy Applications cost while nothing happens: the share of one core in all of our processes. */
import { setTimeout as pause } from 'node:timers/promises';
import { cpuBetween, cpuSeconds } from './measure/processes.ts';
import { answer, numbersOf, say, startServices } from './parts/services.ts';

const { overlays, seconds } = numbersOf({ overlays: 100, seconds: 300 });
/** What the first sync leaves behind (rollouts, compactions, collections of garbage) is not rest. */
const SETTLE_MS = 20_000;

const { world } = await startServices({ overlays, floor: false });
await pause(SETTLE_MS);
const before = await cpuSeconds(world.dir);
await pause(seconds * 1000);
const cpu = cpuBetween(before, await cpuSeconds(world.dir));
await world.stop();
const percent = Object.fromEntries(
  Object.entries(cpu).map(([group, used]) => [group, Math.round((used / seconds) * 100_00) / 100]),
);
say(`at rest for ${seconds} s, in percent of a core: ${JSON.stringify(percent)}`);
answer({ bench: 'rest', applications: overlays * 2, seconds, cpuSeconds: cpu, percentOfACore: percent });
