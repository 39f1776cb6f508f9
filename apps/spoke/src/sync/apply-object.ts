import { migrateOwnership } from '@wheelhouse/adapter-kube';
import type { ApplyOptions, ObjectRef } from '@wheelhouse/adapter-kube';
import { keyOf, keyText } from '@wheelhouse/core-domain';
import type { ApplicationId, ApplicationIdentity, IgnoreDifference, KubeObject } from '@wheelhouse/core-domain';
import { withLiveValues } from '@wheelhouse/core-diff';
import { flag, mark, writeOptionsOf } from '@wheelhouse/core-sync';
import type { Marks, WriteOptions } from '@wheelhouse/core-sync';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { ownerOf } from '../watch/live-record.ts';
import type { ArgoOwners } from './argo-owners.ts';
import type { KubeReader } from './paced-kube.ts';

export interface ApplyContext {
  readonly kube: KubeReader;
  readonly writer: KubeWriter;
  readonly marks: Marks;
  /** The application's sync options. */
  readonly syncOptions: readonly string[];
  readonly ignoreDifferences: readonly IgnoreDifference[];
  /** Whether such an application, other than `by`, is managed here; its objects are not taken from it. */
  readonly isManaged: (id: ApplicationId, by: ApplicationIdentity) => boolean;
  readonly impersonate?: string;
  readonly dryRun?: boolean;
  /** Deletes and makes again what the API server takes no other way: a person asked. */
  readonly force?: boolean;
  /** Namespaces that were not there when this sync began: nobody has put anything into them that would have to be looked at. */
  readonly made?: Set<string>;
  /** Asked before an object is adopted. */
  readonly argo?: ArgoOwners;
  /** By `keyText`: objects that were not there a moment ago. */
  readonly absent?: Set<string>;
}

export const optionsFor = (object: KubeObject, { syncOptions, force }: ApplyContext): WriteOptions => {
  const options = writeOptionsOf(object, syncOptions);
  return force ? { ...options, force } : options;
};

/**
 * Server-side apply with our marks, by force: what the desired object says is ours. `known`: applied here before, so nobody
 * else's way of applying can have left fields behind. Else the live object is looked at first: it must not be another
 * application's, and what kubectl, Argo CD, Helm or Flux own of it becomes ours (architecture §5.4).
 */
export async function applyObject(object: KubeObject, known: boolean, context: ApplyContext): Promise<KubeObject> {
  const apply = (): Promise<KubeObject> => applyMarked(object, context);
  const key = keyText(keyOf(object));
  if (known || context.made?.has(object.metadata.namespace ?? '')) return apply();
  const isNew = context.absent?.delete(key) ?? false;
  const live = isNew ? undefined : await context.kube.get(refOf(object));
  if (!live) return applyNew(object, apply, context);
  await refuseOthers(live, context);
  const options = optionsFor(object, context);
  await takeOver(live, options, context);
  const applied = await apply();
  // Of an object without managed fields the API server makes "before-first-apply" their owner, with the first apply.
  return (await takeOver(applied, options, context)) ? apply() : applied;
}

/** The write alone. */
export async function applyMarked(desired: KubeObject, context: ApplyContext): Promise<KubeObject> {
  const object = await respectingOthers(desired, context);
  const { validate } = optionsFor(object, context);
  const options: ApplyOptions = { force: true, fieldValidation: validate ? 'Strict' : 'Ignore', ...callOf(context) };
  return context.writer.apply(mark(object, context.marks), options);
}

/** `RespectIgnoreDifferences`: what is ignored stays as it is in the cluster. */
export async function respectingOthers(object: KubeObject, context: ApplyContext): Promise<KubeObject> {
  const { ignoreDifferences, syncOptions, kube } = context;
  if (ignoreDifferences.length === 0 || !flag(syncOptions, 'RespectIgnoreDifferences')) return object;
  return withLiveValues(object, await kube.get(refOf(object)), ignoreDifferences);
}

export const callOf = ({ impersonate, dryRun }: Pick<ApplyContext, 'impersonate' | 'dryRun'>) => ({
  ...(impersonate ? { impersonate } : {}),
  ...(dryRun ? { dryRun: true } : {}),
});

async function applyNew(object: KubeObject, apply: () => Promise<KubeObject>, { made, dryRun }: ApplyContext) {
  const applied = await apply();
  if (object.kind === 'Namespace' && object.apiVersion === 'v1' && !dryRun) made?.add(object.metadata.name);
  return applied;
}

/** What another application has here, or an Argo CD that still writes or deletes it, is not taken over. */
export async function refuseOthers(live: KubeObject, context: ApplyContext): Promise<void> {
  const owner = ownerOf(live);
  if (
    owner !== undefined &&
    owner !== context.marks.applicationId &&
    context.isManaged(owner, context.marks.identity)
  ) {
    throw new Error(`it belongs to application ${ownerText(live)} already; remove it from one of the two`);
  }
  const held = await context.argo?.whyHeld(live);
  if (held !== undefined) throw new Error(held);
}

/** True: fields of tools that wrote whole manifests became ours. */
async function takeOver(live: KubeObject, options: WriteOptions, context: ApplyContext): Promise<boolean> {
  if (context.dryRun || !options.migrateOwnership) return false;
  const operations = migrateOwnership(live, undefined, options.migrateFrom);
  if (operations) await context.writer.patch(refOf(live), 'application/json-patch+json', operations, callOf(context));
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
