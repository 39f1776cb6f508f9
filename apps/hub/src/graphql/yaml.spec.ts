import { describe, expect, it } from '@jest/globals';
import { toYaml } from './yaml.ts';

describe('a manifest as YAML', () => {
  it.each([
    [
      'begins as people write it',
      { kind: 'K', spec: { b: 1, a: 2 }, metadata: { labels: {}, name: 'web' }, apiVersion: 'v1' },
      undefined,
      'apiVersion: v1\nkind: K\nmetadata:\n  name: web\n  labels: {}\nspec:\n  b: 1\n  a: 2\n',
    ],
    [
      'takes the order of another one, with what only it has behind that',
      { kind: 'K', spec: { z: 0, b: [{ w: 1, v: 2 }], a: 2 } },
      { kind: 'K', spec: { a: 1, b: [{ v: 1, w: 1 }, { v: 1 }] } },
      'kind: K\nspec:\n  a: 2\n  b:\n    - v: 2\n      w: 1\n  z: 0\n',
    ],
    [
      'has a set begin with its generators, and their template with its name',
      {
        kind: 'ApplicationSet',
        spec: {
          template: {
            spec: { source: { path: 'p', repoURL: 'u' }, project: 'x' },
            metadata: { labels: {}, name: 'web' },
          },
          generators: [],
          goTemplate: true,
        },
      },
      undefined,
      'kind: ApplicationSet\nspec:\n  goTemplate: true\n  generators: []\n  template:\n    metadata:\n      name: web\n      labels: {}\n' +
        '    spec:\n      project: x\n      source:\n        repoURL: u\n        path: p\n',
    ],
    ['what is no manifest stays as it is', { b: 1, a: 2 }, undefined, 'b: 1\na: 2\n'],
  ])('%s', (_, manifest, like, expected) => {
    expect(toYaml(manifest, like)).toBe(expected);
  });
});
