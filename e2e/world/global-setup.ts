import { startClusters } from './clusters.ts';

/** The clusters of this run, unless `E2E_CLUSTERS` names some that `node e2e/world/hold-clusters.ts` keeps. */
export default async function globalSetup(): Promise<void> {
  if (process.env['E2E_CLUSTERS']) return;
  const clusters = await startClusters();
  process.env['E2E_CLUSTERS'] = clusters.file;
  (globalThis as { stopClusters?: () => Promise<void> }).stopClusters = clusters.stop;
}
