/**
 * One API server: server-side apply, delete, list, watch, discovery, lease.
 *
 * Plain JSON over kept-alive connections: nothing here knows a kind's model, so no field is ever dropped. client-node reads
 * kubeconfigs, and is loaded only for them. Every failure is a `KubeError`, mapped once, whose class says whether trying again
 * helps; messages of refused Secrets are not passed on.
 */
export { loadCredentials } from './credentials.ts';
export type { Credentials, CredentialSource } from './credentials.ts';
export type * from './kube-api.ts';
export { FIELD_MANAGER, KubeClient } from './kube-client.ts';
export { Expired, isKubeError, KubeError, kubeErrorCodes, unknownKind } from './kube-error.ts';
export type { KubeErrorCode } from './kube-error.ts';
export { listWatch } from './list-watch.ts';
export type { ListWatchEvent, ListWatchOptions } from './list-watch.ts';
export { migrateOwnership } from './migrate-ownership.ts';
export type { JsonPatchOperation } from './migrate-ownership.ts';
export { LeaderElection } from './leader-election.ts';
export type { ElectionClock, LeaderElectionOptions, LeaderTerm, Sighting } from './leader-election.ts';
export { describeRef } from './paths.ts';
