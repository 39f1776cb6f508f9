import type { TargetSpec, Tombstone } from '@wheelhouse/contract';
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
