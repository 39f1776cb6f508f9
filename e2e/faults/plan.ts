import { applicationSet, cluster, configMap, deployment, IMAGE, kustomization, list } from '../world/content.ts';
import type { Files } from '../world/repository.ts';
import { CLUSTERS, faultOf, type ClusterName, type Fault } from './faults.ts';
import { randomOf, type Random } from './random.ts';

export type Step =
  | { readonly do: 'commit'; readonly why: string; readonly files: Files }
  /** Somebody changes (`edit`) or deletes one of our objects; which one: by this share of those that are there. */
  | { readonly do: 'drift'; readonly cluster: ClusterName; readonly how: 'edit' | 'delete'; readonly which: number }
  | { readonly do: 'foreign'; readonly cluster: ClusterName; readonly name: string }
  | { readonly do: 'label'; readonly cluster: ClusterName; readonly on: boolean }
  | { readonly do: 'sync' | 'terminate' | 'refresh'; readonly which: number }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'pause'; readonly ms: number };

/** What a seed means: nothing is left to chance but time. */
export interface Plan {
  readonly seed: number;
  /** Of the set and of all that belongs to this seed. */
  readonly name: string;
  readonly generator: 'directories' | 'clusters' | 'list';
  readonly initial: Files;
  readonly steps: readonly Step[];
  /** How the set leaves, and what breaks meanwhile. */
  readonly end: { readonly cascade: boolean; readonly faults: readonly Fault[] };
}

interface Overlay {
  tag: number;
  readonly extras: Map<string, number>;
  broken: boolean;
}

/** What the repository holds, as the plan is thought out. */
interface Draft {
  readonly overlays: Map<string, Overlay>;
  base: number;
  replicas: number;
  readonly labels: Map<ClusterName, boolean>;
}

export function planOf(seed: number, options: { readonly disks: boolean }): Plan {
  const random = randomOf(seed);
  const name = `f${seed}`;
  const generator = random.pick(['directories', 'clusters', 'list'] as const);
  const draft = newDraft(random, generator);
  const initial = allFiles(draft);
  const steps: Step[] = [];
  const count = random.int(4, 8);
  for (let i = 0; i < count; i++) {
    if (random.chance(0.55)) steps.push({ do: 'fault', fault: faultOf(random, options.disks) });
    steps.push(stepOf(random, draft, generator));
    if (random.chance(0.6)) steps.push({ do: 'pause', ms: random.int(20, 400) });
  }
  const mend = mended(draft);
  if (mend) steps.push(mend);
  const faults = random.chance(0.5) ? [faultOf(random, options.disks)] : [];
  return { seed, name, generator, initial, steps, end: { cascade: random.chance(0.7), faults } };
}

function newDraft(random: Random, generator: Plan['generator']): Draft {
  const second = generator === 'clusters' ? [] : CLUSTERS.filter(() => random.chance(0.3));
  const names = [...CLUSTERS.map((each) => `${each}-a`), ...second.map((each) => `${each}-b`)];
  const overlay = (): Overlay => ({
    tag: 1,
    extras: new Map(Array.from({ length: random.int(0, 3) }, (_, i) => [`extra-${i}`, 1] as const)),
    broken: false,
  });
  return {
    overlays: new Map(names.map((each) => [each, overlay()])),
    base: 1,
    replicas: random.chance(0.3) ? 1 : 0,
    labels: new Map(CLUSTERS.map((each) => [each, true])),
  };
}

function stepOf(random: Random, draft: Draft, generator: Plan['generator']): Step {
  const kind = random.weighted([
    ['tag', 5],
    ['base', 2],
    ['add', 3],
    ['remove', 3],
    ['overlay', generator === 'directories' ? 2 : 0],
    ['break', 1],
    ['drift', 4],
    ['foreign', 1],
    ['label', generator === 'clusters' ? 3 : 0.5],
    ['sync', 1],
    ['terminate', 0.5],
    ['refresh', 0.5],
  ] as const);
  const which = random.next();
  const at = random.pick(CLUSTERS);
  switch (kind) {
    case 'drift':
      return { do: 'drift', cluster: at, how: random.pick(['edit', 'delete'] as const), which };
    case 'foreign':
      return { do: 'foreign', cluster: at, name: `foreign-${random.int(1, 99)}` };
    case 'label': {
      // A set that would lose all that runs of it is held by the guardrail until a person confirms it.
      const runs = (name: ClusterName): boolean =>
        draft.labels.get(name) === true &&
        [...draft.overlays].every(([overlay, { broken }]) => !broken || !overlay.startsWith(`${name}-`));
      const last = draft.labels.get(at) === true && !CLUSTERS.some((name) => name !== at && runs(name));
      const cluster = last ? CLUSTERS.find((name) => name !== at)! : at;
      const on = !draft.labels.get(cluster);
      draft.labels.set(cluster, on);
      return { do: 'label', cluster, on };
    }
    case 'sync':
    case 'terminate':
    case 'refresh':
      return { do: kind, which };
    default:
      return change(random, draft, kind);
  }
}

