import { parseArgs } from 'node:util';
import { buildApps } from '@wheelhouse/tools';
import { cpuBetween, cpuSeconds, type CpuUse } from '../measure/processes.ts';
import { bareApply } from './floor.ts';
import { applicationSet, objectsOf, overlayName, project, writeOverlays } from './overlays.ts';
import { startWorld, type BenchWorld } from './world.ts';

export const CLUSTERS = ['east', 'west'];
const TAG = '1.0.0';
const PATIENCE_MS = 120_000;
/** A query of counters costs the hub about a millisecond. */
const ASK_EVERY_MS = 100;

export interface ServicesOptions {
  /** Kustomize overlays; each on both clusters. */
  readonly overlays: number;
  /** Also measures what the same objects take without us, on clusters of their own, before. */
  readonly floor: boolean;
  /** Runs when everything of ours has started and nothing is to be done yet. */
  readonly started?: (world: BenchWorld) => Promise<void>;
  /** Added to the environment of hub and spokes. */
  readonly env?: Readonly<Record<string, string>>;
}

/** From `wheelhouse apply` until everything is healthy. */
export interface FirstSync {
  readonly seconds: number;
  readonly cpu: CpuUse;
}

export interface Services {
  readonly world: BenchWorld;
  readonly floor: FirstSync | undefined;
  readonly first: FirstSync;
}

export const say = (text: string): void => void process.stderr.write(`${text}\n`);
export const answer = (figures: object): void => void process.stdout.write(`${JSON.stringify(figures)}\n`);

/** Numbers from the command line, e.g. `--overlays 20`; each with its default. */
export function numbersOf<Name extends string>(defaults: Readonly<Record<Name, number>>): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options, strict: true });
  return Object.fromEntries(
    names.map((name) => [name, values[name] === undefined ? defaults[name] : Number(values[name])]),
  ) as Record<Name, number>;
}

/** One ApplicationSet of kustomize overlays on two clusters, brought from nothing to healthy. */
export async function startServices({ overlays, floor, started, env = {} }: ServicesOptions): Promise<Services> {
  await buildApps(['hub', 'spoke', 'dashboard']);
  let without: FirstSync | undefined;
  const world = await startWorld({
    clusters: CLUSTERS,
    content: (clone) => writeOverlays(clone, overlays, TAG),
    env: () => ({ ...profiled(), ...env }),
    ...(floor
      ? { before: async (start, supervisor) => void (without = await measureFloor(overlays, start, supervisor.dir)) }
      : {}),
  });
  try {
    await untilJoined(world);
    await started?.(world);
    const first = await measureFirst(world, overlays * CLUSTERS.length);
    return { world, floor: without, first };
  } catch (error) {
    await world.stop();
    throw error;
  }
}

async function measureFloor(
  overlays: number,
  start: Parameters<NonNullable<Parameters<typeof startWorld>[0]['before']>>[0],
  dir: string,
): Promise<FirstSync> {
  const clusters = await Promise.all(CLUSTERS.map((name) => start(`floor-${name}`)));
  const applications = Array.from({ length: overlays }, (_, i) => objectsOf(overlayName(i), TAG));
  const figures = await measure(dir, () => Promise.all(clusters.map((each) => bareApply(each, applications))));
  say(`floor: ${figures.seconds} s; Kubernetes ${figures.cpu.kubernetes} CPU-s`);
  await Promise.all(clusters.map((cluster) => cluster.stop()));
  return figures;
}

async function measureFirst(world: BenchWorld, count: number): Promise<FirstSync> {
  await world.apply([project(world.repository)]);
  const figures = await measure(world.dir, async () => {
    await world.apply([applicationSet(world.repository, CLUSTERS)]);
    await untilDone(world, count);
  });
  say(`first sync: ${figures.seconds} s; ours ${figures.cpu.ours} CPU-s: ${JSON.stringify(figures.cpu)}`);
  return figures;
}

async function measure(dir: string, work: () => Promise<unknown>): Promise<FirstSync> {
  const before = await cpuSeconds(dir);
  const started = performance.now();
  await work();
  const seconds = Math.round((performance.now() - started) / 10) / 100;
  return { seconds, cpu: cpuBetween(before, await cpuSeconds(dir)) };
}

function untilJoined(world: BenchWorld): Promise<void> {
  const query = '{ fleet { clusters { connected } } }';
  return until(async () => {
    const { fleet } = await world.ask<{ fleet: { clusters: { connected: number } } }>(query);
    return fleet.clusters.connected === CLUSTERS.length;
  }, 'both clusters to be online');
}

interface Counts {
  readonly total: number;
  readonly done: number;
  readonly healthy: number;
}

/** Every target on every rung: desired, published, admitted, applied and healthy at the same revision. */
export async function untilDone(world: BenchWorld, count: number): Promise<void> {
  const started = performance.now();
  let told = '';
  await until(async () => {
    const { fleet } = await world.ask<{ fleet: { counts: Counts } }>('{ fleet { counts { total done healthy } } }');
    const { total, done, healthy } = fleet.counts;
    const text = `${total} targets, ${done} done`;
    if (text !== told) say(`${((performance.now() - started) / 1000).toFixed(1)} s: ${text}`);
    told = text;
    return total === count && done === count && healthy === count;
  }, `${count} targets to be done`).catch(async (error: Error) => {
    const problems = '{ fleet { problems { kind message applicationSet { name } application { name } } } }';
    throw new Error(`${error.message}; the hub says: ${JSON.stringify(await world.ask(problems))}`, { cause: error });
  });
}

async function until(reached: () => Promise<boolean>, what: string): Promise<void> {
  const started = performance.now();
  while (!(await reached())) {
    if (performance.now() - started > PATIENCE_MS) throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** With WHEELHOUSE_BENCH_PROFILE=FOLDER, hub and spokes write a CPU profile there when they end. */
function profiled(): Record<string, string> {
  const folder = process.env['WHEELHOUSE_BENCH_PROFILE'];
  return folder ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {};
}
