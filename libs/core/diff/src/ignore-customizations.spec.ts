import type { IgnoreDifference } from '@wheelhouse/core-domain';
import { subsetDiff } from './drift.ts';
import { readIgnoreCustomizations } from './ignore-customizations.ts';

const KEY = 'resource.customizations.ignoreDifferences';
const read = (data: unknown): readonly IgnoreDifference[] => {
  const result = readIgnoreCustomizations(data);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const none = { jsonPointers: [], jqPathExpressions: [], managedFieldsManagers: [] };

describe('what argocd-cm wants ignored of every Application', () => {
  it.each<[string, Record<string, string>, IgnoreDifference[]]>([
    [
      'a kind of a group',
      { [`${KEY}.apps_Deployment`]: 'jsonPointers: [/spec/replicas]\nmanagedFieldsManagers: [hpa]' },
      [
        {
          ...none,
          group: 'apps',
          kind: 'Deployment',
          jsonPointers: ['/spec/replicas'],
          managedFieldsManagers: ['hpa'],
        },
      ],
    ],
    [
      'a kind of the core group',
      { [`${KEY}.Secret`]: 'jqPathExpressions: [.data.token]' },
      [{ ...none, group: '', kind: 'Secret', jqPathExpressions: ['.data.token'] }],
    ],
    [
      'all kinds',
      { [`${KEY}.all`]: 'managedFieldsManagers: [kube-controller-manager]' },
      [{ ...none, group: '*', kind: '*', managedFieldsManagers: ['kube-controller-manager'] }],
    ],
    [
      'the older form, also with a glob',
      { 'resource.customizations': '"*.example.com/*":\n  ignoreDifferences: |\n    jsonPointers: [/spec/a]\n' },
      [{ ...none, group: '*.example.com', kind: '*', jsonPointers: ['/spec/a'] }],
    ],
    ['nothing that is about something else', { 'resource.customizations': 'Pod: { health.lua: x }', url: 'x' }, []],
    ['an empty text', { [`${KEY}.Secret`]: '' }, [{ ...none, group: '', kind: 'Secret' }]],
  ])('reads %s', (_, data, expected) => expect(read(data)).toEqual(expected));

  it.each<[string, Record<string, string>, RegExp]>([
    ['a key that names no kind', { [`${KEY}.a_b_c`]: '' }, /a_b_c is no kind/],
    ['broken YAML', { [`${KEY}.Secret`]: 'a: [' }, /Secret/],
    ['a list', { [`${KEY}.Secret`]: '- a' }, /no map/],
    ['pointers that are no list', { [`${KEY}.Secret`]: 'jsonPointers: /a' }, /jsonPointers is no list/],
    ['an expression that names no place', { [`${KEY}.Secret`]: 'jqPathExpressions: [now]' }, /Secret/],
    ['an older form that is no map', { 'resource.customizations': '- a' }, /no map/],
  ])('refuses %s', (_, data, words) => {
    const result = readIgnoreCustomizations(data);
    expect(result.ok ? '' : JSON.stringify(result.error)).toMatch(words);
  });

  it('is as if every Application said so', () => {
    const object = (a: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a, b: a } });
    const ignore = read({ [`${KEY}.all`]: 'jsonPointers: [/data/a]' });
    expect(subsetDiff(object('1'), object('2'), ignore).map(({ path }) => path)).toEqual(['data.b']);
  });
});
