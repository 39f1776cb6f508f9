import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { createRepository, textOf, type Files, type Repository } from '../world/repository.ts';
import { Breaking, insist } from './breaking.ts';
import { differences, orphanDifferences } from './compare.ts';
import { readFacts } from './facts.ts';
import { CLUSTERS, type ClusterName } from './faults.ts';
import type { Fleet } from './fleet.ts';
import { expectations, type Expectation } from './model/expect.ts';
import { treesOf } from './model/git-tree.ts';
import { keyOf, type Entry, type SetManifest } from './model/log.ts';
import { judge } from './never.ts';
import { clusterOf, planOf, setOf, type Plan, type Step } from './plan.ts';

export interface SeedResult {
  readonly seed: number;
  readonly plan: Plan;
  /** Empty: all is as the model says, and nothing happened that must not. */
  readonly problems: readonly string[];
  readonly happened: ReadonlyMap<string, number>;
  readonly backwards: number;
  readonly seconds: number;
  /** From the moment at which nothing was broken any more until all was as it should be. */
  readonly settledMs: number;
  /** How long each part took, in seconds. */
  readonly phases: string;
}

/** From everything healed to everything as it should be: longer than the longest pause of any queue. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 60;

/** One seed on a fleet that is whole: its set comes, lives through its faults, is compared, and goes. */
export async function runSeed(fleet: Fleet, seed: number): Promise<SeedResult> {
  const started = Date.now();
  const plan = planOf(seed, { disks: fleet.fillable });
  const repository = await createRepository(path.join(fleet.dir, 'seeds'), plan.name);
  const run = new SeedRun(fleet, plan, repository);
  const problems = await run.whole().catch((error: Error) => [`the run itself: ${error.stack ?? error.message}`]);
  await run.breaking.heal();
  const { happened } = run.breaking;
  const { backwards, settledMs, phases } = run;
  return { seed, plan, problems, happened, backwards, settledMs, phases, seconds: (Date.now() - started) / 1000 };
}

const OPERATIONS = {
  sync: 'mutation ($ref: ApplicationRef!) { sync(input: { application: $ref, prune: true }) { name } }',
  terminate: 'mutation ($ref: ApplicationRef!) { terminate(application: $ref) { name } }',
  refresh: 'mutation ($ref: ApplicationRef!) { refresh(application: $ref) { __typename } }',
} as const;

class SeedRun {
  readonly breaking: Breaking;
  backwards = 0;
  settledMs = 0;
  phases = '';
  #since = Date.now();
  readonly #fleet: Fleet;
  readonly #plan: Plan;
  readonly #repository: Repository;
  readonly #log: Entry[] = [];
  readonly #foreign = new Map<string, Map<string, object>>(CLUSTERS.map((name) => [name, new Map<string, object>()]));
  /** They stay as they are until something changes, or somebody syncs them. */
  readonly #terminated = new Set<string>();
  readonly #treeOf: ReturnType<typeof treesOf>;

  constructor(fleet: Fleet, plan: Plan, repository: Repository) {
    this.#fleet = fleet;
    this.#plan = plan;
    this.#repository = repository;
    this.#treeOf = treesOf(repository.path);
    this.breaking = new Breaking(fleet);
  }

  /** What is wrong, in words. */
  async whole(): Promise<string[]> {
    const { initial, steps, end, name } = this.#plan;
    await this.#push(initial);
    for (const cluster of CLUSTERS) await this.#label(cluster, true);
    await this.#apply();
    const first = await this.#settled('at first');
    if (first.length > 0) return first;
    this.#phase('first');
    for (const step of steps) await this.#step(step);
    this.#phase('steps');
    const later = await this.#healed('after the steps');
    if (later.length > 0) return later;
    this.#phase('settled');
    const last = (await this.#model()).at(-1)!;
    for (const fault of end.faults) this.breaking.start(fault);
    await this.#delete(end.cascade);
    const gone = await this.#healed('after the set was deleted', end.cascade ? undefined : last);
    const events = await this.#judged();
    await this.#forget(name);
    this.#phase('gone');
    return [...gone, ...events];
  }

  #phase(name: string): void {
    const now = Date.now();
    this.phases += `${this.phases && ', '}${name} ${((now - this.#since) / 1000).toFixed(1)}`;
    this.#since = now;
  }

