import { isKubeError } from '@wheelhouse/adapter-kube';
import type { KubeApi, Resource } from '@wheelhouse/adapter-kube';
import { hookRoleOf, keyOf } from '@wheelhouse/core-domain';
import type { ApplicationId, ApplicationIdentity, KubeObject } from '@wheelhouse/core-domain';
import { APPLICATION_LABEL, identityOfTracking, inventoryEntry, isOurs } from '@wheelhouse/core-sync';
import type { InventoryEntry } from '@wheelhouse/core-sync';
import type { Logger } from '@wheelhouse/runtime';
import { eachOf } from '../sync/each-of.ts';
import type { SpokeState } from './spoke-state.ts';
import { newApplication } from './stored-application.ts';
import type { HookEntry } from './stored-application.ts';

interface Found {
  readonly identity: ApplicationIdentity;
  readonly inventory: InventoryEntry[];
  readonly hooks: HookEntry[];
}

/**
 * Finds what is ours by the marks on the objects, where the memory of it is lost: of every application when there is no manifest, else
 * of those that the manifest names and nothing is stored of. They enter the state as found. Nothing of them is synced or pruned before
 * a manifest of the hub says what they are to be. Answers with how many objects were found.
 */
export async function readopt(kube: KubeApi, state: SpokeState, log: Logger): Promise<number> {
  const { manifest } = state;
  const missing = manifest?.applications.filter(({ id }) => !state.applications.has(id)).map(({ id }) => id);
  if (missing?.length === 0) return 0;
  const found = await marked(kube, log, (id) => !state.applications.has(id) && (missing?.includes(id) ?? true));
  for (const [id, { identity, inventory, hooks }] of found) {
    const spec = { identity, destinationNamespace: '', syncPolicy: { syncOptions: [] }, ignoreDifferences: [] };
    const readopted = inventory.length;
    await state.saveApplication({ ...newApplication(id, { ...spec, cascade: false }), inventory, hooks, readopted });
    log.warn({ application: id, name: identity.name, objects: readopted }, 'its state was lost: found again by marks');
  }
  return [...found.values()].reduce((sum, { inventory }) => sum + inventory.length, 0);
}

/** Every object with true marks, by application; one that is served in several groups counts once. */
async function marked(
  kube: KubeApi,
  log: Logger,
  wanted: (id: ApplicationId) => boolean,
): Promise<Map<ApplicationId, Found>> {
  const found = new Map<ApplicationId, Found>();
  const seen = new Set<unknown>();
  const resources = (await kube.resources()).filter(({ verbs }) => verbs.includes('list') && verbs.includes('delete'));
  await eachOf(resources, 8, async (resource) => {
    for (const object of await list(kube, resource, log)) {
      const id = object.metadata.labels?.[APPLICATION_LABEL] as ApplicationId;
      const identity = identityOfTracking(object);
      if (!identity || !wanted(id) || !isOurs(object, id) || seen.has(object.metadata['uid'])) continue;
      seen.add(object.metadata['uid']);
      const known = found.get(id) ?? { identity, inventory: [], hooks: [] };
      const uid = String(object.metadata['uid']);
      if (hookRoleOf(object).kind === 'hook') known.hooks.push(foundHook(object, uid));
      else known.inventory.push(inventoryEntry(object, uid));
      found.set(id, known);
    }
  });
  return found;
}

/** How it ended is not known; it is deleted with the application, or before it is created again. */
const foundHook = (object: KubeObject, uid: string): HookEntry => ({
  key: keyOf(object),
  apiVersion: object.apiVersion,
  run: '',
  uid,
  outcome: { ok: true },
});

/** A kind that cannot be searched must not keep the spoke from leading: what is ours there stays as it is. */
async function list(kube: KubeApi, resource: Resource, log: Logger): Promise<readonly KubeObject[]> {
  try {
    const { items } = await kube.list(resource, { labelSelector: APPLICATION_LABEL, metadataOnly: true });
    // Metadata alone does not say of what kind.
    const { apiVersion, kind } = resource;
    return items.map((item) => ({ ...item, apiVersion, kind }));
  } catch (error) {
    const { apiVersion, kind } = resource;
    if (!isKubeError(error, 'NOT_FOUND', 'UNKNOWN_KIND'))
      log.warn({ err: error, apiVersion, kind }, 'cannot be searched for our marks: what is ours there is not pruned');
    return [];
  }
}
