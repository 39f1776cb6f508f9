import type { Args } from './lists.ts';
import { eventMatches, matches, onPage } from './lists.ts';
import type { queriesOf } from './queries.ts';
import { countsOf } from './told.ts';
import type { FleetEvent, Target, World } from './world.ts';

export type Changes = (
  signal: (changed: { targets: Target[]; events: FleetEvent[] }) => unknown,
) => AsyncGenerator<unknown>;

export const subscriptionsOf = (world: World, Query: ReturnType<typeof queriesOf>, changes: Changes) => ({
  applications: {
    resolve: (value: unknown) => value,
    subscribe: (_: unknown, a: Args) =>
      changes(({ targets }) => {
        const shown = new Set(Query.applications(_, a).nodes);
        const changed = targets.filter((t) => shown.has(t));
        return changed.length
          ? {
              changed,
              removed: [],
              stale: false,
              counts: () => countsOf(world.targets),
              totalCount: () => world.targets.filter((t) => matches(t, a.filter)).length,
            }
          : undefined;
      }),
  },
  clusters: {
    resolve: (value: unknown) => value,
    subscribe: (_: unknown, a: Args) =>
      changes(({ targets }) => ({
        changed: onPage(
          Query.clusters(_, a).nodes,
          targets.map((t) => t.cluster),
        ),
        removed: [],
        stale: false,
        counts: () => countsOf(world.targets),
        totalCount: world.clusters.length,
      })),
  },
  applicationSets: { resolve: (value: unknown) => value, subscribe: () => changes(() => undefined) },
  events: {
    resolve: (value: unknown) => value,
    subscribe: (_: unknown, a: Args) =>
      changes(({ events }) => {
        const changed = events.filter((e) => eventMatches(e, a.filter));
        return changed.length
          ? {
              changed,
              removed: [],
              stale: false,
              counts: () => countsOf(world.targets),
              totalCount: world.events.length,
            }
          : undefined;
      }),
  },
});
