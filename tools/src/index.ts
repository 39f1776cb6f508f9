export { buildApps } from './build/build-apps.ts';
export { BinaryUnavailable } from './binaries/attempt.ts';
export { binary, ensureBinaries, type BinaryProgress } from './binaries/ensure-binaries.ts';
export { BINARIES, type BinaryName } from './binaries/pins.ts';
export { demandPort, freePort } from './processes/ports.ts';
export { createSupervisor, type Child, type Supervisor } from './processes/supervisor.ts';
export { waitUntil, type WaitOptions } from './processes/wait-until.ts';
export type { Cluster, ClusterOptions } from './services/cluster.ts';
export { startControlPlane, type ControlPlane } from './services/control-plane.ts';
export { http } from './services/http.ts';
export { startNats, type Nats, type NatsOptions } from './services/nats.ts';
export { createDatabase, startPostgres, type Postgres, type PostgresOptions } from './services/postgres.ts';
export { inRoot } from './run/root.ts';
export { git } from './up/git.ts';
export { graphql, type HubAddress } from './up/hub-api.ts';
export { prepareSpoke, SPOKE_NAMESPACE } from './up/prepare-spoke.ts';
export { installPushHook } from './up/push-hook.ts';
export { startHub } from './up/start-hub.ts';
export { startSpoke } from './up/start-spoke.ts';
export type { State } from './up/state.ts';
export {
  FUZZ_RUNS,
  fuzz,
  mutatedBytes,
  mutatedJson,
  mutatedTexts,
  sharpJson,
  sharpTexts,
  type FuzzOptions,
} from './hostile/hostile-input.ts';
