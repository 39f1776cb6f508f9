import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { findCluster, worstOfCounts, type Sql } from '@wheelhouse/adapter-postgres';
import { READ } from '../edge-tokens.ts';
import { toConnection } from './connection.ts';
import type { RequestContext } from './context.ts';
import { describeCluster, type DescribedCluster } from './describe-cluster.ts';
import { answering } from './errors.ts';
import { ClusterArgs } from './list.args.ts';
import { ClusterModel } from './models/cluster.model.ts';
import { ClusterConnectionModel } from './models/connections.model.ts';
import { HealthStatus, toEnum } from './models/enums.ts';
import { StatusCountsModel } from './models/health.model.ts';
import { Queries } from './queries.ts';

@Resolver(() => ClusterModel)
export class ClusterResolver {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly queries: Queries,
  ) {}

  @Query(() => ClusterConnectionModel, { name: 'clusters' })
  async list(@Args({ type: () => ClusterArgs }) args: ClusterArgs, @Context() { viewer }: RequestContext) {
    const page = await answering(this.queries.clusters(viewer, args));
    return toConnection(page, describeCluster, () => this.queries.clusterCount(viewer, args));
  }

  @Query(() => ClusterModel, { name: 'cluster', nullable: true })
  async one(@Args('name') name: string, @Context() { viewer }: RequestContext) {
    const found = await findCluster(this.sql, viewer, name);
    return found ? describeCluster(found) : null;
  }

  @ResolveField(() => StatusCountsModel)
  counts(@Parent() { id }: DescribedCluster, @Context() context: RequestContext): Promise<StatusCountsModel> {
    return context.counts.cluster.load(id);
  }

  @ResolveField(() => HealthStatus)
  async health(@Parent() { id }: DescribedCluster, @Context() context: RequestContext): Promise<HealthStatus> {
    return toEnum<HealthStatus>(worstOfCounts(await context.counts.cluster.load(id)));
  }
}
