import { parseApplicationSet } from '@wheelhouse/core-domain';
import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { expand, factsNeeded } from './expand.ts';
import { cluster, facts, TEMPLATE } from './fixtures.ts';
import { compilePathPattern } from './path-match.ts';
import { flatten } from './flatten.ts';

const LONG = 600_000;

describe('bad input by the thousand', () => {
  it(
    'path patterns: yes, no, or malformed',
    () => {
      const patterns = mutatedTexts('apps/*/overlays/[a-z]?', '*', 'a\\*[^b-c]', '[a-]', '*a*b*c*');
      fuzz(fc.tuple(fc.oneof(patterns, sharpTexts), sharpTexts), ([pattern, path]) => {
        const matches = compilePathPattern(pattern);
        return matches === undefined || typeof matches(path) === 'boolean';
      });
    },
    LONG,
  );

  it(
    'parameters: flat texts, whatever their names are',
    () => {
      fuzz(mutatedJson({ name: 'a', nested: { list: [1, { b: null }] } }), (params) => {
        if (typeof params !== 'object' || params === null || Array.isArray(params)) return;
        const flat = flatten(params as Record<string, unknown>);
        return Object.values(flat).every((value) => typeof value === 'string');
      });
    },
    LONG,
  );

  it(
    'sets: Applications, or errors, and never another count than of the parameters',
    () => {
      const sets = mutatedJson({
        metadata: { name: 'set', namespace: 'team' },
        spec: {
          generators: [
            {
              list: {
                elements: [
                  { name: 'a', env: 'x' },
                  { name: 'b', env: 'y' },
                ],
                elementsYaml: '- {name: c}',
              },
            },
            { clusters: { selector: { matchLabels: { env: 'dev' } }, values: { v: '{{name}}' } } },
            { git: { repoURL: 'u', revision: 'HEAD', directories: [{ path: 'apps/*' }], values: { p: '{{path}}' } } },
            { git: { repoURL: 'u', revision: 'HEAD', files: [{ path: '*.json' }] }, selector: { matchLabels: { a: '1' } } },
            {
              matrix: {
                generators: [
                  { list: { elements: [{ name: 'd', env: 'dev' }] } },
                  { clusters: { selector: { matchLabels: { env: '{{env}}' } }, values: { w: '{{env}}-{{server}}' } } },
                ],
              },
            },
            {
              merge: {
                mergeKeys: ['name'],
                generators: [
                  { list: { elements: [{ name: 'e', env: 'x' }] } },
                  { matrix: { generators: [{ list: { elements: [{ name: 'e' }] } }, { list: { elements: [{ f: 'g' }] } }] } },
                ],
              },
            },
            { clusterDecisionResource: { configMapRef: 'c', name: 'p', values: { v: 'x' } } },
            { plugin: { configMapRef: { name: 'c' }, input: { parameters: { a: 1 } } } },
            { scmProvider: { github: { organization: 'o' }, filters: [{ branchMatch: 'a|b', pathsExist: ['x'] }] } },
            { pullRequest: { gitea: { owner: 'o', repo: 'r' }, filters: [{ titleMatch: '^a' }] } },
          ],
          template: { ...TEMPLATE, metadata: { name: '{{name}}', labels: { a: '{{env}}' } } },
        },
      });
      const known = facts({
        clusters: [cluster('dev', { env: 'dev' })],
        directories: new Map([['u@HEAD', ['apps/a', 'apps/b']]]),
      });
      fuzz(sets, (manifest) => {
        const parsed = parseApplicationSet(manifest);
        if (!parsed.ok) return true;
        const set = parsed.value.value;
        const made = expand(set, answered(known, factsNeeded(set, known)));
        if (!made.ok) return made.error.every(({ message, where }) => message !== '' && where !== undefined);
        return made.value.applications.length + made.value.rejected.length <= 200;
      });
    },
    LONG,
  );
});

describe('what was found', () => {
  it('a pattern of many stars takes no longer than its length times the path’s', () => {
    const matches = compilePathPattern(`${'*a'.repeat(200)}*b`)!;
    expect(matches('a'.repeat(20_000))).toBe(false);
    expect(matches(`${'a'.repeat(20_000)}b`)).toBe(true);
  });

  it('a class may take the slash that a star does not', () => {
    expect(compilePathPattern('*[^x]*b')!('a/b')).toBe(true);
    expect(compilePathPattern('*a*b')!('xaya/b')).toBe(false);
  });
});
