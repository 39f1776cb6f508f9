import { describe, expect, it } from '@jest/globals';
import { toYaml } from './yaml.ts';

describe('a manifest as YAML', () => {
  it.each([
    [
      'begins as people write it',
      { kind: 'K', spec: { b: 1, a: 2 }, metadata: { labels: {}, name: 'n' }, apiVersion: 'v1' },
      undefined,
      'apiVersion: v1\nkind: K\nmetadata:\n  name: n\n  labels: {}\nspec:\n  b: 1\n  a: 2\n',
    ],
    [
      'takes the order of another one, with what only it has behind that',
      { kind: 'K', spec: { z: 0, b: [{ y: 1, x: 2 }], a: 2 } },
      { kind: 'K', spec: { a: 1, b: [{ x: 1, y: 1 }, { x: 1 }] } },
      'kind: K\nspec:\n  a: 2\n  b:\n    - x: 2\n      y: 1\n  z: 0\n',
    ],
    ['what is no manifest stays as it is', { b: 1, a: 2 }, undefined, 'b: 1\na: 2\n'],
  ])('%s', (_, manifest, like, expected) => {
    expect(toYaml(manifest, like)).toBe(expected);
  });
});
