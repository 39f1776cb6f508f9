import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { toConnection } from './connection.ts';
import type { RequestContext } from './context.ts';
import { describeApplication } from './describe-application.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeEvent, type DescribedEvent } from './describe-event.ts';
import { describeSet } from './describe-set.ts';
import { answering } from './errors.ts';
import { EventArgs } from './list.args.ts';
import { ApplicationModel } from './models/application.model.ts';
import { ApplicationSetModel } from './models/application-set.model.ts';
import { ClusterModel } from './models/cluster.model.ts';
import { EventConnectionModel } from './models/connections.model.ts';
import { EventModel } from './models/event.model.ts';
import { Queries } from './queries.ts';

@Resolver(() => EventModel)
export class EventResolver {
  constructor(private readonly queries: Queries) {}

  @Query(() => EventConnectionModel, { name: 'events' })
  async list(@Args({ type: () => EventArgs }) args: EventArgs, @Context() { viewer }: RequestContext) {
    const page = await answering(this.queries.events(viewer, args));
    return toConnection(page, describeEvent, () => this.queries.eventCount(viewer, args));
  }

  @ResolveField(() => ApplicationModel, { nullable: true })
  async application(@Parent() { view }: DescribedEvent, @Context() context: RequestContext) {
    const found = view.applicationId ? await context.applications.load(view.applicationId) : undefined;
    return found ? describeApplication(found) : null;
  }

  @ResolveField(() => ClusterModel, { nullable: true })
  async cluster(@Parent() { view }: DescribedEvent, @Context() context: RequestContext) {
    const found = view.clusterId ? await context.clusters.load(view.clusterId) : undefined;
    return found ? describeCluster(found) : null;
  }

  @ResolveField(() => ApplicationSetModel, { nullable: true })
  async applicationSet(@Parent() { view }: DescribedEvent, @Context() context: RequestContext) {
    const found = view.setId ? await context.sets.load(view.setId) : undefined;
    return found ? describeSet(found) : null;
  }
}
