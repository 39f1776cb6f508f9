import { describeProblem, type ApplicationSet } from '@wheelhouse/core-domain';
import fc from 'fast-check';
import { expand } from './expand.ts';
import type { Facts } from './facts.ts';
import { applicationSet, cluster, facts, TEMPLATE } from './fixtures.ts';
import type { Expansion } from './judged.ts';

function expanded(set: ApplicationSet, given: Facts, before?: Expansion): Expansion {
  const result = expand(set, given, undefined, before);
  if (!result.ok) throw new Error(result.error.map(describeProblem).join('\n'));
  return result.value;
}

const selector = { matchLabels: { env: 'prod' } };
const template = { ...TEMPLATE, metadata: { name: '{{name}}', labels: { env: '{{metadata.labels.env}}' } } };
const clusters = ['a', 'b', 'c', 'd'].map((name) => cluster(name, { env: 'prod' }));
const world = facts({ clusters });
const relabelled = (env: string): Facts => ({
  ...world,
  clusters: clusters.with(1, cluster('b', { env, more: 'x' })),
});
const namesOf = ({ applications }: Expansion): string[] => applications.map(({ name }) => name);

describe('a set that is expanded again', () => {
  it('makes only the Applications of the cluster that changed', () => {
    const set = applicationSet(
      [{ clusters: { selector: { matchExpressions: [{ key: 'env', operator: 'Exists' }] } } }],
      {
        template,
      },
    );
    const before = expanded(set, world);
    const after = expanded(set, relabelled('dev'), before);
    expect(after.applications.map((one, index) => one === before.applications[index])).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(after.applications[1]!.object.metadata.labels).toEqual({ env: 'dev' });
  });

  it('leaves out a cluster that is no longer chosen, and takes in one that is', () => {
    const set = applicationSet([{ clusters: { selector } }], { template });
    const before = expanded(set, world);
    const without = expanded(set, relabelled('dev'), before);
    expect(namesOf(without)).toEqual(['a', 'c', 'd']);
    expect(namesOf(expanded(set, world, without))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is the same expansion where nothing of it is affected', () => {
    const list = applicationSet([{ list: { elements: [{ name: 'x' }] } }]);
    const before = expanded(list, world);
    expect(expanded(list, relabelled('dev'), before)).toBe(before);
    const others = applicationSet([{ clusters: { selector: { matchLabels: { env: 'test' } } } }], { template });
    const none = expanded(others, world);
    expect(expanded(others, relabelled('dev'), none)).toBe(none);
  });

  it('keeps the digest of an Application whose texts are the same', () => {
    const set = applicationSet([{ clusters: { selector } }], { template });
    const before = expanded(set, world);
    const after = expanded(set, relabelled('prod'), before);
    expect(after.applications[1]).not.toBe(before.applications[1]);
    expect(after.applications[1]!.digest).toBe(before.applications[1]!.digest);
    expect(after.applications[1]!.origin.params).toMatchObject({ 'metadata.labels.more': 'x' });
  });
});

describe('law', () => {
  const envs = fc.constantFrom('a', 'b', 'B', '');
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
  const fleets = names.chain((all) =>
    fc.tuple(
      fc.constant(all),
      fc.array(fc.array(envs, { minLength: all.length, maxLength: all.length }), { maxLength: 4 }),
    ),
  );
  const entries = fc.constantFrom<object>(
    { clusters: {} },
    { clusters: { selector: { matchLabels: { env: 'a' } } } },
    { clusters: { values: { v: '{{metadata.labels.env}}' } }, selector: { matchLabels: { 'values.v': 'b' } } },
    { clusters: { flatList: true } },
    { list: { elements: [{ name: 'a' }, { name: 'z' }] } },
    { matrix: { generators: [{ clusters: {} }, { list: { elements: [{ x: '1' }] } }] } },
  );
  const nameTemplates = fc.constantFrom(
    '{{name}}',
    '{{metadata.labels.env}}',
    '{{name}}-{{metadata.labels.env}}',
    'one',
  );

  it('however clusters change, it is what expanding the whole set gives', () => {
    const cases = fc.tuple(fleets, fc.array(entries, { minLength: 1, maxLength: 3 }), nameTemplates);
    fc.assert(
      fc.property(cases, ([[all, rounds], generators, name]) => {
        const set = applicationSet(generators, { template: { ...template, metadata: { ...template.metadata, name } } });
        let given = facts({ clusters: all.map((one) => cluster(one, { env: 'a' })) });
        let before = expanded(set, given);
        for (const labels of rounds) {
          const next = given.clusters.map((one, index) =>
            one.metadata.labels['env'] === labels[index] ? one : cluster(one.metadata.name, { env: labels[index]! }),
          );
          given = { ...given, clusters: next };
          before = expanded(set, given, before);
          expect(JSON.parse(JSON.stringify(before))).toEqual(JSON.parse(JSON.stringify(expanded(set, given))));
        }
      }),
      { numRuns: 500 },
    );
  });
});