function change(random: Random, draft: Draft, kind: 'tag' | 'base' | 'add' | 'remove' | 'overlay' | 'break'): Step {
  const commit = (why: string, files: Files): Step => ({ do: 'commit', why, files });
  const name = random.pick([...draft.overlays.keys()]);
  const overlay = draft.overlays.get(name)!;
  switch (kind) {
    case 'base':
      draft.base += 1;
      return commit('change what all overlays share', baseFiles(draft));
    case 'add': {
      const extra = `extra-${random.int(3, 9)}`;
      overlay.extras.set(extra, (overlay.extras.get(extra) ?? 0) + 1);
      return commit(`${name}: add or change ${extra}`, overlayFiles(name, overlay));
    }
    case 'remove': {
      const extra = [...overlay.extras.keys()].at(0);
      if (extra === undefined) break;
      overlay.extras.delete(extra);
      return commit(`${name}: remove ${extra}`, {
        ...overlayFiles(name, overlay),
        [`overlays/${name}/${extra}.yaml`]: null,
      });
    }
    case 'overlay': {
      const cluster = random.pick(CLUSTERS);
      const other = `${cluster}-c`;
      if (draft.overlays.delete(other)) return commit(`remove ${other}`, { [`overlays/${other}`]: null });
      const added: Overlay = { tag: 1, extras: new Map([['extra-0', 1]]), broken: false };
      draft.overlays.set(other, added);
      return commit(`add ${other}`, overlayFiles(other, added));
    }
    case 'break':
      overlay.broken = !overlay.broken;
      return commit(`${name}: ${overlay.broken ? 'break' : 'mend'} it`, overlayFiles(name, overlay));
    case 'tag':
      break;
  }
  overlay.tag += 1;
  return commit(`${name}: tag ${overlay.tag}`, overlayFiles(name, overlay));
}

function mended(draft: Draft): Step | undefined {
  const broken = [...draft.overlays].filter(([, overlay]) => overlay.broken);
  if (broken.length === 0) return undefined;
  const files = broken.map(([name, overlay]) => overlayFiles(name, { ...overlay, broken: false }));
  return { do: 'commit', why: 'mend what is broken', files: Object.assign({}, ...files) as Files };
}

const allFiles = (draft: Draft): Files =>
  Object.assign(
    {},
    baseFiles(draft),
    ...[...draft.overlays].map(([name, overlay]) => overlayFiles(name, overlay)),
  ) as Files;

const baseFiles = ({ base, replicas }: Draft): Files => ({
  'base/kustomization.yaml': kustomization({ resources: ['deployment.yaml', 'config.yaml'] }),
  'base/deployment.yaml': deployment('web', { image: IMAGE, replicas }),
  'base/config.yaml': configMap('config', { version: String(base) }),
});

function overlayFiles(name: string, { tag, extras, broken }: Overlay): Files {
  const folder = `overlays/${name}`;
  const files = [...extras].map(([extra, version]) => [
    `${folder}/${extra}.yaml`,
    configMap(extra, { version: String(version) }),
  ]);
  const fields = {
    resources: ['../../base', ...[...extras.keys()].map((extra) => `${extra}.yaml`)],
    images: [{ name: IMAGE, newTag: `v${tag}` }],
  };
  return {
    [`${folder}/kustomization.yaml`]: broken ? 'resources: [unclosed\n' : kustomization(fields),
    ...(Object.fromEntries(files) as Record<string, object>),
  };
}

/** The set of a plan: one application per overlay, each in a namespace of its own. */
export function setOf({ name, generator, initial }: Plan, repository: string): object {
  const overlays = Object.keys(initial).flatMap((file) => /^overlays\/([^/]+)\/kustomization/.exec(file)?.[1] ?? []);
  const by = {
    directories: {
      generators: [{ git: { repoURL: repository, revision: 'main', directories: [{ path: 'overlays/*' }] } }],
      overlay: '{{.path.basename}}',
      cluster: '{{index (splitList "-" .path.basename) 0}}',
    },
    clusters: {
      generators: [{ clusters: { selector: { matchLabels: { faults: name } } } }],
      overlay: '{{.name}}-a',
      cluster: '{{.name}}',
    },
    list: {
      generators: [list(overlays.map((overlay) => ({ overlay, cluster: overlay.split('-')[0] })))],
      overlay: '{{.overlay}}',
      cluster: '{{.cluster}}',
    },
  }[generator];
  return applicationSet(name, `${name}-${by.overlay}`, by.generators, {
    repository,
    path: `overlays/${by.overlay}`,
    cluster: by.cluster,
    namespace: `${name}-${by.overlay}`,
  });
}

/** A cluster as it is declared while a seed runs. */
export const clusterOf = (name: ClusterName, plan: string, on: boolean): object =>
  cluster(name, { env: name, ...(on ? { faults: plan } : {}) });
