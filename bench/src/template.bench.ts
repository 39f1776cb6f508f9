/**
 * The template engines alone, and the whole expansion around them: 100 sets over 1,000 clusters are 100,000 Applications of
 * six templated fields each. No hub and no cluster runs; what is measured is this process.
 */
import { parseApplicationSet, type ApplicationSet, type Cluster } from '@wheelhouse/core-domain';
import { expand } from '@wheelhouse/core-generate';
import { TemplateRenderer } from '@wheelhouse/core-template';

const SETS = 100;
const CLUSTERS = 1000;
const ROUNDS = 5;

type Engine = 'goTemplate' | 'fasttemplate';

const clusters = Array.from({ length: CLUSTERS }, (_, index): Cluster => {
  const name = `cluster-${String(index).padStart(4, '0')}`;
  const labels = { region: index % 2 ? 'eu' : 'us', tier: `t${index % 7}` };
  return {
    metadata: { name, labels, annotations: {} },
    spec: { server: `https://${name}.example.org`, timeZone: 'UTC', project: '' },
  };
});

function templateOf(engine: Engine, set: number): Record<string, unknown> {
  const tag = (path: string): string => (engine === 'goTemplate' ? `{{ .${path} }}` : `{{${path}}}`);
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

function setOf(engine: Engine, index: number): ApplicationSet {
  const spec = {
    goTemplate: engine === 'goTemplate',
    generators: [{ clusters: { selector: { matchLabels: { 'argocd.argoproj.io/secret-type': 'cluster' } } } }],
    template: templateOf(engine, index),
  };
  const parsed = parseApplicationSet({ metadata: { name: `set-${index}`, namespace: 'argocd' }, spec });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.value;
}

function paramsOf(engine: Engine, { metadata, spec }: Cluster): Record<string, unknown> {
  const { name, labels } = metadata;
  const base = { name, nameNormalized: name, server: spec.server, project: '' };
  if (engine === 'goTemplate') return { ...base, metadata: { labels } };
  const flat = Object.entries(labels).map(([key, value]) => [`metadata.labels.${key}`, value]);
  return { ...base, ...Object.fromEntries(flat) };
}

/** Milliseconds to render all fields of all Applications. */
function render(engine: Engine): number {
  const params = clusters.map((cluster) => paramsOf(engine, cluster));
  const typed = engine === 'goTemplate' ? { stringMaps: ['metadata.labels'] } : {};
  const templates = Array.from({ length: SETS }, (_, index) => templateOf(engine, index));
  const started = performance.now();
  for (const template of templates) {
    const renderer = new TemplateRenderer({ goTemplate: engine === 'goTemplate' });
    for (const set of params) if (!renderer.render(template, set, typed).ok) throw new Error('a template failed');
  }
  return performance.now() - started;
}

/** Milliseconds from parsed sets to parsed Applications. */
function expandAll(engine: Engine): number {
  const sets = Array.from({ length: SETS }, (_, index) => setOf(engine, index));
  const facts = { clusters, directories: new Map() };
  const started = performance.now();
  for (const set of sets) {
    const result = expand(set, facts);
    if (!result.ok || result.value.applications.length !== CLUSTERS)
      throw new Error(JSON.stringify(result).slice(0, 500));
  }
  return performance.now() - started;
}

const best = (measure: () => number, rounds: number): number =>
  Math.round(Math.min(...Array.from({ length: rounds }, measure)));

const figures = {
  goTemplateMs: best(() => render('goTemplate'), ROUNDS),
  fasttemplateMs: best(() => render('fasttemplate'), ROUNDS),
  expandGoTemplateMs: best(() => expandAll('goTemplate'), 2),
  expandFasttemplateMs: best(() => expandAll('fasttemplate'), 2),
};
process.stderr.write(
  `${SETS * CLUSTERS} Applications, 600,000 fields: Go templates ${figures.goTemplateMs} ms, fasttemplate ${figures.fasttemplateMs} ms; ` +
    `with generators and validation ${figures.expandGoTemplateMs} ms and ${figures.expandFasttemplateMs} ms\n`,
);
process.stdout.write(`${JSON.stringify({ bench: 'template', applications: SETS * CLUSTERS, ...figures })}\n`);
