import { parseApplicationSet, type ApplicationSet, type Cluster } from '@wheelhouse/core-domain';
import { directoriesKey, type Facts } from './facts.ts';

/** An ApplicationSet of the given generators, with a template that takes the name from them. For specs. */
export function applicationSet(generators: readonly object[], spec: Record<string, unknown> = {}): ApplicationSet {
  const { template = TEMPLATE, ...rest } = spec;
  const parsed = parseApplicationSet({
    metadata: { name: 'set', namespace: 'team' },
    spec: { generators, template, ...rest },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.value;
}

export const TEMPLATE = {
  metadata: { name: '{{name}}' },
  spec: { project: 'default', source: { repoURL: 'https://git/x', path: '.' }, destination: { name: 'dev' } },
};

export const GO_TEMPLATE = { ...TEMPLATE, metadata: { name: '{{ .name }}' } };

export const cluster = (
  name: string,
  labels: Record<string, string> = {},
  spec: Partial<Cluster['spec']> = {},
): Cluster => ({
  metadata: { name, labels, annotations: {} },
  spec: { server: `https://${name}`, timeZone: 'UTC', project: '', ...spec },
});

export const facts = (given: Partial<Facts> = {}): Facts => ({ clusters: [], directories: new Map(), ...given });

/** What a `git` generator of these patterns finds at HEAD. */
export const directoryFacts = (
  repoURL: string,
  patterns: readonly { readonly path: string; readonly exclude?: boolean }[],
  found: readonly string[],
): Facts['directories'] => {
  const directories = patterns.map(({ path, exclude = false }) => ({ path, exclude }));
  return new Map([[directoriesKey({ repoURL, revision: 'HEAD', directories }), found]]);
};
