import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { GitMirrors } from '@wheelhouse/adapter-git';
import {
  connectNats,
  demandFleetAccount,
  hubCredentials,
  systemCredentials,
  type Nats,
} from '@wheelhouse/adapter-nats';
import { migrate, openDatabase, type Database } from '@wheelhouse/adapter-postgres';
import { Renderer } from '@wheelhouse/adapter-render';
import type { ScmProviders } from '@wheelhouse/adapter-scm';
import type { GenerateSettings } from '@wheelhouse/core-generate';
import {
  openFaultPoints,
  skewedClock,
  systemClock,
  type Clock,
  type FaultPoints,
  type Logger,
} from '@wheelhouse/runtime';
import { generateSettings, openProviders } from './applicationset/generate-settings.ts';
import type { HubConfig } from './config.ts';
import { breakableDatabase } from './database/breakable-database.ts';
import { findMigrations } from './database/find-migrations.ts';
import { HubKeys } from './keys/hub-keys.ts';
import { instanceId } from './shard/instance-id.ts';

/** What the hub stands on: opened in this order, closed in the reverse one. */
export interface HubParts {
  readonly config: HubConfig;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly db: Database;
  readonly keys: HubKeys;
  readonly nats: Nats;
  readonly system: Nats;
  readonly mirrors: GitMirrors;
  readonly renderer: Renderer;
  readonly providers: ScmProviders;
  readonly generate: GenerateSettings;
  /** Names this hub over restarts. */
  readonly instance: string;
  /** Only where a test controls this process. */
  readonly faults?: FaultPoints | undefined;
}

export async function openParts(config: HubConfig, logger: Logger): Promise<HubParts> {
  const faults = await openFaultPoints(config.faults, { app: 'hub', name: 'hub' });
  if (faults) logger.warn('fault points are on: this is for tests only');
  const clock = skewedClock(systemClock, faults);
  const { applied } = await migrate(config.databaseUrl, await findMigrations(config.migrations));
  if (applied.length > 0) logger.info({ applied }, 'database migrated');
  const opened = openDatabase(config.databaseUrl, {
    onError: (error) => logger.warn({ err: error }, 'a connection to the database broke'),
  });
  const db = faults ? breakableDatabase(opened, faults) : opened;
  const keys = await HubKeys.open(db, { folder: config.keys, localCluster: config.localCluster, now: clock.now() });
  const servers = config.natsUrl;
  const nats = await connectNats({ servers, credentials: hubCredentials(keys.fleet), name: 'wheelhouse-hub' });
  await demandFleetAccount(nats, keys.fleet);
  const system = await connectNats({
    servers,
    credentials: systemCredentials(keys.fleet),
    name: 'wheelhouse-hub-system',
  });
  const mirrors = new GitMirrors({ folder: path.join(config.mirrors, 'git') });
  const folder = path.resolve(config.mirrors, 'render');
  await mkdir(folder, { recursive: true });
  const renderer = new Renderer({ kustomize: config.kustomize, folder });
  const instance = await instanceId(config.mirrors);
  const providers = await openProviders(config, clock);
  const generate = await generateSettings(config, clock);
  return { config, logger, clock, db, keys, nats, system, mirrors, renderer, providers, generate, instance, faults };
}
