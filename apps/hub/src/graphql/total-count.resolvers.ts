import type { Type } from '@nestjs/common';
import { Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Counted } from './connection.ts';
import {
  ApplicationConnectionModel,
  ApplicationSetConnectionModel,
  ClusterConnectionModel,
  EventConnectionModel,
  ProjectConnectionModel,
} from './models/connections.model.ts';
import { SyncWindowConnectionModel } from './models/sync-window.model.ts';

/** `totalCount` of one kind of connection: counted only where a query selects it. */
function totalCountOf(connection: Type<unknown>): Type<unknown> {
  @Resolver(() => connection)
  class TotalCountResolver {
    @ResolveField(() => Int)
    totalCount(@Parent() parent: Counted): Promise<number> {
      return parent.count();
    }
  }
  // Nest tells providers apart by their class; a name of its own keeps messages readable.
  Object.defineProperty(TotalCountResolver, 'name', { value: `${connection.name}TotalCount` });
  return TotalCountResolver;
}

export const totalCountResolvers = [
  ApplicationConnectionModel,
  ApplicationSetConnectionModel,
  ClusterConnectionModel,
  EventConnectionModel,
  ProjectConnectionModel,
  SyncWindowConnectionModel,
].map(totalCountOf);
