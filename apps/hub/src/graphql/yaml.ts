import { yamlText } from '@wheelhouse/core-domain';

type Members = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As people write the first lines of a manifest; the database keeps no order. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'spec'];
const FIRST_OF_SET = ['goTemplate', 'goTemplateOptions', 'generators', 'template', 'templatePatch', 'syncPolicy'];
const FIRST_OF_APPLICATION = ['project', 'source', 'sources', 'destination', 'syncPolicy'];
const FIRST_OF_SOURCE = ['repoURL', 'chart', 'targetRevision', 'path'];
const FIRST_OF_METADATA = ['name', 'namespace', 'labels', 'annotations', 'finalizers'];

/** A stored manifest as people write it. `like`: in the order of this one, so that both can be laid beside each other. */
export const toYaml = (manifest: unknown, like?: unknown): string =>
  yamlText(inOrder(like === undefined ? manifest : inOrderOf(manifest, like)));

function inOrder(manifest: unknown): unknown {
  if (!isMap(manifest) || !('kind' in manifest)) return manifest;
  const { kind, metadata, spec } = manifest;
  const whole = {
    ...manifest,
    ...(isMap(metadata) && { metadata: withFirst(metadata, FIRST_OF_METADATA) }),
    ...(kind === 'ApplicationSet' && isMap(spec) && { spec: setSpec(spec) }),
    ...(kind === 'Application' && isMap(spec) && { spec: applicationSpec(spec) }),
  };
  return withFirst(whole, FIRST);
}

/** Generators before the template that is made from them. */
function setSpec(spec: Members): Members {
  const { template } = spec;
  if (!isMap(template)) return withFirst(spec, FIRST_OF_SET);
  const { metadata, spec: inner } = template;
  const ordered = {
    ...template,
    ...(isMap(metadata) && { metadata: withFirst(metadata, FIRST_OF_METADATA) }),
    ...(isMap(inner) && { spec: applicationSpec(inner) }),
  };
  return withFirst({ ...spec, template: withFirst(ordered, ['metadata', 'spec']) }, FIRST_OF_SET);
}

function applicationSpec(spec: Members): Members {
  const { source, sources } = spec;
  const sourceOf = (one: unknown): unknown => (isMap(one) ? withFirst(one, FIRST_OF_SOURCE) : one);
  const ordered = {
    ...spec,
    ...(source !== undefined && { source: sourceOf(source) }),
    ...(Array.isArray(sources) && { sources: sources.map(sourceOf) }),
  };
  return withFirst(ordered, FIRST_OF_APPLICATION);
}

const withFirst = (map: Members, first: readonly string[]): Members => {
  const names = [...first.filter((name) => Object.hasOwn(map, name)), ...Object.keys(map)];
  return Object.fromEntries([...new Set(names)].map((name) => [name, map[name]]));
};

function inOrderOf(value: unknown, like: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(like)) return value.map((item, at) => inOrderOf(item, like[at]));
  if (!isMap(value) || !isMap(like)) return value;
  const entries = Object.entries(withFirst(value, Object.keys(like)));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrderOf(inner, like[name])]));
}
