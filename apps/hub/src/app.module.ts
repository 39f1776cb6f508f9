import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { EDGE_CONFIG, READ, type EdgeConfig } from './edge-tokens.ts';
import { EdgeModule } from './edge.module.ts';
import type { Hub } from './hub.ts';
import { SyncCounts } from './ingest/sync-counts.ts';
import { RefusalCounts } from './refusal-counts.ts';
import { ChangeFeed, JoinTokens, Keys, LiveViews, Operations, Previews, Refresher, Resources } from './use-cases.ts';
import { SyncWindows, FleetWindows, WindowFeeds, WindowPreviews } from './window-use-cases.ts';
import { VERSION } from './version.ts';

/** The use cases, as every room of the edge may ask for them. */
@Module({})
export class HubModule {
  static of(hub: Hub): DynamicModule {
    const { config, db } = hub.parts;
    const edge: EdgeConfig = {
      adminPassword: config.adminPassword,
      adminToken: config.adminToken,
      dashboardFolder: config.dashboard,
      webhookSecret: config.webhookSecret,
      version: VERSION,
    };
    const providers: Provider[] = [
      { provide: Resources, useValue: hub.resources },
      { provide: Operations, useValue: hub.operations },
      { provide: Refresher, useValue: hub.refresher },
      { provide: JoinTokens, useValue: hub.joinTokens },
      { provide: Keys, useValue: hub.keyRotation },
      { provide: SyncWindows, useValue: hub.syncWindows },
      { provide: FleetWindows, useValue: hub.fleetWindows },
      { provide: WindowFeeds, useValue: hub.windowFeeds },
      { provide: WindowPreviews, useValue: hub.windowPreviews },
      { provide: LiveViews, useValue: hub.liveViews },
      { provide: Previews, useValue: hub.previews },
      { provide: ChangeFeed, useValue: hub.changes },
      { provide: RefusalCounts, useValue: hub.refused },
      { provide: SyncCounts, useValue: hub.events.counts },
      { provide: READ, useValue: db.sql },
      { provide: EDGE_CONFIG, useValue: edge },
    ];
    return { module: HubModule, global: true, providers, exports: providers };
  }
}

@Module({})
export class AppModule {
  static of(hub: Hub): DynamicModule {
    return { module: AppModule, imports: [HubModule.of(hub), EdgeModule] };
  }
}
