import {
  isEmptySelector,
  LOCAL_CLUSTER_NAME,
  LOCAL_CLUSTER_SERVER,
  ok,
  SECRET_TYPE_LABEL,
  selectorMatches,
  type Cluster,
  type ClustersGenerator,
  type LabelSelector,
} from '@wheelhouse/core-domain';
import { sanitizeName, type Params } from '@wheelhouse/core-template';
import type { Facts } from './facts.ts';
import type { Environment, GeneratorKind, ParamSet } from './generator.ts';
import { allWithValues } from './values.ts';

/**
 * `clusters`: one set for each registered cluster that the selector takes. Without a selector, Argo CD's implicit local cluster
 * comes last, unless a registered cluster stands for it.
 */
export const clusters: GeneratorKind<ClustersGenerator> = {
  needs: () => ({ clusters: true }),
  generate: (spec, environment) => {
    const { facts } = environment;
    const sets: ParamSet[] = [];
    for (const cluster of sortedByName(facts.clusters))
      if (isChosen(cluster, spec.selector)) sets.push(paramsOf(cluster, environment));
    if (isEmptySelector(spec.selector) && !localIsRegistered(facts)) sets.push(IMPLICIT);
    const withAll = allWithValues(sets, spec.values, environment);
    if (!withAll.ok || !spec.flatList) return withAll;
    return ok([{ params: { clusters: withAll.value.map((set) => set.params) }, typed: {} }]);
  },
  ofCluster: (spec, cluster, environment) => {
    if (!isChosen(cluster, spec.selector)) return ok([]);
    return allWithValues([paramsOf(cluster, environment)], spec.values, environment);
  },
  isByCluster: ({ flatList }) => !flatList,
};

const SORTED = new WeakMap<readonly Cluster[], readonly Cluster[]>();

/** Entries are keyed by name; the last of a name counts. All sets of a fleet look at the same list. */
function sortedByName(all: readonly Cluster[]): readonly Cluster[] {
  const known = SORTED.get(all);
  if (known) return known;
  const sorted = [...new Map(all.map((cluster) => [cluster.metadata.name, cluster])).values()].sort((a, b) =>
    a.metadata.name < b.metadata.name ? -1 : 1,
  );
  SORTED.set(all, sorted);
  return sorted;
}

/** People select `argocd.argoproj.io/secret-type: cluster` to leave the implicit one out: every registered one has it. */
const isChosen = ({ metadata }: Cluster, selector: LabelSelector | undefined): boolean =>
  !selector || selectorMatches(selector, metadata.labels, REGISTERED);

const REGISTERED = { [SECRET_TYPE_LABEL]: 'cluster' };

export const localIsRegistered = ({ clusters: all, localCluster }: Facts): boolean =>
  all.some(({ metadata, spec }) => spec.server === LOCAL_CLUSTER_SERVER || metadata.name === localCluster);

const base = (name: string, server: string, project: string): Params => ({
  name,
  nameNormalized: sanitizeName(name),
  server,
  project,
});

const IMPLICIT: ParamSet = { params: base(LOCAL_CLUSTER_NAME, LOCAL_CLUSTER_SERVER, ''), typed: {} };

/** One object for all: renderers remember what it says. */
const TYPED = { stringMaps: ['metadata.labels', 'metadata.annotations'] };

/** What a cluster says is the same for every set: all share it. */
function paramsOf(cluster: Cluster, { goTemplate }: Pick<Environment, 'goTemplate'>): ParamSet {
  const made = goTemplate ? NESTED : FLAT;
  const known = made.get(cluster);
  if (known) return known;
  const params = goTemplate ? nested(cluster) : flat(cluster);
  made.set(cluster, params);
  return params;
}

const NESTED = new WeakMap<Cluster, ParamSet>();
const FLAT = new WeakMap<Cluster, ParamSet>();

function nested({ metadata, spec }: Cluster): ParamSet {
  const { labels, annotations } = metadata;
  const present = {
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(Object.keys(labels).length > 0 && { labels }),
  };
  const params = { ...base(metadata.name, spec.server, spec.project), metadata: present };
  return { params, typed: TYPED };
}

function flat({ metadata, spec }: Cluster): ParamSet {
  const prefixed = (prefix: string, map: Readonly<Record<string, string>>): [string, string][] =>
    Object.entries(map).map(([key, value]) => [`${prefix}.${key}`, value]);
  const entries = [
    ...prefixed('metadata.labels', metadata.labels),
    ...prefixed('metadata.annotations', metadata.annotations),
  ];
  return { params: { ...base(metadata.name, spec.server, spec.project), ...Object.fromEntries(entries) }, typed: {} };
}
