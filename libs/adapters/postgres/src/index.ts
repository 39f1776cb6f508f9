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
