import type { Json, KustomizeOptions } from '@wheelhouse/core-domain';
import { isMap, type JsonMap } from './kustomization-references.ts';

/**
 * What `kustomize edit` makes of a kustomization for an Application's options: `set namePrefix`, `nameSuffix`, `namespace`,
 * `image`, `replicas`, `add label --force`, `add annotation --force`, `add component`, and patches at the end. Options that
 * say nothing give the same value back.
 */
export function editKustomization(kustomization: JsonMap, options: KustomizeOptions): JsonMap {
  const edits: Record<string, Json> = {};
  for (const field of ['namePrefix', 'nameSuffix', 'namespace'] as const) {
    const value = options[field];
    if (value) edits[field] = value;
  }
  const list = (field: string): readonly Json[] => (Array.isArray(kustomization[field]) ? kustomization[field] : []);
  const map = (field: string): JsonMap => (isMap(kustomization[field]) ? kustomization[field] : {});
  if (options.images.length > 0) edits['images'] = withImages(list('images'), options.images);
  if (options.replicas.length > 0) edits['replicas'] = withReplicas(list('replicas'), options.replicas);
  if (Object.keys(options.commonLabels).length > 0)
    edits['commonLabels'] = { ...map('commonLabels'), ...options.commonLabels };
  if (Object.keys(options.commonAnnotations).length > 0) {
    edits['commonAnnotations'] = { ...map('commonAnnotations'), ...options.commonAnnotations };
  }
  const components = options.components.filter((component) => !list('components').includes(component));
  if (components.length > 0) edits['components'] = [...list('components'), ...components];
  if (options.patches.length > 0) edits['patches'] = [...list('patches'), ...(options.patches as readonly Json[])];
  return Object.keys(edits).length > 0 ? { ...kustomization, ...edits } : kustomization;
}

interface ImageEdit {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** `name[=newName][:tag][@digest]`. A colon before the last slash is a port. */
export function parseImage(text: string): ImageEdit {
  const equals = text.indexOf('=');
  const target = text.slice(equals + 1);
  const at = target.indexOf('@');
  const digest = at < 0 ? undefined : target.slice(at + 1);
  const tagged = at < 0 ? target : target.slice(0, at);
  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  const newTag = colon < 0 ? undefined : tagged.slice(colon + 1);
  const image = colon < 0 ? tagged : tagged.slice(0, colon);
  const name = equals < 0 ? image : text.slice(0, equals);
  return { name, ...(equals >= 0 && { newName: image }), ...(newTag && { newTag }), ...(digest && { digest }) };
}

/** Anything may stand there; what is no text kustomize refuses in its own words. */
const nameOf = ({ name = null }: JsonMap): string => (typeof name === 'object' ? JSON.stringify(name) : String(name));

/** An image of the same name is replaced whole; `*` keeps what the kustomization had there. */
function withImages(existing: readonly Json[], images: readonly string[]): Json[] {
  const byName = new Map<string, Json>();
  for (const image of existing) if (isMap(image)) byName.set(nameOf(image), image);
  for (const text of images) {
    const edit = parseImage(text);
    const before = byName.get(edit.name);
    const kept = isMap(before) ? before : {};
    const entries = Object.entries(edit).map(([field, value]) => [field, value === '*' ? kept[field] : value]);
    byName.set(edit.name, Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Json);
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image);
}

function withReplicas(existing: readonly Json[], replicas: KustomizeOptions['replicas']): Json[] {
  const named = new Set(replicas.map((one) => one.name));
  const kept = existing.filter((one) => !(isMap(one) && named.has(nameOf(one))));
  return [...kept, ...replicas.map(({ name, count }) => ({ name, count: Number(count) }))];
}
