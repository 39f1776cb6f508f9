/**
 * Repositories over Prisma, and bulk SQL for the hot paths. Functions take the connection (or transaction) that they work
 * on and give domain types; Prisma's types never leave this library. Every write of a shard's work goes behind `fence`, every
 * write that changes what a target is goes through `counted`.
 */
export { openDatabase, type Database, type DatabaseOptions } from './database.ts';
export { fence, FencedOff, type Claim } from './fence.ts';
export { migrate, MigrationFailed, type Migrated } from './migrate.ts';
export { counted, countByScanning, keptCounters, recount } from './counters.ts';
export * from './read/index.ts';
export { sinceBefore, type StoredProblemRow } from './json.ts';
export * from './application-sets.repository.ts';
export * from './applications.repository.ts';
export * from './blob-collection.repository.ts';
export * from './blobs.repository.ts';
export * from './calendar-feeds.repository.ts';
export * from './calendars.repository.ts';
export * from './clusters.repository.ts';
export * from './events.repository.ts';
export * from './fact-objects.repository.ts';
export * from './fleet-sources.repository.ts';
export * from './git-repositories.repository.ts';
export * from './hub.repository.ts';
export * from './join-tokens.repository.ts';
export * from './manifests.repository.ts';
export * from './operations.repository.ts';
export * from './project-keys.repository.ts';
export * from './projects.repository.ts';
export * from './releases.repository.ts';
export * from './render-cache.repository.ts';
export * from './retention.repository.ts';
export * from './restored.repository.ts';
export * from './revocations.repository.ts';
export * from './shards.repository.ts';
export * from './statuses.repository.ts';
export * from './sync-windows.repository.ts';
export * from './tombstones.repository.ts';
export * from './window-waits.repository.ts';
