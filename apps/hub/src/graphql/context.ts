import DataLoader from 'dataloader';
import {
  applicationSetsById,
  clustersById,
  listApplications,
  readCounters,
  type ApplicationSetView,
  type ApplicationView,
  type ClusterView,
  type CounterScope,
  type Sql,
  type StatusCounts,
} from '@wheelhouse/adapter-postgres';
import type { ResourceTree } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId } from '@wheelhouse/core-domain';
import type { LiveViews, Viewer } from '../use-cases.ts';

/** What every resolver gets: who asks, and one batch per kind of thing and request. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly clusters: DataLoader<string, ClusterView | undefined>;
  readonly sets: DataLoader<string, ApplicationSetView | undefined>;
  readonly applications: DataLoader<string, ApplicationView | undefined>;
  readonly counts: Readonly<Record<Exclude<CounterScope, 'fleet'>, DataLoader<string, StatusCounts>>>;
  readonly trees: DataLoader<ApplicationView, ResourceTree | undefined, string>;
}

const counters = (sql: Sql, scope: CounterScope, cache: boolean): DataLoader<string, StatusCounts> =>
  new DataLoader(
    async (ids) => {
      const found = await readCounters(sql, scope, [...new Set(ids)]);
      return ids.map((id) => found.get(id)!);
    },
    { cache },
  );

const applicationsById = async (
  sql: Sql,
  viewer: Viewer,
  ids: readonly string[],
): Promise<(ApplicationView | undefined)[]> => {
  const found = new Map<string, ApplicationView>();
  for (let i = 0; i < ids.length; i += 500) {
    const part = ids.slice(i, i + 500);
    const { rows } = await listApplications(sql, viewer, { filter: { ids: part }, page: { first: part.length } });
    for (const row of rows) found.set(row.id, row);
  }
  return ids.map((id) => found.get(id));
};

/** Only a connected cluster is asked; away ones would cost the deadline each. */
const treeOf = (live: LiveViews, view: ApplicationView): Promise<ResourceTree | undefined> =>
  view.clusterConnected && view.clusterId
    ? live.tree(view.clusterId as ClusterId, view.id as ApplicationId)
    : Promise.resolve(undefined);

/** `cache: false` for subscriptions: their context lives as long as the connection. */
export function createContext(
  sql: Sql,
  live: LiveViews,
  viewer: Viewer,
  { cache }: { cache: boolean },
): RequestContext {
  return {
    viewer,
    clusters: new DataLoader((ids) => clustersById(sql, viewer, ids), { cache }),
    sets: new DataLoader((ids) => applicationSetsById(sql, viewer, ids), { cache }),
    applications: new DataLoader((ids) => applicationsById(sql, viewer, ids), { cache }),
    counts: {
      project: counters(sql, 'project', cache),
      set: counters(sql, 'set', cache),
      cluster: counters(sql, 'cluster', cache),
    },
    trees: new DataLoader((views) => Promise.all(views.map((view) => treeOf(live, view))), {
      cache,
      cacheKeyFn: (view) => view.id,
    }),
  };
}
