import { describe, expect, it } from '@jest/globals';
import { manifestChanges } from './manifest-changes.ts';

describe('changes between two manifests', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['none between equal ones, whatever their order', { a: 1, b: [1] }, { b: [1], a: 1 }, []],
    ['a field', { spec: { a: 1 } }, { spec: { a: 2 } }, [{ path: 'spec.a', before: 1, after: 2 }]],
    ['a field that comes', { spec: {} }, { spec: { a: { b: 1 } } }, [{ path: 'spec.a', after: { b: 1 } }]],
    ['a field that goes', { spec: { a: 1 } }, { spec: {} }, [{ path: 'spec.a', before: 1 }]],
    [
      'an item',
      { a: [1, 2] },
      { a: [1, 3, 4] },
      [
        { path: 'a[1]', before: 2, after: 3 },
        { path: 'a[2]', after: 4 },
      ],
    ],
    ['another kind of value', { a: [1] }, { a: { b: 1 } }, [{ path: 'a', before: [1], after: { b: 1 } }]],
    ['a name with a dot', { 'a/b.c': 1 }, { 'a/b.c': 2 }, [{ path: '["a/b.c"]', before: 1, after: 2 }]],
  ])('%s', (_, before, after, expected) => {
    expect(manifestChanges(before, after)).toEqual(expected);
  });
});
