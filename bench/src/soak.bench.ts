/**
 * Does all that a fleet does all day, at a steady rate, for as long as one likes: commits, drift by hand, clusters whose labels
 * change, restarts and crashes of each part; and says of everything that could grow whether it ended where it began. Real API
 * servers, hub, spokes, nats-server and Postgres. What is collected after a day is collected after a minute here.
 * `--minutes 60`, and `--commit-seconds`, `--drift-seconds`, `--label-seconds`, `--restart-seconds` for how often.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildApps, createSupervisor, git, waitUntil } from '@wheelhouse/tools';
import { levelsOf } from './measure/levels.ts';
import { trendsOf, trendTable, type Sample } from './measure/trend.ts';
import { applicationSet, overlayName, project, writeOverlay, writeOverlays } from './parts/overlays.ts';
import { answer, numbersOf, say } from './parts/services.ts';
import { startSoakWorld, type SoakWorld } from './parts/soak-world.ts';

const CLUSTERS = ['east', 'west'];
const OVERLAYS = 8;
const SAMPLE_SECONDS = 10;
const HUB = {
  WHEELHOUSE_COLLECT_EVERY_SECONDS: '10',
  WHEELHOUSE_COLLECT_AFTER_SECONDS: '60',
  WHEELHOUSE_KEEP_RELEASES: '10',
  WHEELHOUSE_KEEP_HISTORY: '10',
  WHEELHOUSE_KEEP_EVENTS: '300',
  WHEELHOUSE_KEEP_EVENTS_DAYS: '0.003',
};

async function writeContent(clone: string): Promise<void> {
  await writeOverlays(clone, OVERLAYS, '1.0.0');
  await mkdir(path.join(clone, 'fleet'), { recursive: true });
  for (const name of CLUSTERS) await writeCluster(clone, name, 'a');
  const tier = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tier' }, data: { of: 'a' } };
  await mkdir(path.join(clone, 'apps', 'tier'), { recursive: true });
  await writeFile(path.join(clone, 'apps', 'tier', 'tier.yaml'), JSON.stringify(tier));
}

async function writeCluster(clone: string, name: string, tier: string): Promise<void> {
  const metadata = { name, labels: { tier } };
  const cluster = { apiVersion: 'wheelhouse.dev/v1alpha1', kind: 'Cluster', metadata, spec: {} };
  await writeFile(path.join(clone, 'fleet', `${name}.yaml`), JSON.stringify(cluster));
}

/** One application on each cluster of tier `a`: it comes and goes with the label. */
const tierSet = (repoURL: string): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: 'tier', namespace: 'argocd' },
  spec: {
    goTemplate: true,
    generators: [{ clusters: { selector: { matchLabels: { tier: 'a' } } } }],
    template: {
      metadata: { name: 'tier-{{.name}}', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        project: 'services',
        source: { repoURL, targetRevision: 'main', path: 'apps/tier' },
        destination: { name: '{{.name}}', namespace: 'tier' },
        syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
      },
    },
  },
});

/** What is done to the fleet, one piece at a time; each says what it did. */
class Life {
  readonly #world: SoakWorld;
  readonly done: Record<string, number> = {};
  readonly refused: Record<string, number> = {};
  #turn = 0;
  #version = 0;
  #tier = 'a';
  #git: Promise<unknown> = Promise.resolve();

  constructor(world: SoakWorld) {
    this.#world = world;
  }

