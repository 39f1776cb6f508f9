import { Inject } from '@nestjs/common';
import { Args, Context, Int, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { countClusters, listFleetSources, readFleetCounters, type Sql } from '@wheelhouse/adapter-postgres';
import { safeUrl } from '@wheelhouse/core-domain';
import { EDGE_CONFIG, READ, type EdgeConfig } from '../edge-tokens.ts';
import type { RequestContext } from './context.ts';
import { toCondition } from './describe-condition.ts';
import { edgeError } from './errors.ts';
import { FleetProblems } from './fleet-problems.ts';
import { ClusterCountsModel, FleetModel, FleetProblemModel, FleetSourceModel } from './models/fleet.model.ts';
import { StatusCountsModel } from './models/health.model.ts';
import { summarize } from './summary.ts';

@Resolver(() => FleetModel)
export class FleetResolver {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    @Inject(EDGE_CONFIG) private readonly config: EdgeConfig,
    private readonly fleetProblems: FleetProblems,
  ) {}

  @Query(() => FleetModel)
  fleet(): object {
    return {};
  }

  @ResolveField(() => String, { description: 'One sentence, e.g. `1,204 of 1,210 targets done; 2 degraded.`' })
  async summary(@Context() context: RequestContext): Promise<string> {
    const [counts, clusters] = await Promise.all([this.counts(context), this.clusters(context)]);
    return summarize(counts, clusters);
  }

  @ResolveField(() => StatusCountsModel)
  counts(@Context() { viewer }: RequestContext): Promise<StatusCountsModel> {
    return readFleetCounters(this.sql, viewer);
  }

  @ResolveField(() => ClusterCountsModel)
  async clusters(@Context() { viewer }: RequestContext): Promise<ClusterCountsModel> {
    const { total, connected, notJoined } = await countClusters(this.sql, viewer);
    return { total, connected, notJoined, away: total - connected - notJoined };
  }

  @ResolveField(() => [FleetProblemModel])
  problems(
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50 }) first: number | null,
    @Context() { viewer }: RequestContext,
  ) {
    const wanted = first ?? 50;
    if (wanted < 0 || wanted > 500) throw edgeError('INVALID_ARGUMENT', `\`first\` is 0 to 500, not ${wanted}`);
    return this.fleetProblems.list(viewer, wanted);
  }

  @ResolveField(() => [FleetSourceModel])
  async sources(@Context() { viewer }: RequestContext) {
    if (!viewer.admin) return [];
    const sources = await listFleetSources(this.sql);
    return sources.map((source) => ({
      ...source,
      url: safeUrl(source.url),
      problems: source.problems.map((problem) => toCondition(problem, 'ERROR')),
    }));
  }

  @ResolveField(() => String)
  version(): string {
    return this.config.version;
  }
}