  async #healed(when: string, orphans?: Expectation): Promise<string[]> {
    await delay(50);
    await this.breaking.heal();
    const began = Date.now();
    // What was said while nobody listened is found by looking, as a person would make it look.
    const refresh = 'mutation ($set: String!) { refresh(applicationSet: $set) { __typename } }';
    const { deleted, applications } = (await this.#model()).at(-1)!;
    if (deleted === undefined) await this.#insist(refresh, { set: this.#plan.name });
    for (const name of this.#terminated) {
      if (applications.has(name)) await this.#insist(OPERATIONS.sync, { ref: { name } });
    }
    this.#terminated.clear();
    const found = await this.#settled(when, orphans);
    this.settledMs = Math.max(this.settledMs, Date.now() - began);
    return found;
  }

  /** Waits until all is as it should be, and still is at a second look; else says what is not. */
  async #settled(when: string, orphans?: Expectation): Promise<string[]> {
    const expected = (await this.#model()).at(-1)!;
    const until = Date.now() + PATIENCE_MS;
    let good = 0;
    let found: string[] = [];
    while (Date.now() < until) {
      found = await readFacts(this.#fleet, this.#plan.name).then(
        (facts) => [
          ...differences(expected, facts, this.#foreign),
          ...(orphans ? orphanDifferences(orphans, facts) : []),
        ],
        (error: Error) => [`cannot look: ${error.message}`],
      );
      good = found.length === 0 ? good + 1 : 0;
      if (good === 2) return [];
      await delay(LOOK_MS);
    }
    return found.map((problem) => `${when}: ${problem}`);
  }

  #model(): Promise<readonly Expectation[]> {
    return expectations(this.#log, this.#treeOf);
  }

  async #judged(): Promise<string[]> {
    const model = await this.#model();
    return [...this.#fleet.recorders].flatMap(([cluster, { events }]) => {
      const judged = judge(cluster, this.#plan.name, { events, log: this.#log, model });
      this.backwards += judged.backwards;
      return judged.violations;
    });
  }

