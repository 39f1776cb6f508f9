import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_PROJECT } from '@wheelhouse/core-domain';
import type { FakeSpoke } from '../hub-testing/fake-spoke.ts';
import { hubWorld, type HubWorld } from '../hub-testing/hub-world.ts';
import { apply, cluster, configMap, eventually, joined, set } from '../hub-testing/shop.ts';
import type { Hub } from '../hub.ts';
import { clusterKindsOf } from './cluster-kinds.ts';

const project = (name: string, lists: string): string => `
apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: ${name}, namespace: argocd }
spec:
  sourceRepos: ['*']
  destinations: [{ server: '*', namespace: '*' }]
  ${lists}
`;
const ALL = `clusterResourceWhitelist: [{ group: '*', kind: '*' }]`;

describe('what a project permits of kinds that live in no namespace', () => {
  const spec = (lists: object) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'shop' },
    spec: lists,
  });
  const everything = { group: '*', kind: '*' };
  const roles = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' };
  it.each([
    ['nothing, where it says nothing', {}, { allowed: [], denied: [] }],
    ['everything', { clusterResourceWhitelist: [everything] }, undefined],
    [
      'all but some',
      { clusterResourceWhitelist: [everything], clusterResourceBlacklist: [roles] },
      { allowed: [everything], denied: [roles] },
    ],
    ['some', { clusterResourceWhitelist: [roles] }, { allowed: [roles], denied: [] }],
  ])('is %s', (_what, lists, expected) => {
    expect(clusterKindsOf(spec(lists))).toEqual(expected);
  });

  it('is nothing where the project cannot be read', () => {
    expect(clusterKindsOf('broken')).toEqual({ allowed: [], denied: [] });
  });
});

describe('a manifest', () => {
  let world: HubWorld;
  let hub: Hub;
  let spoke: FakeSpoke;
  beforeAll(async () => {
    world = await hubWorld();
    hub = await world.hub();
    await apply(hub, cluster('dev'));
    spoke = await joined(hub, world, 'dev');
  }, 60_000);
  afterAll(async () => {
    await world?.stopHubs();
    await world?.stop();
  }, 30_000);

  const manifest = (what: string, wish: (kinds: unknown, requires: readonly string[]) => boolean) =>
    eventually(what, async () => {
      const found = await spoke.manifest();
      if (!found || found.applications.length === 0) return undefined;
      return wish([...(found.clusterKinds?.values() ?? [])], found.requires) && found;
    });

  it('says nothing of a project that permits everything', async () => {
    const repository = await world.repository({ 'overlays/dev/settings.yaml': configMap('1') });
    await apply(hub, set(repository.url, ['dev']));
    const found = await manifest('the manifest', () => true);
    expect([found.clusterKinds, found.requires]).toEqual([undefined, []]);
  });

  it('says so, and requires a spoke that heeds it, as soon as the project is narrowed', async () => {
    await apply(hub, project(DEFAULT_PROJECT, ''));
    const found = await manifest('what is permitted', (_kinds, requires) => requires.includes('cluster-kinds'));
    expect([...found.clusterKinds!.values()]).toEqual([{ allowed: [], denied: [] }]);
    await apply(hub, project(DEFAULT_PROJECT, ALL));
    await manifest('nothing to heed', (_kinds, requires) => requires.length === 0);
  });
});
