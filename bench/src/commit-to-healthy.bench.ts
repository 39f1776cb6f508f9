/**
 * Among two hundred Applications of one repository, one overlay's image is another one: how long from the webhook until its two
 * Deployments are PATCHed and healthy, stage by stage, and what a commit costs; beside the same PATCH made by hand.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { distributionOf } from './measure/distribution.ts';
import { hubStages, type HubStages } from './measure/hub-stages.ts';
import { cpuBetween, cpuSeconds, GROUPS } from './measure/processes.ts';
import { objectsOf, overlayName, writeOverlay } from './parts/overlays.ts';
import { Rollouts, type Rollout } from './parts/rollouts.ts';
import { answer, CLUSTERS, numbersOf, say, startServices, type Services } from './parts/services.ts';

const { overlays, commits } = numbersOf({ overlays: 100, commits: 32 });
/** Commits before the first one that counts: programs are loaded, connections open, statements planned. */
const WARM_UP = 3;
/** The rest of one commit's work (statuses, counters) is not the next one's. */
const PAUSE_MS = 700;

interface Measured {
  readonly webhookAt: number;
  readonly firstPatch: number;
  readonly complete: number;
  readonly healthy: number;
}

const imageOf = (tag: string): string => `registry.example/web:${tag}`;
const both = (watching: readonly Rollouts[], namespace: string, tag: string): Promise<Rollout[]> =>
  Promise.all(watching.map((one) => one.next(namespace, imageOf(tag))));

async function measureCommit(
  { world }: Services,
  watching: readonly Rollouts[],
  { overlay, tag }: { readonly overlay: string; readonly tag: string },
): Promise<Measured> {
  await writeOverlay(world.clone, overlay, tag);
  const commit = await world.push(`Release ${tag}`);
  const rollouts = both(watching, overlay, tag);
  const [started, webhookAt] = [performance.now(), Date.now()];
  await world.webhook();
  const seen = await rollouts;
  await untilHealthy(
    world,
    CLUSTERS.map((cluster) => `${overlay}-${cluster}`),
    commit,
  );
  return {
    webhookAt,
    firstPatch: Math.min(...seen.map(({ patched }) => patched)) - started,
    complete: Math.max(...seen.map(({ complete }) => complete)) - started,
    healthy: performance.now() - started,
  };
}

/** Asked only once the rollouts are complete, so that asking takes nothing of what is measured. */
async function untilHealthy(world: Services['world'], names: readonly string[], commit: string): Promise<void> {
  const query =
    'query ($names: [String!]) { applications(filter: { name: $names }) { nodes { revisions { healthy } } } }';
  for (let asked = 0; asked < 2_000; asked++) {
    const { applications } = await world.ask<{ applications: { nodes: { revisions: { healthy: string | null } }[] } }>(
      query,
      { names },
    );
    if (applications.nodes.every(({ revisions }) => revisions.healthy === commit)) return;
    await delay(5);
  }
  throw new Error(`${names.join(', ')} are not healthy at ${commit}`);
}

/** The same PATCH by hand, on the same clusters, at a time when nothing else is done. Our spokes would heal it: of names of its own. */
async function measureFloor(watching: readonly Rollouts[], runs: number): Promise<number[]> {
  const floor: number[] = [];
  const [, , , deployment] = objectsOf('floor', '0');
  for (const one of watching) for (const object of objectsOf('floor', '0').slice(0, 3)) await one.apply(object);
  for (let run = 0; run <= runs; run++) {
    const tag = String(run);
    const rollouts = both(watching, 'floor', tag);
    const started = performance.now();
    const object = objectsOf('floor', tag).at(-1)!;
    await Promise.all(watching.map((one) => one.apply(run === 0 ? { ...deployment!, ...object } : object)));
    const seen = await rollouts;
    if (run > 0) floor.push(Math.max(...seen.map(({ complete }) => complete)) - started);
    await delay(PAUSE_MS);
  }
  return floor;
}

const services = await startServices({ overlays, floor: false, env: { WHEELHOUSE_LOG_LEVEL: 'debug' } });
const { world } = services;
const watching = await Promise.all(world.clusters.map((cluster) => Rollouts.of(cluster)));
try {
  await world.withoutPushHook();
  const floor = await measureFloor(watching, 10);
  const overlayOf = (run: number): string => overlayName((run * 7) % overlays);
  for (let run = 0; run < WARM_UP; run++) {
    await measureCommit(services, watching, { overlay: overlayOf(run), tag: `warm-${run}` });
    await delay(PAUSE_MS);
  }
  const before = await cpuSeconds(world.dir);
  const measured: Measured[] = [];
  for (let run = 0; run < commits; run++) {
    measured.push(await measureCommit(services, watching, { overlay: overlayOf(run + WARM_UP), tag: `2.0.${run}` }));
    await delay(PAUSE_MS);
  }
  const used = cpuBetween(before, await cpuSeconds(world.dir));
  const stages = await hubStages(
    world.dir,
    measured.map((one) => one.webhookAt),
  );
  const healthy = distributionOf(measured.map((one) => one.healthy))!;
  const floorMs = distributionOf(floor)!;
  const milliseconds = {
    ...Object.fromEntries(
      (Object.keys(stages[0] ?? {}) as (keyof HubStages)[]).map((stage) => [
        stage,
        distributionOf(stages.map((one) => one[stage])),
      ]),
    ),
    firstPatch: distributionOf(measured.map((one) => one.firstPatch)),
    complete: distributionOf(measured.map((one) => one.complete)),
    healthy,
  };
  for (const [stage, one] of Object.entries(milliseconds)) say(`${stage}: ${JSON.stringify(one)}`);
  say(`floor: ${JSON.stringify(floorMs)}; CPU of all commits: ${JSON.stringify(used)}`);
  answer({
    bench: 'commit-to-healthy',
    applications: overlays * CLUSTERS.length,
    commits,
    milliseconds,
    floor: floorMs,
    healthyAboveFloor: Math.round(healthy.p50 - floorMs.p50),
    cpuSecondsPerCommit: Object.fromEntries(
      [...GROUPS, 'ours' as const].map((group) => [group, Math.round((used[group] / commits) * 1000) / 1000]),
    ),
  });
} finally {
  await Promise.all(watching.map((one) => one.close()));
  await world.stop();
}
