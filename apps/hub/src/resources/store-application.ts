import {
  applicationsNamed,
  counted,
  forgetExpansion,
  rewriteApplication,
  saveApplications,
  type ApplicationRow,
} from '@wheelhouse/adapter-postgres';
import { digestOf, err, ok, shardOf, type Problem, type Result } from '@wheelhouse/core-domain';
import { isFleetOrigin } from '../fleet/origin.ts';
import { newApplicationId } from '../keys/ids.ts';
import { awaitsGit } from '../restore/presume-manifest.ts';
import { repositoriesOfApplication } from '../source/repositories-of.ts';
import { findProject } from './find-project.ts';
import { normalManifest } from './normal-manifest.ts';
import type { ReadResource } from './read-documents.ts';
import { actionOf, displace, same, type Action, type Of, type StoreContext } from './store-context.ts';

export async function storeApplication(context: StoreContext, read: Of<'Application'>): Promise<Result<Action>> {
  const { document, resource } = read;
  const { metadata, spec } = resource.value;
  const project = await findProject(context.sql, spec.project, read, 'spec.project');
  if (!project.ok) return project;
  const identity = { projectId: project.value.id, namespace: metadata.namespace, name: metadata.name };
  const [before] = await applicationsNamed(context.sql, [identity]);
  const manifest = normalManifest(document.object, true);
  if (before?.setId && !before.removal) return storeGenerated(context, read, { before, manifest });
  const waits = before && before.origin === context.origin && awaitsGit(before);
  const known = (before?.problems ?? []).filter(({ code }) => waits || code !== 'RESTORED');
  const asked = before && known.length === before.problems.length;
  const settled = asked && !before.removal && before.origin === context.origin;
  if (settled && same(before.manifest, manifest)) return ok('unchanged');
  displace(context, before);
  const id = before?.id ?? newApplicationId();
  await counted(context.sql, [id], () =>
    saveApplications(context.sql, [
      {
        id,
        ...identity,
        clusterId: before?.clusterId ?? null,
        setId: null,
        shard: before?.shard ?? shardOf(id),
        manifest,
        labels: metadata.labels,
        origin: context.origin,
        specDigest: before?.specDigest ?? digestOf(null),
        repositories: repositoriesOfApplication(resource.value),
        problems: known,
        warnings: resource.warnings,
        ...(before?.desired && { desired: before.desired }),
      },
    ]),
  );
  context.consequences.changes.push({ kind: 'application', ids: [id] });
  context.consequences.wakes.push(() => context.wakes.wake('byHand', project.value.id));
  return ok(actionOf(before));
}

/**
 * A person changes what a set made: it is written down, and the set looks at it at once. What the set does not let people
 * change is put back by it before anything of it reaches a cluster. Git is no person: two declarations of one thing would
 * go on for ever.
 */
async function storeGenerated(
  context: StoreContext,
  { document }: Of<'Application'>,
  { before, manifest }: { readonly before: ApplicationRow; readonly manifest: Record<string, unknown> },
): Promise<Result<Action>> {
  const { sql, origin, consequences, wakes } = context;
  const setId = before.setId!;
  if (isFleetOrigin(origin)) return err([generated(document, before.name)]);
  if (same(before.manifest, manifest)) return ok('unchanged');
  await rewriteApplication(sql, before.id, { manifest, origin });
  await forgetExpansion(sql, [setId]);
  consequences.changes.push({ kind: 'application', ids: [before.id] });
  consequences.wakes.push(() => wakes.wake('set', setId));
  return ok('changed');
}

const generated = (document: ReadResource['document'], name: string): Problem => ({
  code: 'DUPLICATE_NAME',
  message: `Application ${name}: an ApplicationSet makes it`,
  where: `${document.file}:${document.line}`,
  hint: 'give it another name, or change the set',
});
