import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { AuthModule } from '../auth/auth.module.ts';
import { ApplicationResolver } from './application.resolver.ts';
import { ApplicationSetResolver } from './application-set.resolver.ts';
import { ClusterResolver } from './cluster.resolver.ts';
import { EventResolver } from './event.resolver.ts';
import { FleetProblems } from './fleet-problems.ts';
import { FleetResolver } from './fleet.resolver.ts';
import { GraphqlOptions } from './graphql-options.ts';
import { KeysResolver } from './keys.resolver.ts';
import { LiveObjectsResolver } from './live-objects.resolver.ts';
import { MutationResolver } from './mutation.resolver.ts';
import { ProjectResolver } from './project.resolver.ts';
import { Queries } from './queries.ts';
import { SubscriptionResolver } from './subscription.resolver.ts';
import { SyncWindowResolver } from './sync-window.resolver.ts';
import { FleetWindowsResolver } from './fleet-windows.resolver.ts';
import { WindowFeedResolver } from './window-feed.resolver.ts';
import { WindowPreviewResolver } from './window-preview.resolver.ts';
import { totalCountResolvers } from './total-count.resolvers.ts';

export const resolvers = [
  ...totalCountResolvers,
  ApplicationResolver,
  ApplicationSetResolver,
  ClusterResolver,
  EventResolver,
  FleetResolver,
  KeysResolver,
  LiveObjectsResolver,
  MutationResolver,
  ProjectResolver,
  SubscriptionResolver,
  SyncWindowResolver,
  FleetWindowsResolver,
  WindowFeedResolver,
  WindowPreviewResolver,
];

@Module({
  imports: [
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      imports: [AuthModule],
      useClass: GraphqlOptions,
    }),
  ],
  providers: [...resolvers, Queries, FleetProblems],
})
export class GraphqlModule {}
