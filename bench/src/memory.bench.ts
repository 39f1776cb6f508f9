/**
 * Memory of each of our processes while two hundred Applications are brought up, and a minute later: what belongs to the process
 * alone, and its share of the programs and libraries that it maps. Beside each spoke another one waits for its turn to lead.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { memoryOfOurs, type ProcessMemory } from './measure/processes.ts';
import { answer, numbersOf, say, startServices } from './parts/services.ts';
import type { BenchWorld } from './parts/world.ts';

const { overlays, seconds } = numbersOf({ overlays: 100, seconds: 60 });
const SAMPLE_MS = 500;

const total = ({ anonymousMb, fileShareMb }: ProcessMemory): number => anonymousMb + fileShareMb;
const peaks = new Map<string, ProcessMemory>();
const over = new AbortController();
let sampling: Promise<void> | undefined;

async function sample(world: BenchWorld): Promise<void> {
  while (!over.signal.aborted) {
    for (const one of await memoryOfOurs(world.dir)) {
      const before = peaks.get(one.name);
      if (!before || total(one) > total(before)) peaks.set(one.name, one);
    }
    await pause(SAMPLE_MS, undefined, { signal: over.signal }).catch(() => undefined);
  }
}

async function started(world: BenchWorld): Promise<void> {
  await world.startWaiting();
  sampling = sample(world);
}

const { world } = await startServices({ overlays, floor: false, started });
await pause(seconds * 1000);
over.abort();
await sampling;
const atRest = await memoryOfOurs(world.dir);
await world.stop();

// Children come and go with their work: they count in the peaks of their own, and are not told at rest.
const figures = (processes: Iterable<ProcessMemory>) =>
  Object.fromEntries([...processes].map(({ name, anonymousMb, fileShareMb }) => [name, { anonymousMb, fileShareMb }]));
const own = atRest.filter(({ name }) => !name.includes('/'));
for (const { name, ...rest } of own) {
  const peak = peaks.get(name);
  say(`${name}: ${total({ name, ...rest }).toFixed(1)} MB at rest, ${peak ? total(peak).toFixed(1) : '?'} MB at most`);
}
const peak = [...peaks.values()].filter(({ name }) => own.some((one) => one.name === name));
answer({ bench: 'memory', applications: overlays * 2, atRest: figures(own), peak: figures(peak) });
