/**
 * The template engines alone, whole templates rendered: 100 sets over 1,000 clusters are 100,000 Applications of six
 * templated fields each. No hub and no cluster runs; what is measured is this process.
 */
import type { Cluster } from '@wheelhouse/core-domain';
import { TemplateRenderer } from '@wheelhouse/core-template';
import { clustersOf, templateOf, type Engine } from './parts/fleet-of-sets.ts';

const SETS = 100;
const CLUSTERS = 1000;
const ROUNDS = 5;

const clusters = clustersOf(CLUSTERS);

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

const best = (measure: () => number, rounds: number): number =>
  Math.round(Math.min(...Array.from({ length: rounds }, measure)));

const figures = {
  goTemplateMs: best(() => render('goTemplate'), ROUNDS),
  fasttemplateMs: best(() => render('fasttemplate'), ROUNDS),
};
process.stderr.write(
  `${SETS * CLUSTERS} Applications, 600,000 fields: Go templates ${figures.goTemplateMs} ms, fasttemplate ${figures.fasttemplateMs} ms\n`,
);
process.stdout.write(`${JSON.stringify({ bench: 'template', applications: SETS * CLUSTERS, ...figures })}\n`);
