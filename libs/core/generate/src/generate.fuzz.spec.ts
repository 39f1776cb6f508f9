import { parseApplicationSet } from '@wheelhouse/core-domain';
import { fuzz, mutatedJson, mutatedTexts, sharpTexts } from '@wheelhouse/tools';
import fc from 'fast-check';
import { expand, factsNeeded } from './expand.ts';
import {
  decisionsKey,
  directoriesKey,
  filesKey,
  pluginKey,
  pullRequestsKey,
  repositoriesKey,
  withFacts,
  type Facts,
  type FactsRequest,
} from './facts.ts';
import { compileDoublestar, compilePathspec } from './file-patterns.ts';
import { applicationSet, cluster, facts, TEMPLATE } from './fixtures.ts';
import { compilePathPattern } from './path-match.ts';
import type { PathPattern } from './path-pattern.ts';
import { flatten } from './flatten.ts';

const LONG = 600_000;

const CONFIG = { apiVersion: 'g/v1', kind: 'Kind', statusListKey: 'list', matchKey: 'name' };
const REPOSITORY = { organization: 'o', repository: 'r', repositoryId: '1', url: 'u', labels: ['l'], paths: ['x'] };
const PULL = {
  number: 1,
  title: 'a',
  branch: 'b',
  targetBranch: 'main',
  headSha: '0'.repeat(40),
  author: 'a',
  labels: [],
};

/** Something for whatever is asked. */
function answered(known: Facts, request: FactsRequest): Facts {
  const all = <T, F>(requests: readonly T[], keyOf: (one: T) => string, fact: F): Map<string, F> =>
    new Map(requests.map((one) => [keyOf(one), fact]));
  const resource = { apiVersion: 'g/v1', kind: 'Kind', metadata: { name: 'p' }, status: { list: [{ name: 'dev' }] } };
  return withFacts(known, {
    directories: all(request.directories, directoriesKey, ['apps/a', 'apps/b']),
    files: all(request.files, filesKey, new Map([['x/a.json', '{"a": 1}']])),
    decisions: all(request.decisions, decisionsKey, { configMap: CONFIG, resources: [resource] }),
    plugins: all(request.plugins, pluginKey, [{ a: 1 }]),
    repositories: all(request.repositories, repositoriesKey, [{ ...REPOSITORY, branch: 'a', sha: '0'.repeat(40) }]),
    pullRequests: all(request.pullRequests, pullRequestsKey, [PULL]),
  });
}

/** And whatever matches is reached from each folder above it. */
function saysYesOrNo({ matches, reaches }: PathPattern, path: string): boolean {
  const folders = path.split('/').map((_, at, all) => all.slice(0, at).join('/'));
  return matches(path) ? folders.slice(1).every(reaches) : folders.every((one) => typeof reaches(one) === 'boolean');
}

describe('bad input by the thousand', () => {
  it(
    'path patterns: yes, no, or malformed',
    () => {
      const patterns = mutatedTexts('apps/*/overlays/[a-z]?', '*', 'a\\*[^b-c]', '[a-]', '*a*b*c*');
      fuzz(fc.tuple(fc.oneof(patterns, sharpTexts), sharpTexts), ([pattern, path]) => {
        const compiled = compilePathPattern(pattern);
        return compiled === undefined || saysYesOrNo(compiled, path);
      });
    },
    LONG,
  );

  it(
    'patterns of files: yes, no, or what is wrong, in both globbings',
    () => {
      const patterns = mutatedTexts('apps/**/{a,b}/[!a-z]?.json', '**/x', '*a*b*c*', '[[:alpha:]-]', './a/../b/');
      fuzz(fc.tuple(fc.oneof(patterns, sharpTexts), sharpTexts), ([pattern, path]) =>
        [compilePathspec(pattern), compileDoublestar(pattern)].every((one) =>
          one.ok ? saysYesOrNo(one.value, path) : one.error !== '',
        ),
      );
    },
    LONG,
  );

  it(
    'files of a git generator: parameters, or an error that names the file',
    () => {
      const texts = mutatedTexts(
        '{"a": {"b": [1, true, null]}}',
        '- {a: 1}\n- {b: 2}',
        '# c\n---\na: 1\n---\nb: 2',
        'null',
      );
      const generator = { git: { repoURL: 'u', files: [{ path: '*' }] } };
      const key = filesKey({ repoURL: 'u', revision: 'HEAD', files: [{ path: '*', exclude: false }] });
      const template = { ...TEMPLATE, metadata: { name: 'x' } };
      const sets = [false, true].map((goTemplate) => applicationSet([generator], { goTemplate, template }));
      fuzz(fc.oneof(texts, sharpTexts), (text) =>
        sets.every((set) => {
          const made = expand(set, facts({ files: new Map([[key, new Map([['dir/file', text]])]]) }));
          return made.ok || made.error.every(({ message }) => message.includes('dir/file'));
        }),
      );
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
      const setOf = (generators: readonly unknown[]) => ({
        metadata: { name: 'set', namespace: 'team' },
        spec: {
          generators,
          template: { ...TEMPLATE, metadata: { name: '{{name}}', labels: { a: '{{env}}' } } },
        },
      });
      const generators = [
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
        {
          git: { repoURL: 'u', revision: 'HEAD', files: [{ path: '*.json' }] },
          selector: { matchLabels: { a: '1' } },
        },
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
              {
                matrix: {
                  generators: [{ list: { elements: [{ name: 'e' }] } }, { list: { elements: [{ f: 'g' }] } }],
                },
              },
            ],
          },
        },
        { clusterDecisionResource: { configMapRef: 'c', name: 'p', values: { v: 'x' } } },
        { plugin: { configMapRef: { name: 'c' }, input: { parameters: { a: 1 } } } },
        { scmProvider: { github: { organization: 'o' }, filters: [{ branchMatch: 'a|b', pathsExist: ['x'] }] } },
        { pullRequest: { gitea: { owner: 'o', repo: 'r' }, filters: [{ titleMatch: '^a' }] } },
      ];
      // Whole sets cost much: most inputs have one generator beside a list.
      const small = generators.slice(1).map((one) => setOf([generators[0], one]));
      const sets = mutatedJson(setOf(generators), ...small);
      const known = facts({
        clusters: [cluster('dev', { env: 'dev' })],
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
    const { matches } = compilePathPattern(`${'*a'.repeat(200)}*b`)!;
    expect(matches('a'.repeat(20_000))).toBe(false);
    expect(matches(`${'a'.repeat(20_000)}b`)).toBe(true);
  });

  it('a class may take the slash that a star does not', () => {
    expect(compilePathPattern('*[^x]*b')!.matches('a/b')).toBe(true);
    expect(compilePathPattern('*a*b')!.matches('xaya/b')).toBe(false);
  });
});
