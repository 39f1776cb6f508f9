import type { Args } from './lists.ts';
import { clusterMatches, eventMatches, matches, page, sorted } from './lists.ts';
import { sets } from './sets.ts';
import { countsOf, problemsOf, summary } from './told.ts';
import { previewWindow, windowGroups, windowNotices, windowsNow } from './windows.ts';
import type { World } from './world.ts';
import { ago, latest } from './world.ts';

export const findTarget = (world: World, args: Args) =>
  world.targets.find(
    (t) =>
      t.name === args.name &&
      (!args.namespace || t.namespace === args.namespace) &&
      (!args.project || t.project === args.project),
  );

export const queriesOf = (world: World) => ({
  viewer: () => ({ name: 'admin', admin: true, projects: ['*'] }),
  fleet: () => ({
    summary: summary(world),
    counts: countsOf(world.targets),
    clusters: {
      total: world.clusters.length,
      connected: world.clusters.filter((c) => c.connected).length,
      away: world.clusters.filter((c) => c.joined && !c.connected).length,
      notJoined: world.clusters.filter((c) => !c.joined).length,
    },
    problems: (a: Args) => problemsOf(world).slice(0, a.first),
    sources: [
      {
        url: 'https://git.example.com/platform/fleet.git',
        revision: 'main',
        path: 'fleet',
        commit: latest,
        appliedAt: ago(61_000),
        problems: [],
      },
    ],
    version: '0.1.0',
  }),
  clusters: (_: unknown, a: Args) =>
    page(
      world.clusters.filter((c) => clusterMatches(c, a.filter)),
      a,
    ),
  cluster: (_: unknown, a: Args) => world.clusters.find((c) => c.name === a.name) ?? null,
  applications: (_: unknown, a: Args) =>
    page(
      sorted(
        world.targets.filter((t) => matches(t, a.filter)),
        a.orderBy,
      ),
      a,
    ),
  application: (_: unknown, a: Args) => findTarget(world, a) ?? null,
  applicationSets: (_: unknown, a: Args) =>
    page(
      sets(world).filter((s) => !a.filter?.search || s.name.includes(a.filter.search)),
      a,
    ),
  applicationSet: (_: unknown, a: Args) => sets(world).find((s) => s.name === a.name) ?? null,
  previewSyncWindow: (_: unknown, a: Args) => previewWindow(a.manifest, world.targets),
  windowGroups: (_: unknown, a: Args) => windowGroups(world.targets, a),
  windowNotices: () => windowNotices(world.targets),
  windowFeeds: () => [],
  syncWindows: (_: unknown, a: Args) => page(windowsNow(), a),
  projects: (_: unknown, a: Args) =>
    page(
      [...new Set(world.targets.map((t) => t.project))].map((name) => ({
        id: name,
        name,
        description: `What team ${name} runs`,
        sourceRepos: ['https://git.example.com/platform/*'],
        counts: countsOf(world.targets.filter((t) => t.project === name)),
        manifest: '',
        createdAt: ago(90 * 86_400_000),
      })),
      a,
    ),
  events: (_: unknown, a: Args) =>
    page(
      world.events.filter((e) => eventMatches(e, a.filter)),
      a,
    ),
});
