import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Renderer } from '@wheelhouse/adapter-render';
import { parseApplication, type Application, type KubeObject, type Problem } from '@wheelhouse/core-domain';
import { badInput } from './bad-input.ts';
import type { LocalRepositories } from './local-repositories.ts';

export interface Rendered {
  readonly objects: readonly KubeObject[];
  readonly warnings: readonly Problem[];
}

/** An Application's objects in canonical order, by the hub's own renderer. */
export async function renderApplication(
  application: Application,
  repositories: LocalRepositories,
  kustomize: string,
): Promise<Rendered> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'wheelhouse-render-'));
  try {
    const renderer = new Renderer({ kustomize, folder });
    const sources = [];
    for (const source of application.spec.sources)
      sources.push({ ...(await repositories.resolve(source.repoURL, source.targetRevision)), source });
    const rendered = await renderer.renderAll({
      mirrors: repositories.mirrors,
      sources,
      appName: application.metadata.name,
      // `render PATH` has no destination.
      destinationNamespace: application.spec.destination.namespace || undefined,
    });
    if (!rendered.ok) throw badInput(rendered.error);
    return { objects: rendered.value.bundle.objects, warnings: rendered.value.warnings };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The Application that `render PATH` stands for: the folder as its own repository, nothing else set. */
export function applicationForFolder(repoURL: string, folder: string): Application {
  const parsed = parseApplication({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'render' },
    spec: { project: 'default', source: { repoURL, path: folder }, destination: { name: 'in-cluster', namespace: '' } },
  });
  if (!parsed.ok) throw badInput(parsed.error);
  return parsed.value.value;
}
