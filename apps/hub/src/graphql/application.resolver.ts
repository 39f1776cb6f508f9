import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  commitsOf,
  findApplications,
  listHistory,
  listOperations,
  operationObjects,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import type { TargetStatus } from '@wheelhouse/contract';
import { safeUrl, type ApplicationId, type ClusterId } from '@wheelhouse/core-domain';
import { READ } from '../edge-tokens.ts';
import { LiveViews } from '../use-cases.ts';
import { toConnection } from './connection.ts';
import type { RequestContext } from './context.ts';
import { describeApplication, sourcesOf, type DescribedApplication } from './describe-application.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeEvent } from './describe-event.ts';
import { describeOperation, describeOutcome } from './describe-operation.ts';
import { describeSet } from './describe-set.ts';
import { answering, edgeError } from './errors.ts';
import { ApplicationArgs } from './list.args.ts';
import { ApplicationModel, HistoryEntryModel, SourceInfoModel } from './models/application.model.ts';
import { ApplicationSetModel } from './models/application-set.model.ts';
import { ClusterModel } from './models/cluster.model.ts';
import { ApplicationConnectionModel } from './models/connections.model.ts';
import { EventModel } from './models/event.model.ts';
import { OperationModel, OperationObjectsModel } from './models/operation.model.ts';
import { Queries } from './queries.ts';

@Resolver(() => ApplicationModel)
export class ApplicationResolver {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly queries: Queries,
    private readonly live: LiveViews,
  ) {}

  @Query(() => ApplicationConnectionModel, { name: 'applications' })
  async list(@Args({ type: () => ApplicationArgs }) args: ApplicationArgs, @Context() { viewer }: RequestContext) {
    const page = await answering(this.queries.applications(viewer, args));
    return toConnection(page, describeApplication, () =>
      this.queries.applicationCounts(viewer, args).then(({ total }) => total),
    );
  }

  @Query(() => ApplicationModel, { name: 'application', nullable: true })
  async one(
    @Args('name') name: string,
    @Context() { viewer }: RequestContext,
    @Args('namespace', { type: () => String, nullable: true }) namespace?: string | null,
    @Args('project', { type: () => String, nullable: true }) project?: string | null,
  ) {
    const found = await findApplications(this.sql, viewer, { name, namespace, project });
    if (found.length > 1)
      throw edgeError(
        'AMBIGUOUS_NAME',
        `More than one Application is called ${name}: say its project and namespace too.`,
      );
    return found[0] ? describeApplication(found[0]) : null;
  }

  @ResolveField(() => ClusterModel, { nullable: true })
  async cluster(@Parent() { view }: DescribedApplication, @Context() context: RequestContext) {
    const cluster = view.clusterId ? await context.clusters.load(view.clusterId) : undefined;
    return cluster ? describeCluster(cluster) : null;
  }

  @ResolveField(() => ApplicationSetModel, { nullable: true })
  async applicationSet(@Parent() { view }: DescribedApplication, @Context() context: RequestContext) {
    const set = view.setId ? await context.sets.load(view.setId) : undefined;
    return set ? describeSet(set) : null;
  }

  @ResolveField(() => [SourceInfoModel])
  async sources(@Parent() { view }: DescribedApplication): Promise<SourceInfoModel[]> {
    const sources = sourcesOf(view);
    const commits = await commitsOf(
      this.sql,
      sources.map(({ repoURL, targetRevision }) => ({ url: repoURL, revision: targetRevision })),
    );
    return sources.map((source, i) => ({
      ...source,
      repoURL: safeUrl(source.repoURL),
      commit: commits[i]?.commit ?? null,
      author: commits[i]?.author ?? null,
      subject: commits[i]?.subject ?? null,
      committedAt: commits[i]?.committedAt ? new Date(commits[i].committedAt) : null,
    }));
  }

  @ResolveField(() => [HistoryEntryModel])
  async history(@Parent() { view }: DescribedApplication): Promise<HistoryEntryModel[]> {
    const entries = await listHistory(this.sql, view.id);
    return entries.map(({ revision, at, initiatedBy }) => ({ revision, deployedAt: at, initiatedBy }));
  }

  @ResolveField(() => [OperationModel], { description: 'Attempts that are over, the newest first.' })
  async operations(
    @Parent() { view }: DescribedApplication,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
  ): Promise<OperationModel[]> {
    const limit = Math.min(Math.max(first ?? 20, 1), 100);
    return (await listOperations(this.sql, view.id, limit)).map(describeOperation);
  }

  @ResolveField(() => OperationObjectsModel, {
    nullable: true,
    description:
      'What became of each object: of the attempt that runs live from the spoke, of one that is over as it is kept.',
  })
  async operationObjects(
    @Parent() { view }: DescribedApplication,
    @Args('id', { type: () => ID }) id: string,
    @Args('attempt', { type: () => Int, nullable: true }) attempt?: number | null,
  ): Promise<OperationObjectsModel | null> {
    const running = ((view.detail ?? {}) as Partial<TargetStatus>).operation;
    const isRunning = running?.id === id && running.finishedAt === undefined;
    if (isRunning && (attempt ?? running.attempt) === running.attempt && view.clusterId && view.clusterConnected) {
      const answer = await this.live.operation(view.clusterId as ClusterId, view.id as ApplicationId);
      const record = answer?.record;
      if (record?.operation.id === id)
        return { objects: record.objects.map(describeOutcome), omitted: record.omitted, live: true };
    }
    const kept = await operationObjects(this.sql, view.id, { id, attempt: attempt ?? null });
    return kept ? { objects: kept.objects.map(describeOutcome), omitted: kept.omitted, live: false } : null;
  }

  @ResolveField(() => [EventModel])
  async events(
    @Parent() { view }: DescribedApplication,
    @Context() { viewer }: RequestContext,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
  ) {
    const page = await answering(this.queries.events(viewer, { first, filter: { application: view.id } }));
    return page.rows.map(describeEvent);
  }
}
