export default async function globalTeardown(): Promise<void> {
  await (globalThis as { stopClusters?: () => Promise<void> }).stopClusters?.();
}
