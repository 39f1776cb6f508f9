import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { Tree } from './git-tree.ts';

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly template?: { readonly spec: { containers: { image: string }[] } } };
  readonly [field: string]: unknown;
}

interface Kustomization {
  readonly resources?: readonly string[];
  readonly images?: readonly { readonly name: string; readonly newTag: string }[];
}

/**
 * What kustomize would say of the few fields that the repositories of seeds use (`resources`, `images`), by its documentation.
 * `undefined` where it would fail. Objects without a namespace get the application's.
 */
export function render(tree: Tree, folder: string, namespace: string): readonly Rendered[] | undefined {
  try {
    return build(tree, folder).map((object) => ({
      ...object,
      metadata: { ...object.metadata, namespace: object.metadata.namespace ?? namespace },
    }));
  } catch {
    return undefined;
  }
}

function build(tree: Tree, folder: string): Rendered[] {
  const text = tree.get(path.join(folder, 'kustomization.yaml'));
  if (text === undefined) throw new Error(`${folder} has no kustomization`);
  const { resources = [], images = [] } = parse(text) as Kustomization;
  const objects = resources.flatMap((resource) => {
    const at = path.join(folder, resource);
    const file = tree.get(at);
    return file === undefined ? build(tree, at) : documents(file);
  });
  for (const { name, newTag } of images) {
    for (const container of objects.flatMap(({ spec }) => spec?.template?.spec.containers ?? [])) {
      if (container.image.split(':')[0] === name) container.image = `${name}:${newTag}`;
    }
  }
  return objects;
}

function documents(text: string): Rendered[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!;
    return document.toJS() as Rendered;
  });
}
