import { migrateOwnership } from '@wheelhouse/adapter-kube';
import type { KubeApi, ObjectRef } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import type { Marks } from '@wheelhouse/core-sync';
import type { ApplicationId } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { ownerOf } from '../watch/live-record.ts';

export interface ApplyContext {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly marks: Marks;
  /** Whether such an application is managed here; its objects are not taken from it. */
  readonly isManaged: (id: ApplicationId) => boolean;
  readonly impersonate?: string;
  readonly dryRun?: boolean;
}

/**
 * Server-side apply with our marks, by force: what the desired object says is ours. `known`: applied here before, so nobody
 * else's way of applying can have left fields behind. Else the live object is looked at first: it must not be another
 * application's, and what kubectl, Argo CD, Helm or Flux own of it becomes ours (architecture §5.4).
 */
export async function applyObject(object: KubeObject, known: boolean, context: ApplyContext): Promise<KubeObject> {
  const call = {
    ...(context.impersonate ? { impersonate: context.impersonate } : {}),
    ...(context.dryRun ? { dryRun: true } : {}),
  };
  if (!known) await adopt(object, context, call);
  return context.writer.apply(mark(object, context.marks), { force: true, ...call });
}

async function adopt(object: KubeObject, context: ApplyContext, call: { dryRun?: boolean; impersonate?: string }) {
  const ref = refOf(object);
  const live = await context.kube.get(ref);
  if (!live) return;
  const owner = ownerOf(live);
  if (owner !== undefined && owner !== context.marks.applicationId && context.isManaged(owner)) {
    throw new Error(`it belongs to application ${ownerText(live)} already; remove it from one of the two`);
  }
  const operations = migrateOwnership(live);
  if (operations && !call.dryRun) await context.writer.patch(ref, 'application/json-patch+json', operations, call);
}

export const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  name,
  ...(namespace ? { namespace } : {}),
});

/** `project/namespace/app`, from the tracking-id. */
const ownerText = (live: KubeObject): string =>
  (live.metadata.annotations?.['wheelhouse.dev/tracking-id'] ?? '').split(':')[0] ?? '';
