/**
 * Desired × inventory → ordered tasks; the state machine of one sync.
 *
 * Order: applies by (wave, kind rank, name), with a Namespace before the first object that lives in it and a CRD before the first
 * object of its kind; then prunes, in mirrored waves, users before what they use. Tasks of one action, wave and kind rank run in
 * parallel. A failed task does not stop its group, but everything after it: what comes later was put there because it needs
 * what comes before. Applied CRDs and namespaces are awaited if something pending needs them.
 *
 * Pruned is only what is in the inventory, carries our mark, and is no longer desired. An empty desired set prunes nothing
 * unless the policy allows it: emptiness is mostly a mistake.
 */
export { syncOption } from './annotations.ts';
export { fillNamespaces } from './fill-namespaces.ts';
export { inventoryEntry } from './inventory.ts';
export type { InventoryEntry } from './inventory.ts';
export { APPLICATION_LABEL, identityOfTracking, isOurs, mark, TRACKING_ANNOTATION, trackingId } from './mark.ts';
export type { Marks } from './mark.ts';
export { omitReplicas, scaledBy } from './omit-replicas.ts';
export { planSync } from './plan.ts';
export type { PlanSyncInput, SyncPlan, SyncTask } from './plan.ts';
export { nextAttempt, nextHeal } from './retry.ts';
export { isReady, nextTasks, resultCodes, startSync, step } from './sync-state.ts';
export type { ObjectResult, ResultCode, SyncEvent, SyncState } from './sync-state.ts';
