import { withHookName } from '@wheelhouse/core-domain';
import type { Json, KubeObject, Problem } from '@wheelhouse/core-domain';
import { isMap, type JsonMap } from './kustomization-references.ts';

/** One object as a tool or a file gave it. */
export interface RenderedObject {
  readonly object: unknown;
  /** The file and line, where they are known. */
  readonly where?: string;
  /** Which of the Application's sources it comes from; default 0. */
  readonly source?: number;
}

export interface NormalObject {
  readonly object: KubeObject;
  readonly where?: string;
  readonly source: number;
}

/** What the API server keeps for itself; in a manifest it is a left-over of an export, and refused or ignored there. */
const SERVER_OWNED = [
  'creationTimestamp',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Objects with apiVersion, kind and name, `List`s taken apart, and without what the server owns. */
export function normalObjects(rendered: readonly RenderedObject[]): { items: NormalObject[]; problems: Problem[] } {
  const items: NormalObject[] = [];
  const problems: Problem[] = [];
  const take = ({ object, where, source = 0 }: RenderedObject, implied: JsonMap): void => {
    const report = (code: Problem['code'], message: string, hint: string): void => {
      problems.push({ code, message, ...(where && { where }), hint });
    };
    if (!isMap(object as Json))
      return report(
        'INVALID_YAML',
        'a document is no object',
        'a manifest is a map with apiVersion, kind and metadata',
      );
    const value = { ...implied, ...(object as JsonMap) };
    const { apiVersion, kind, metadata } = value;
    const list = value['items'];
    if (typeof apiVersion !== 'string' || apiVersion === '')
      return report('MISSING_FIELD', `${what(value)} has no apiVersion`, 'every object names its apiVersion and kind');
    if (typeof kind !== 'string' || kind === '')
      return report('MISSING_FIELD', `${what(value)} has no kind`, 'every object names its apiVersion and kind');
    if (kind.endsWith('List') && Array.isArray(list)) {
      const item: JsonMap = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
      for (const one of list) take({ object: one, source, ...(where && { where }) }, item);
      return;
    }
    const named = isMap(metadata) ? (withHookName(value as unknown as KubeObject) as unknown as JsonMap) : value;
    const name = isMap(named['metadata']) ? named['metadata']['name'] : undefined;
    if (typeof name !== 'string' || name === '')
      return report('MISSING_FIELD', `${kind}: metadata.name is missing or no text`, nameHint(metadata));
    items.push({ object: normalObject(named), source, ...(where && { where }) });
  };
  for (const one of rendered) take(one, {});
  return { items, problems };
}

const what = (value: JsonMap): string => {
  const name = isMap(value['metadata']) ? value['metadata']['name'] : undefined;
  return typeof name === 'string' ? `the object "${name}"` : 'an object';
};

const nameHint = (metadata: Json | undefined): string =>
  isMap(metadata) && metadata['generateName'] !== undefined
    ? 'generateName makes a new object at each apply: give it a name'
    : 'give it a name';

function normalObject(value: JsonMap): KubeObject {
  const { status: _, ...rest } = value;
  const metadata = Object.entries(value['metadata'] as JsonMap).filter(
    ([field, member]) =>
      !SERVER_OWNED.includes(field) && !(member === null || (field === 'namespace' && member === '')),
  );
  return {
    ...(withoutNullTimestamps(rest) as JsonMap),
    metadata: Object.fromEntries(metadata),
  } as unknown as KubeObject;
}

/** `creationTimestamp: null` is what Go's types print for "not set", in pod templates too. */
function withoutNullTimestamps(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNullTimestamps);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([field, member]) => field !== 'creationTimestamp' || member !== null);
  return Object.fromEntries(entries.map(([field, member]) => [field, withoutNullTimestamps(member)]));
}
