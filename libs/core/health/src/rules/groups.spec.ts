import { readFileSync, readdirSync } from 'node:fs';
import type { Health, KubeObject } from '@wheelhouse/core-domain';
import { globMatches, groupOf } from '@wheelhouse/core-domain';
import { parse } from 'yaml';
import { assessHealth } from '../assess-health.ts';
import { groupRules } from './groups/index.ts';
import { parseHealthRules } from './health-rules.ts';

const testdata = new URL('../../testdata/rules/', import.meta.url);

interface State {
  readonly object: KubeObject;
  readonly expected: Health;
}

/** Each document of a fixture says in its first line what is expected: `# Status` or `# Status: "message"`. */
function statesIn(path: string): State[] {
  const documents = readFileSync(new URL(path, testdata), 'utf8').split(/^---\n/m);
  return documents.map((source) => {
    const [, status, message] = /^# (\w+)(?:: (.*))?\n/.exec(source) ?? [];
    if (!status) throw new Error(`${path}: a document does not say what is expected`);
    const expected = { status, ...(message ? { message: JSON.parse(message) as string } : {}) } as Health;
    return { object: parse(source) as KubeObject, expected };
  });
}

const paths = readdirSync(testdata, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .sort();
const states = new Map(paths.map((path) => [path, statesIn(path)]));

const kinds = groupRules.flatMap(({ group, kinds: ofGroup }) =>
  Object.entries(ofGroup).map(([names, source]) => ({ group, names: names.split(' '), source })),
);
const exact = new Set(groupRules.map(({ group }) => group));

/** `*` is for what no other entry names: neither the kind in its group, nor the group itself. */
function fixtureOf({ group, names }: (typeof kinds)[number]): State[] {
  const named = kinds.filter((kind) => kind.group === group).flatMap((kind) => kind.names);
  const isMeant = ({ apiVersion, kind }: KubeObject): boolean =>
    globMatches(group, groupOf(apiVersion)) &&
    (groupOf(apiVersion) === group || !exact.has(groupOf(apiVersion))) &&
    (names[0] === '*' ? !named.includes(kind) : names.includes(kind));
  return [...states.values()].find(([first]) => isMeant(first!.object)) ?? [];
}

describe('the rules that come with Wheelhouse', () => {
  it.each(paths)('%s', (path) => {
    for (const { object, expected } of states.get(path)!) {
      expect({ object, health: assessHealth(object) }).toEqual({ object, health: expected });
    }
  });

  it.each(kinds.map((kind) => [`${kind.group} ${kind.names.join(', ')}`, kind] as const))(
    '%s: each rule has a fixture',
    (_, kind) => {
      const lines = kind.source.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
      const rules = lines.map((line) => parseHealthRules(line));
      const hit = new Set(fixtureOf(kind).map(({ object }) => rules.findIndex((rule) => rule(object) !== undefined)));
      expect(lines.filter((_line, index) => !hit.has(index))).toEqual([]);
    },
  );
});
