/**
 * Desired × live → drift, field by field.
 *
 * Drift is found by ownership. Server-side apply writes into `metadata.managedFields` which fields we set; whoever changes one
 * of them takes it from us. So after our apply the hash of our entry is remembered (`ownFields`), a metadata-only watch compares
 * it, and nothing is read or compared while it stays the same. Defaults, normalised quantities and what admission webhooks
 * write are no drift, because they happen within our own apply.
 *
 * Only when the hash moved, `driftOf` reads desired and live together, along the ownership tree, which knows how each list is
 * keyed, and says which fields differ and who has them now. `subsetDiff` does the same without ownership, for manifests that
 * were never applied by us.
 */
export { compare } from './compare.ts';
export type { CompareOptions, Comparison } from './compare.ts';
export { driftOf, subsetDiff } from './drift.ts';
export type { Change, Drift, DriftOptions } from './drift.ts';
export { FIELD_MANAGER, ownFields } from './fields-v1.ts';
export type { FieldsV1, OwnFields } from './fields-v1.ts';
export { checkIgnoreDifferences } from './ignore.ts';
export { readIgnoreCustomizations } from './ignore-customizations.ts';
export { withLiveValues } from './with-live-values.ts';
