import { randomUUID } from 'node:crypto';
import { applicationSetByName, putApplicationSet } from '@wheelhouse/adapter-postgres';
import { DEFAULT_PROJECT, ok, shardOf, type ApplicationSet, type Result } from '@wheelhouse/core-domain';
import { repositoriesOfSet } from '../source/repositories-of.ts';
import { findProject } from './find-project.ts';
import { normalManifest } from './normal-manifest.ts';
import { actionOf, displace, same, type Action, type Of, type StoreContext } from './store-context.ts';

export async function storeSet(context: StoreContext, read: Of<'ApplicationSet'>): Promise<Result<Action>> {
  const { document, resource } = read;
  const { namespace, name } = resource.value.metadata;
  const project = await findProject(context.sql, projectOfSet(resource.value), read, 'spec.template.spec.project');
  if (!project.ok) return project;
  const manifest = normalManifest(document.object, true);
  const before = await applicationSetByName(context.sql, namespace, name);
  const settled =
    before && !before.deletedAt && before.projectId === project.value.id && before.origin === context.origin;
  if (settled && same(before.manifest, manifest)) return ok('unchanged');
  const id = before?.id ?? randomUUID();
  displace(context, before);
  await putApplicationSet(context.sql, {
    id,
    projectId: project.value.id,
    namespace,
    name,
    shard: shardOf(id),
    manifest,
    origin: context.origin,
    repositories: repositoriesOfSet(resource.value),
    warnings: resource.warnings,
  });
  context.consequences.changes.push({ kind: 'applicationSet', ids: [id] });
  context.consequences.wakes.push(() => context.wakes.wake('set', id));
  return ok(actionOf(before));
}

/** The project that a set belongs to: its template's, or the default one where only a generator knows. */
export function projectOfSet(set: ApplicationSet): string {
  const templated = (set.spec.template['spec'] as { project?: unknown } | undefined)?.project;
  const literal = typeof templated === 'string' && templated !== '' && !templated.includes('{{');
  return literal ? templated : DEFAULT_PROJECT;
}
