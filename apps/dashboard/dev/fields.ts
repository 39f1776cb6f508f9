import type { Args } from './lists.ts';
import { worst } from './lists.ts';
import { resourceDetail, resourcesOf } from './resources.ts';
import { sets } from './sets.ts';
import { countsOf } from './told.ts';
import { windowFields } from './windows.ts';
import type { FleetCluster, FleetEvent, Target, World } from './world.ts';
import { ago, latest, previous } from './world.ts';

export const fieldsOf = (world: World) => {
  const Application = {
    ...windowFields,
    applicationSet: (t: Target) => sets(world).find((s) => s.name === t.set),
    labels: (t: Target) => ({ app: t.component, env: t.cluster.labels.env }),
    destination: (t: Target) => ({ name: t.cluster.name, server: null, namespace: 'shop' }),
    sources: (t: Target) => [
      {
        repoURL: 'https://git.example.com/platform/fleet.git',
        targetRevision: 'main',
        path: `apps/${t.component}/overlays/${t.cluster.labels.env}`,
        commit: latest,
        author: 'Maria Lindqvist',
        subject: `${t.component}: 1.8.2, retry a lost database connection`,
        committedAt: ago(1_500_000),
      },
    ],
    resources: (t: Target) => resourcesOf(t),
    resourcesLive: (t: Target) => t.cluster.connected,
    resource: (t: Target, a: Args) => resourceDetail(t, a.kind, a.name),
    resourceCounts: () => ({ total: 7, synced: 7, healthy: 7 }),
    history: () => [
      { revision: latest, deployedAt: ago(1_200_000), initiatedBy: 'auto-sync' },
      { revision: previous, deployedAt: ago(90_000_000), initiatedBy: 'maria' },
      { revision: '91ba7c1d8b7465aa0915cc7e2b14d8870a6b3f10', deployedAt: ago(400_000_000), initiatedBy: 'auto-sync' },
    ],
    events: (t: Target, a: Args) => world.events.filter((e) => e.target === t).slice(0, a.first),
    autoSync: () => true,
    manifest: (t: Target) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${t.name}\n  namespace: argocd\nspec:\n  project: ${t.project}\n  source:\n    repoURL: https://git.example.com/platform/fleet.git\n    targetRevision: main\n    path: apps/${t.component}/overlays/${t.cluster.labels.env}\n  destination:\n    name: ${t.cluster.name}\n    namespace: shop\n  syncPolicy:\n    automated:\n      prune: true\n      selfHeal: true\n`,
  };
  const Cluster = {
    server: (c: FleetCluster) => `https://${c.name}.example.com`,
    timeZone: () => 'Europe/Berlin',
    version: (c: FleetCluster) => (c.joined ? '0.1.0' : null),
    kubernetesVersion: (c: FleetCluster) => (c.joined ? 'v1.36.3' : null),
    node: () => 'node-2',
    clockSkewMs: () => 12,
    generation: () => 4182,
    refusals: () => [],
    health: worst,
    counts: (c: FleetCluster) => countsOf(c.targets),
    manifest: (c: FleetCluster) =>
      `apiVersion: wheelhouse.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${c.name}\n  labels:\n    env: ${c.labels.env}\nspec:\n  server: https://${c.name}.example.com\n  timeZone: Europe/Berlin\n`,
    createdAt: () => ago(90 * 86_400_000),
  };
  const ApplicationSet = {
    counts: (s: Args) => countsOf(world.targets.filter((t) => t.set === s.name)),
    manifest: (s: Args) =>
      `apiVersion: wheelhouse.dev/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: ${s.name}\nspec:\n  generators:\n    - clusters: {}\n`,
  };
  const Event = { application: (e: FleetEvent) => e.target, applicationSet: () => null };
  return { Application, Cluster, ApplicationSet, Event };
};
