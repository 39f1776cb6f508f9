import { describePlanned } from './dry-run.ts';
import type { PlannedChange } from './dry-run.ts';

const key = (name: string): string => `/ConfigMap/shop/${name}`;
const none: PlannedChange = { kind: 'none', key: key('z') };
const many = (count: number): PlannedChange[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'create', key: key(`m${i}`) }));

describe('describePlanned', () => {
  it.each<[string, PlannedChange[], string]>([
    ['that nothing would change', [none, none], 'nothing would change (2 objects)'],
    [
      'what would be made, changed and deleted, and how much stays',
      [{ kind: 'create', key: key('a') }, { kind: 'change', key: key('b'), paths: ['data.x'] }, none],
      'would create ConfigMap shop/a, change ConfigMap shop/b (data.x); 1 unchanged',
    ],
    ['each verb once', many(2), 'would create ConfigMap shop/m0, ConfigMap shop/m1'],
    [
      'the first fields of many',
      [{ kind: 'change', key: key('a'), paths: ['a', 'b', 'c', 'd', 'e'] }],
      'would change ConfigMap shop/a (a, b, c and 2 more)',
    ],
  ])('says %s', (_what, changes, text) => expect(describePlanned(changes)).toBe(text));

  it('counts what is too much to name', () =>
    expect(describePlanned(many(20))).toMatch(/ConfigMap shop\/m11 and 8 more$/));
});
