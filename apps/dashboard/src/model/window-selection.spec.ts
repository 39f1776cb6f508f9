import {
  filterOf,
  labelProblem,
  noSelection,
  selectionOf,
  selectionWords,
  storedSelection,
} from './window-selection.ts';

describe('a selection', () => {
  const typed = { ...noSelection, projects: 'shop, pay*', clusterLabels: ' env=prod ,' };

  it('is the lists that were typed', () =>
    expect(selectionOf(typed)).toEqual({ projects: ['shop', 'pay*'], clusterLabels: ['env=prod'] }));

  it('is everything where nothing is typed', () => {
    expect(selectionOf(noSelection)).toBeNull();
    expect(selectionWords(null)).toBe('everything');
    expect(filterOf(null)).toEqual({});
  });

  it('is told in words', () =>
    expect(selectionWords(selectionOf(typed))).toBe('project shop or pay*, clusters with env=prod'));

  it('finds its applications', () =>
    expect(filterOf(selectionOf(typed))).toEqual({ project: ['shop', 'pay*'], clusterLabels: ['env=prod'] }));

  it('by destination namespace is not counted', () =>
    expect(filterOf(selectionOf({ ...typed, namespaces: 'web' }))).toBeUndefined());

  it('says which label is none', () => {
    expect(labelProblem('env=prod, tier')).toBe('“tier” is no label: write it as key=value.');
    expect(labelProblem('env=prod,tier=')).toBeUndefined();
  });
});

describe('the selection of a stored window', () => {
  it.each<[string, string, string]>([
    ['none', 'spec:\n  kind: deny\n', 'everything'],
    ['empty lists', 'spec:\n  selectors:\n    projects: []\n', 'everything'],
    [
      'lists and labels',
      'spec:\n  selectors:\n    projects: [shop]\n    clusters:\n      matchLabels: {env: prod, tier: edge}\n',
      'project shop, clusters with env=prod and tier=edge',
    ],
  ])('%s', (_, manifest, words) => expect(selectionWords(storedSelection(manifest))).toBe(words));
});
