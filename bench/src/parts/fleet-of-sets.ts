import { hash } from 'node:crypto';
import { parseApplicationSet, type ApplicationSet, type Cluster, type Digest } from '@wheelhouse/core-domain';
import type { GenerateSettings } from '@wheelhouse/core-generate';

export type Engine = 'goTemplate' | 'fasttemplate';
export const ENGINES: readonly Engine[] = ['goTemplate', 'fasttemplate'];

/** As the hub has them. */
export const SETTINGS: GenerateSettings = { digestText: (text) => hash('sha256', text, 'hex') as Digest };

export const clustersOf = (count: number): Cluster[] =>
  Array.from({ length: count }, (_, index): Cluster => {
    const name = `cluster-${String(index).padStart(4, '0')}`;
    const labels = { region: index % 2 ? 'eu' : 'us', tier: `t${index % 7}` };
    return {
      metadata: { name, labels, annotations: {} },
      spec: { server: `https://${name}.example.org`, timeZone: 'UTC', project: '' },
    };
  });

/** A parameter in a text, as the engine writes it. */
export const tagOf =
  (engine: Engine) =>
  (path: string): string =>
    engine === 'goTemplate' ? `{{ .${path} }}` : `{{${path}}}`;

/** Six templated fields. */
export function templateOf(engine: Engine, set: number): Record<string, unknown> {
  const tag = tagOf(engine);
  return {
    metadata: { name: `app-${set}-${tag('name')}`, labels: { region: tag('metadata.labels.region') } },
    spec: {
      project: 'default',
      source: {
        repoURL: 'https://git.example.org/apps.git',
        targetRevision: `release-${tag('metadata.labels.tier')}`,
        path: `apps/${set}/overlays/${tag('nameNormalized')}`,
      },
      destination: { server: tag('server'), namespace: `team-${tag('metadata.labels.region')}` },
    },
  };
}

const REGISTERED = { matchLabels: { 'argocd.argoproj.io/secret-type': 'cluster' } };

export const setOfClusters = (engine: Engine, index: number): ApplicationSet =>
  applicationSet(`set-${index}`, engine, { clusters: { selector: REGISTERED } }, templateOf(engine, index));

export function applicationSet(name: string, engine: Engine, generator: object, template: object): ApplicationSet {
  const spec = { goTemplate: engine === 'goTemplate', generators: [generator], template };
  const parsed = parseApplicationSet({ metadata: { name, namespace: 'argocd' }, spec });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.value;
}
