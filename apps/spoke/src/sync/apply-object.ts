import { migrateOwnership } from '@wheelhouse/adapter-kube';
import type { CallOptions, KubeApi, ObjectRef } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import { mark } from '@wheelhouse/core-sync';
import type { Marks } from '@wheelhouse/core-sync';
import type { ApplicationId, ApplicationIdentity } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { ownerOf } from '../watch/live-record.ts';

export interface ApplyContext {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly marks: Marks;
  /** Whether such an application, other than `by`, is managed here; its objects are not taken from it. */
  readonly isManaged: (id: ApplicationId, by: ApplicationIdentity) => boolean;
  readonly impersonate?: string;
  readonly dryRun?: boolean;
  /** Namespaces that were not there when this sync began: nobody has put anything into them that would have to be looked at. */
  readonly made?: Set<string>;
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
  const apply = (): Promise<KubeObject> => context.writer.apply(mark(object, context.marks), { force: true, ...call });
  if (known || context.made?.has(object.metadata.namespace ?? '')) return apply();
  const live = await context.kube.get(refOf(object));
  if (!live) return applyNew(object, apply, context);
  refuseOthers(live, context);
  await takeOver(live, context, call);
  const applied = await apply();
  // Of an object without managed fields the API server makes "before-first-apply" their owner, with the first apply.
  return (await takeOver(applied, context, call)) ? apply() : applied;
}

async function applyNew(object: KubeObject, apply: () => Promise<KubeObject>, { made, dryRun }: ApplyContext) {
  const applied = await apply();
  if (object.kind === 'Namespace' && object.apiVersion === 'v1' && !dryRun) made?.add(object.metadata.name);
  return applied;
}

function refuseOthers(live: KubeObject, context: ApplyContext): void {
  const owner = ownerOf(live);
  if (
    owner !== undefined &&
    owner !== context.marks.applicationId &&
    context.isManaged(owner, context.marks.identity)
  ) {
    throw new Error(`it belongs to application ${ownerText(live)} already; remove it from one of the two`);
  }
}

/** True: fields of tools that wrote whole manifests became ours. */
async function takeOver(live: KubeObject, context: ApplyContext, call: CallOptions & { readonly dryRun?: boolean }) {
  const operations = call.dryRun ? undefined : migrateOwnership(live);
  if (operations) await context.writer.patch(refOf(live), 'application/json-patch+json', operations, call);
  return operations !== undefined;
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
