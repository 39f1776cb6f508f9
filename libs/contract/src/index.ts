export {
  MAX_BLOB_BYTES,
  MOVE_MANIFEST_ABOVE,
  SPLIT_BUNDLE_ABOVE,
  blobMessage,
  openBlob,
  packBlob,
  resealBlob,
} from './blob.ts';
export type { BlobEnvelope } from './blob-envelope.ts';
export type { Compressor, PlainBlob } from './blob.ts';
export * from './body-seal.ts';
export * from './bundle-blobs.ts';
export * from './join-token.ts';
export { limitResources } from './limit-resources.ts';
export * from './manifest-delta.ts';
export * from './manifest-headers.ts';
export { deltaMessage, manifestMessage, unknownFeatures } from './manifest-message.ts';
export * from './manifest.ts';
export type { Message } from './message.ts';
export { limitRecord } from './limit-record.ts';
export { MOST_STEPS } from './operation.ts';
export type { ObjectOutcome, OperationRecord, OperationStatus, OperationStep } from './operation.ts';
export * from './permissions.ts';
export { MAX_REFUSAL_REASON, refusalKinds } from './refusal.ts';
export type { RefusalKind, Refusals, RefusedProblem } from './refusal.ts';
export * from './requests.ts';
export * from './sealed-manifest.ts';
export * from './signature.ts';
export * from './status-hash.ts';
export { eventMessage, heartbeatMessage, MAX_EVENT_BYTES, statusMessage } from './status.ts';
export type { Heartbeat, ResourceStatus, SpokeEvent, StatusHash, StatusReport, TargetStatus } from './status.ts';
export * from './subjects.ts';
export * from './trust.ts';
