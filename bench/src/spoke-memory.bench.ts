/**
 * What a leading spoke takes with so many watched objects: memory after it settled, and the share of a core while nothing happens.
 * `--applications 1` is 500 objects, `--applications 20` is 10,000.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { cpuBetween, cpuSeconds, memoryOfOurs } from './measure/processes.ts';
import { configMaps, Engine } from './parts/engine.ts';
import { answer, numbersOf, say } from './parts/services.ts';

const { applications, objects, seconds } = numbersOf({ applications: 1, objects: 500, seconds: 60 });
const SETTLE_MS = 20_000;

const engine = await Engine.start();
try {
  const names = Array.from({ length: applications }, (_, at) => `memory-${at}`);
  for (const name of names) {
    await engine.commit(name, configMaps(objects));
    await engine.deploy([name]);
  }
  await pause(SETTLE_MS);
  const before = await cpuSeconds(engine.world.dir);
  await pause(seconds * 1000);
  const { spokes } = cpuBetween(before, await cpuSeconds(engine.world.dir));
  const spoke = (await memoryOfOurs(engine.world.dir)).find(({ name }) => name === 'dev-spoke')!;
  const figures = {
    anonymousMb: spoke.anonymousMb,
    fileShareMb: spoke.fileShareMb,
    totalMb: Math.round((spoke.anonymousMb + spoke.fileShareMb) * 10) / 10,
    millicores: Math.round((spokes / seconds) * 100_00) / 10,
  };
  say(`${applications * objects} objects: ${figures.totalMb} MB, ${figures.millicores} mcore at rest`);
  answer({ bench: 'spoke-memory', objects: applications * objects, seconds, ...figures });
} finally {
  await engine.stop();
}
