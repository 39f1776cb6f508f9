import { parse } from 'yaml';
import type { ApplicationFilter, WindowSelection } from '../api/operations.generated.ts';

/** What is typed into the fields of a selection: lists with commas. */
export interface SelectionText {
  readonly projects: string;
  readonly applicationSets: string;
  readonly clusterLabels: string;
  readonly applicationLabels: string;
  readonly namespaces: string;
}

export const noSelection: SelectionText = {
  ...{ projects: '', applicationSets: '', clusterLabels: '', applicationLabels: '', namespaces: '' },
};

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The API's selection; null is the whole fleet. */
export function selectionOf(text: SelectionText): WindowSelection | null {
  const lists = Object.entries(text)
    .map(([field, typed]) => [field, listOf(typed as string)] as const)
    .filter(([, list]) => list.length > 0);
  return lists.length > 0 ? Object.fromEntries(lists) : null;
}

/** What is wrong with what was typed, for the field's foot. */
export function labelProblem(text: string): string | undefined {
  const wrong = listOf(text).find((part) => !/^[^=\s]+=[^=\s]*$/.test(part));
  return wrong === undefined ? undefined : `“${wrong}” is no label: write it as key=value.`;
}

/** Finds the Applications that a selection means. The API has no filter by destination namespace: then there is none. */
export function filterOf(selection: WindowSelection | null): ApplicationFilter | undefined {
  if (selection?.namespaces) return undefined;
  const { projects, applicationSets, clusterLabels, applicationLabels } = selection ?? {};
  return {
    ...(projects && { project: projects }),
    ...(applicationSets && { applicationSet: applicationSets }),
    ...(clusterLabels && { clusterLabels }),
    ...(applicationLabels && { labels: applicationLabels }),
  };
}

/** "everything", or "project shop, clusters with env=prod". */
export function selectionWords(selection: WindowSelection | null): string {
  const { projects, applicationSets, clusterLabels, applicationLabels, namespaces } = selection ?? {};
  const words = [
    projects && `project ${projects.join(' or ')}`,
    applicationSets && `set ${applicationSets.join(' or ')}`,
    clusterLabels && `clusters with ${clusterLabels.join(' and ')}`,
    applicationLabels && `applications with ${applicationLabels.join(' and ')}`,
    namespaces && `namespace ${namespaces.join(' or ')}`,
  ].filter(Boolean);
  return words.length > 0 ? words.join(', ') : 'everything';
}

interface StoredSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly unknown[];
}

const labelsOf = (selector: StoredSelector | undefined): string[] => [
  ...Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
  ...(selector?.matchExpressions?.length ? ['labels of its own choice (see the YAML)'] : []),
];

/** The selection of a stored SyncWindow, from its YAML. */
export function storedSelection(manifest: string): WindowSelection | null {
  const { spec } = parse(manifest) as { spec?: { selectors?: Record<string, unknown> } };
  const selectors = spec?.selectors ?? {};
  const lists = {
    projects: (selectors['projects'] ?? []) as string[],
    applicationSets: (selectors['applicationSets'] ?? []) as string[],
    namespaces: (selectors['namespaces'] ?? []) as string[],
    clusterLabels: labelsOf(selectors['clusters'] as StoredSelector),
    applicationLabels: labelsOf(selectors['applications'] as StoredSelector),
  };
  const given = Object.entries(lists).filter(([, list]) => list.length > 0);
  return given.length > 0 ? Object.fromEntries(given) : null;
}