  async #step(step: Step): Promise<void> {
    switch (step.do) {
      case 'commit':
        return this.#push(step.files);
      case 'drift':
        return this.#drift(step);
      case 'foreign':
        return this.#putForeign(step);
      case 'label':
        return this.#label(step.cluster, step.on);
      case 'sync':
      case 'terminate':
      case 'refresh':
        return this.#operate(step);
      case 'fault':
        return this.breaking.start(step.fault);
      case 'pause':
        return void (await delay(step.ms));
    }
  }

  #insist<T>(query: string, variables: object): Promise<T> {
    return insist<T>(this.#fleet.hub, query, variables);
  }

  async #push(files: Files): Promise<void> {
    const at = Date.now();
    const commit = await this.#repository.commit(files);
    this.#log.push({ at, op: 'push', commit });
    // As a webhook would say it; who is not there to hear it is asked to look later.
    const query = 'mutation ($set: String!) { refresh(applicationSet: $set) { __typename } }';
    void this.#fleet.ask(query, { set: this.#plan.name }).catch(() => {});
  }

  async #apply(): Promise<void> {
    const set = setOf(this.#plan, this.#repository.url);
    this.#log.push({ at: Date.now(), op: 'apply', set: set as SetManifest });
    await this.#declare(set);
  }

  async #label(cluster: ClusterName, on: boolean): Promise<void> {
    const declared = clusterOf(cluster, this.#plan.name, on) as { metadata: { labels: Record<string, string> } };
    this.#log.push({ at: Date.now(), op: 'label', cluster, labels: declared.metadata.labels });
    await this.#declare(declared);
  }

  async #declare(manifest: object): Promise<void> {
    const query = 'mutation ($manifests: String!) { apply(manifests: $manifests) { action } }';
    await this.#insist(query, { manifests: textOf(manifest) });
  }

  /** Without `cascade` the set's Applications stay, as Argo CD has it; they are deleted then, and what they run is left alone. */
  async #delete(cascade: boolean): Promise<void> {
    const { name } = this.#plan;
    const { applications } = (await this.#model()).at(-1)!;
    this.#log.push({ at: Date.now(), op: 'delete', cascade });
    await this.#deleteOne('APPLICATION_SET', name, cascade);
    if (!cascade) for (const one of applications.keys()) await this.#deleteOne('APPLICATION', one, cascade);
  }

  async #deleteOne(kind: 'APPLICATION_SET' | 'APPLICATION', name: string, cascade: boolean): Promise<void> {
    const query = `mutation ($name: String!, $cascade: Boolean!) {
      delete(kind: ${kind}, name: $name, cascade: $cascade) { message } }`;
    const there = `query ($name: String!) { found: ${kind === 'APPLICATION' ? 'application' : 'applicationSet'}(name: $name) { name } }`;
    // An order that was carried out, and whose answer was lost, cannot be given again.
    await this.#fleet.ask(query, { name, cascade }).catch(async () => {
      const left = await this.#insist<{ found: object | null }>(there, { name });
      if (left.found) await this.#insist(query, { name, cascade });
    });
  }

  async #operate({ do: verb, which }: Extract<Step, { do: 'sync' | 'terminate' | 'refresh' }>): Promise<void> {
    const names = [...(await this.#model()).at(-1)!.applications.keys()];
    const name = names[Math.floor(which * names.length)];
    if (name === undefined) return;
    if (verb === 'terminate') this.#terminated.add(name);
    // Best effort: what must be so in the end is ordered again then.
    await this.#fleet.ask(OPERATIONS[verb], { ref: { name } }).catch(() => {});
  }

  /** Through the API server, with an administrator's rights; one that does not answer is left alone. */
  async #drift({ cluster, how, which }: Extract<Step, { do: 'drift' }>): Promise<void> {
    const applications = [...(await this.#model()).at(-1)!.applications.values()];
    const keys = applications.flatMap((one) => (one.cluster === cluster ? [...one.objects] : []));
    const [key, object] = keys[Math.floor(which * keys.length)] ?? [];
    if (!key || !object) return;
    const { name, namespace } = object.metadata;
    const plural = object.kind === 'Deployment' ? 'apis/apps/v1' : 'api/v1';
    const at = `/${plural}/namespaces/${namespace}/${object.kind.toLowerCase()}s/${name}`;
    const entry = { at: Date.now(), op: 'by-hand', cluster, key, how } as const;
    this.#log.push(entry);
    const edit =
      object.kind === 'Deployment'
        ? { metadata: { labels: { 'wheelhouse.dev/application': null } } }
        : { data: { version: 'by hand', more: 'by hand' } };
    const server = this.#fleet.clusters.get(cluster)!;
    await (
      how === 'delete'
        ? server.request('DELETE', at)
        : server.request('PATCH', at, edit, 'application/merge-patch+json')
    ).catch(() => {});
  }

  async #putForeign({ cluster, name }: Extract<Step, { do: 'foreign' }>): Promise<void> {
    const at = Date.now();
    const [application] = [...(await this.#model()).at(-1)!.applications.values()].filter(
      (one) => one.cluster === cluster,
    );
    if (!application) return;
    const { namespace } = application;
    const key = keyOf('ConfigMap', namespace, name);
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { owner: 'somebody' } };
    const made = await this.#fleet.clusters
      .get(cluster)!
      .request('POST', `/api/v1/namespaces/${namespace}/configmaps`, object)
      .catch(() => undefined);
    if (made?.status !== 201) return;
    this.#log.push({ at, op: 'by-hand', cluster, key, how: 'foreign' });
    this.#foreign.get(cluster)!.set(key, object);
  }

  /** The next seed finds as little as this one did. */
  async #forget(name: string): Promise<void> {
    for (const [cluster, server] of this.#fleet.clusters) {
      const { text } = await server.request('GET', '/api/v1/namespaces');
      const { items } = JSON.parse(text) as { items: { metadata: { name: string } }[] };
      const ours = items.filter(({ metadata }) => metadata.name.startsWith(`${name}-`));
      await Promise.all(ours.map(({ metadata }) => server.request('DELETE', `/api/v1/namespaces/${metadata.name}`)));
      this.#fleet.recorders.get(cluster)!.forget();
    }
  }
}