  /** While a part is away, what needs it is refused; that is counted, and is no failure. */
  async attempt(kind: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.done[kind] = (this.done[kind] ?? 0) + 1;
    } catch (error) {
      this.refused[kind] = (this.refused[kind] ?? 0) + 1;
      say(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  commit(): Promise<void> {
    return this.#push(async (clone) => {
      this.#version += 1;
      await writeOverlay(clone, overlayName(this.#version % OVERLAYS), `1.0.${this.#version}`);
    });
  }

  relabel(): Promise<void> {
    return this.#push(async (clone) => {
      this.#tier = this.#tier === 'a' ? 'b' : 'a';
      await writeCluster(clone, CLUSTERS[1]!, this.#tier);
    });
  }

  /** Scales a Deployment and takes a ConfigMap away, as somebody with kubectl would. */
  async drift(): Promise<void> {
    this.#turn += 1;
    const client = this.#world.clients.get(CLUSTERS[this.#turn % CLUSTERS.length]!)!;
    const namespace = overlayName(this.#turn % OVERLAYS);
    const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/web`;
    const body = { spec: { replicas: 1 } };
    await client.request(deployment, { method: 'PATCH', body, contentType: 'application/merge-patch+json' });
    if (this.#turn % 2 === 0) {
      await client.request(`/api/v1/namespaces/${namespace}/configmaps/web`, { method: 'DELETE' });
    }
  }

  /** Every part in turn, by a crash and in order. */
  restarts(): readonly (readonly [string, () => Promise<void>])[] {
    const { center, killSpoke, restartSpoke } = this.#world;
    const [east, west] = CLUSTERS as [string, string];
    return [
      ['crash of a spoke', () => killSpoke(east)],
      ['crash of the hub', () => center.killHub()],
      ['restart of nats-server', () => center.nats.restart()],
      ['restart of a spoke', () => restartSpoke(west)],
      ['restart of Postgres', () => center.postgres.restart()],
      ['restart of the hub', () => center.restartHub()],
      ['crash of nats-server', async () => (await center.nats.kill(), await center.nats.restart())],
      ['crash of Postgres', async () => (await center.postgres.kill(), await center.postgres.restart())],
    ];
  }

  /** Two commits at once would meet in the clone. A webhook that nobody takes costs nothing: the hub polls. */
  #push(change: (clone: string) => Promise<void>): Promise<void> {
    const { clone } = this.#world.center.repository;
    const pushed = this.#git.then(async () => {
      await change(clone);
      await git(clone, 'add', '--all');
      await git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'Change the fleet');
      await git(clone, 'push', '--quiet', 'origin', 'main');
      await this.#world.center.webhook();
    });
    this.#git = pushed.catch(() => undefined);
    return pushed;
  }
}

/** Calls `work` every so many seconds until the run is over; one call at a time. */
async function steadily(seconds: number, over: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!over.aborted) {
    const next = performance.now() + seconds * 1000;
    await work();
    await pause(Math.max(0, next - performance.now()), over);
  }
}

const pause = (ms: number, over: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      over.removeEventListener('abort', done);
      resolve();
    }
    over.addEventListener('abort', done);
    if (over.aborted) done();
  });

interface Counts {
  readonly total: number;
  readonly done: number;
  readonly healthy: number;
}

/** Everything is healthy at what the last commit says. */
async function untilDone(world: SoakWorld, total: number): Promise<void> {
  let last = '';
  const probe = async (): Promise<boolean> => {
    const { fleet } = await world.center.ask<{ fleet: { counts: Counts } }>(
      '{ fleet { counts { total done healthy } } }',
    );
    last = JSON.stringify(fleet.counts);
    return fleet.counts.total === total && fleet.counts.done === total && fleet.counts.healthy === total;
  };
  await waitUntil(probe, { what: `${total} targets to be done`, timeoutMs: 180_000, everyMs: 200 }).catch(
    (error: Error) => {
      throw new Error(`${error.message}; at last ${last}`, { cause: error });
    },
  );
}

/** And what the clusters hold is what the repository says. */
async function demandTags(world: SoakWorld): Promise<void> {
  for (const [cluster, client] of world.clients) {
    for (let i = 0; i < OVERLAYS; i++) {
      const file = path.join(world.center.repository.clone, 'apps', 'overlays', overlayName(i), 'kustomization.yaml');
      const { images } = JSON.parse(await readFile(file, 'utf8')) as { images: { newTag: string }[] };
      const at = `/apis/apps/v1/namespaces/${overlayName(i)}/deployments/web`;
      const live = (await client.request(at)) as {
        spec: { replicas: number; template: { spec: { containers: { image: string }[] } } };
      };
      const wanted = `registry.example/web:${images[0]!.newTag}`;
      const { image } = live.spec.template.spec.containers[0]!;
      if (image !== wanted || live.spec.replicas !== 3) {
        throw new Error(`${cluster} ${overlayName(i)}: ${image} × ${live.spec.replicas}, not ${wanted} × 3`);
      }
    }
  }
}

async function live(world: SoakWorld, rates: Rates): Promise<{ samples: Sample[]; life: Life }> {
  const life = new Life(world);
  const over = new AbortController();
  const samples: Sample[] = [];
  const started = performance.now();
  const minutes = (): number => (performance.now() - started) / 60_000;
  const timer = setTimeout(() => over.abort(), rates.minutes * 60_000);
  const restarts = life.restarts();
  let restart = 0;
  const one = (kind: string, work: () => Promise<void>) => () => life.attempt(kind, work);
  await Promise.all([
    steadily(
      rates['commit-seconds'],
      over.signal,
      one('commit', () => life.commit()),
    ),
    steadily(
      rates['drift-seconds'],
      over.signal,
      one('drift', () => life.drift()),
    ),
    steadily(
      rates['label-seconds'],
      over.signal,
      one('label', () => life.relabel()),
    ),
    pause(rates['restart-seconds'] * 1000, over.signal).then(() =>
      steadily(rates['restart-seconds'], over.signal, async () => {
        const [kind, work] = restarts[restart++ % restarts.length]!;
        say(`${minutes().toFixed(1)} min: ${kind}`);
        await life.attempt(kind, work);
      }),
    ),
    steadily(SAMPLE_SECONDS, over.signal, async () => {
      const at = minutes();
      const levels = await levelsOf(world.center.watched);
      samples.push({ at, levels });
      const told = ['blob, rows', 'WH_BLOBS, messages', 'hub memory, MB', 'east-spoke memory, MB', 'postgres size, MB'];
      say(`${at.toFixed(1)} min: ${told.map((name) => `${name} ${levels[name] ?? '-'}`).join('; ')}`);
    }),
  ]);
  clearTimeout(timer);
  return { samples, life };
}

const DEFAULTS = {
  minutes: 60,
  'commit-seconds': 4,
  'drift-seconds': 5,
  'label-seconds': 20,
  'restart-seconds': 45,
};
type Rates = Readonly<Record<keyof typeof DEFAULTS, number>>;

const rates = numbersOf(DEFAULTS);
await buildApps(['hub', 'spoke', 'dashboard']);
const dir = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-soak-'));
const supervisor = createSupervisor(dir);
let failed = true;
try {
  const world = await startSoakWorld({ dir, supervisor, clusters: CLUSTERS, content: writeContent, env: HUB });
  const { clone, url } = world.center.repository;
  const resources = { project: project(url), services: applicationSet(url, CLUSTERS), tier: tierSet(url) };
  for (const [name, resource] of Object.entries(resources)) {
    await writeFile(path.join(clone, 'fleet', `${name}.yaml`), JSON.stringify(resource));
  }
  const { samples, life } = await live(world, rates);
  say(`done: ${JSON.stringify(life.done)}; refused: ${JSON.stringify(life.refused)}`);
  // The tier comes back if it was away, and with it the last commit.
  await writeCluster(clone, CLUSTERS[1]!, 'a');
  await life.commit();
  await untilDone(world, (OVERLAYS + 1) * CLUSTERS.length);
  await waitUntil(() => demandTags(world).then(() => true), {
    what: 'the clusters to be as in Git',
    timeoutMs: 60_000,
  });
  const trends = trendsOf(samples);
  process.stdout.write(`${trendTable(trends, { per: 60, unit: 'hour' })}\n`);
  const grew = trends.filter((one) => one.grew).map((one) => one.name);
  say(grew.length === 0 ? 'everything ended where it began' : `ended well above where it began: ${grew.join('; ')}`);
  answer({ bench: 'soak', ...rates, done: life.done, refused: life.refused, flat: grew.length === 0, grew, trends });
  failed = grew.length > 0;
  for (const client of world.clients.values()) await client.close();
} finally {
  await supervisor.stop();
  if (process.env['WHEELHOUSE_BENCH_KEEP']) say(`kept: ${dir}`);
  else await rm(dir, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
