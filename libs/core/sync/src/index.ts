/**
 * Desired × inventory → ordered tasks; the state machine of one sync.
 *
 * Order (Argo CD's): phase, wave, then prunes before hooks and applies, kind rank, name; with a Namespace before the first object that
 * lives in it and a CRD before the first object of its kind. Prunes are in mirrored waves, users before what they use. Tasks of
 * one action, wave and kind rank run in parallel. A failed task does not stop its group, but everything after it: what comes later
 * was put there because it needs what comes before. Then the hooks of `SyncFail` run.
 *
 * Between waves a sync waits for the health of what it wrote; hooks are always waited for; applied CRDs and namespaces if something
 * that follows needs them. `step(state, facts)` gives the next state and what is to be begun; all of it is plain data.
 *
 * Pruned is only what is in the inventory, carries our mark, and is no longer desired. An empty desired set prunes nothing
 * unless the policy allows it: emptiness is mostly a mistake.
 */
export { fillNamespaces } from './fill-namespaces.ts';
export { inventoryEntry } from './inventory.ts';
export type { InventoryEntry } from './inventory.ts';
export { isReady } from './is-ready.ts';
export { APPLICATION_LABEL, identityOfTracking, isOurs, mark, TRACKING_ANNOTATION, trackingId } from './mark.ts';
export type { Marks } from './mark.ts';
export { omitReplicas, scaledBy } from './omit-replicas.ts';
export { consent, flag, optionValue, writeOptionsOf } from './options.ts';
export type { Consent, WriteOptions } from './options.ts';
export { planSync, unconfirmed } from './plan.ts';
export type { Kept, PlanSyncInput, SyncPlan } from './plan.ts';
export type { RunName } from './plan-hooks.ts';
export { nextAttempt, nextHeal } from './retry.ts';
export { objectsOfRun, RunTimes, stepsOfRun } from './run-record.ts';
export type { RunObject, RunStep, TaskTimes } from './run-record.ts';
export { openActions, step } from './step.ts';
export type { Step } from './step.ts';
export { refuseSync, resultCodes, startSync } from './sync-state.ts';
export type { Awaited, Awaiting, ObjectResult, ResultCode, SyncAction, SyncFact, SyncState } from './sync-state.ts';
export { taskId } from './sync-task.ts';
export type { SyncPhase, SyncTask, TaskId } from './sync-task.ts';
