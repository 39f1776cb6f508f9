import type { ClusterManifest, TargetSpec, Tombstone } from '@wheelhouse/contract';
import { applicationId } from '@wheelhouse/core-domain';
import { newApplication } from '../state/stored-application.ts';
import { Targets } from './targets.ts';

const id = applicationId('0123456789abcdef');
const identity = { project: 'default', namespace: 'argocd', name: 'web' };
const spec: TargetSpec = {
  identity,
  destinationNamespace: 'web',
  syncPolicy: { syncOptions: [] },
  ignoreDifferences: [],
  cascade: false,
};
const tombstone: Tombstone = { id, mode: 'prune', operation: 'an-operation' as never };

describe('isManaged', () => {
  const targets = (more: object): Targets => {
    const all = Targets.from([newApplication(id, spec)], undefined);
    Object.assign(all.get(id)!.wanted, more);
    return all;
  };
  it.each<[string, Targets, object, boolean]>([
    ['one that is wanted, against another', targets({ entry: { id } }), { name: 'api' }, true],
    ['one that is wanted, against itself under another id', targets({ entry: { id } }), {}, true],
    ['one that is to leave, against itself under another id', targets({ tombstone }), {}, true],
    ['one that was forgotten, against another', targets({}), { name: 'api' }, true],
    ['one that was forgotten, against itself under another id', targets({}), {}, false],
    ['one that is not here', new Targets(), {}, false],
  ])('holds for %s', (_, all, by, expected) => expect(all.isManaged(id, { ...identity, ...by })).toBe(expected));
});

describe('an application under two ids', () => {
  const other = applicationId('fedcba9876543210');
  const both = (name: string): Targets => {
    const stored = { ...spec, identity: { ...identity, name } };
    const all = Targets.from([newApplication(id, spec), newApplication(other, stored)], undefined);
    Object.assign(all.get(other)!.wanted, { entry: { id: other } });
    return all;
  };
  it.each<[string, string, object, boolean]>([
    ['goes on under the one that the manifest names', 'web', {}, true],
    ['is another one where its name differs', 'api', {}, false],
    ['is not forgotten while it is to leave', 'web', { tombstone }, false],
  ])('%s', (_, name, wanted, expected) => {
    const all = both(name);
    const [old, heir] = [all.get(id)!, all.get(other)!];
    Object.assign(old.wanted, wanted);
    expect(all.forebearsOf(heir)).toEqual(expected ? [old] : []);
    if (!('tombstone' in wanted)) expect(all.heirOf(old)).toBe(expected ? heir : undefined);
    expect(all.heirOf(heir)).toBeUndefined();
  });
});

describe('one that left while it came back', () => {
  const digest = 'd'.repeat(64) as never;
  const manifest = (applications: readonly object[], removed: readonly Tombstone[] = []): ClusterManifest =>
    ({ applications, removed, specs: new Map([[digest, spec]]), gates: new Map(), requires: [] }) as never;
  const entry = { id, spec: digest, gates: [] };

  it('is wanted as if it were new, as soon as it has left', () => {
    const all = Targets.from([newApplication(id, spec)], manifest([], [tombstone]));
    all.want(manifest([entry]));
    all.delete(id);
    expect(all.takeBack(id)).toBe(true);
    expect(all.get(id)).toMatchObject({ wanted: { entry }, stored: { inventory: [] } });
  });

  it('stays away where nothing names it', () => {
    const all = Targets.from([newApplication(id, spec)], manifest([], [tombstone]));
    all.delete(id);
    expect([all.takeBack(id), all.has(id)]).toEqual([false, false]);
    expect(all.gone()).toEqual([tombstone]);
  });
});
