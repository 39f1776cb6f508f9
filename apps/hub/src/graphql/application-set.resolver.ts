import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { findApplicationSets, type Sql } from '@wheelhouse/adapter-postgres';
import { READ } from '../edge-tokens.ts';
import { Previews } from '../use-cases.ts';
import { toConnection } from './connection.ts';
import type { RequestContext } from './context.ts';
import { describePreview } from './describe-preview.ts';
import { describeSet, type DescribedSet } from './describe-set.ts';
import { answering, edgeError } from './errors.ts';
import { ApplicationSetArgs } from './list.args.ts';
import { ApplicationSetModel, ApplicationSetPreviewModel } from './models/application-set.model.ts';
import { ApplicationSetConnectionModel } from './models/connections.model.ts';
import { StatusCountsModel } from './models/health.model.ts';
import { Queries } from './queries.ts';

@Resolver(() => ApplicationSetModel)
export class ApplicationSetResolver {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly queries: Queries,
    private readonly previews: Previews,
  ) {}

  @Query(() => ApplicationSetConnectionModel, { name: 'applicationSets' })
  async list(
    @Args({ type: () => ApplicationSetArgs }) args: ApplicationSetArgs,
    @Context() { viewer }: RequestContext,
  ) {
    const page = await answering(this.queries.applicationSets(viewer, args));
    return toConnection(page, describeSet, () => this.queries.applicationSetCount(viewer, args));
  }

  @Query(() => ApplicationSetModel, { name: 'applicationSet', nullable: true })
  async one(
    @Args('name') name: string,
    @Context() { viewer }: RequestContext,
    @Args('namespace', { type: () => String, nullable: true }) namespace?: string | null,
  ) {
    const found = await findApplicationSets(this.sql, viewer, { name, namespace });
    if (found.length > 1)
      throw edgeError('AMBIGUOUS_NAME', `More than one ApplicationSet is called ${name}: say its namespace too.`);
    return found[0] ? describeSet(found[0]) : null;
  }

  @Query(() => ApplicationSetPreviewModel, {
    description: 'What this ApplicationSet would make, change and withdraw; nothing is stored.',
  })
  async previewApplicationSet(
    @Args('manifest') manifest: string,
    @Context() { viewer }: RequestContext,
  ): Promise<ApplicationSetPreviewModel> {
    return describePreview(await this.previews.preview(manifest, viewer));
  }

  @ResolveField(() => StatusCountsModel)
  counts(@Parent() { id }: DescribedSet, @Context() context: RequestContext): Promise<StatusCountsModel> {
    return context.counts.set.load(id);
  }
}
