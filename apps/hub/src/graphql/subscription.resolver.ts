import { Inject } from '@nestjs/common';
import { Args, Context, Resolver, Subscription } from '@nestjs/graphql';
import { readFleetCounters, type Page, type Sql, type StatusCounts } from '@wheelhouse/adapter-postgres';
import { READ } from '../edge-tokens.ts';
import { ChangeFeed, type Viewer } from '../use-cases.ts';
import type { RequestContext } from './context.ts';
import { describeApplication } from './describe-application.ts';
import { describeCluster } from './describe-cluster.ts';
import { describeEvent } from './describe-event.ts';
import { describeSet } from './describe-set.ts';
import { ApplicationArgs, ApplicationSetArgs, ClusterArgs, NewestEventArgs } from './list.args.ts';
import {
  ApplicationPageChangeModel,
  ApplicationSetPageChangeModel,
  ClusterPageChangeModel,
  EventPageChangeModel,
} from './models/page-changes.model.ts';
import { followPage, type ListFigures, type PageChange } from './page-changes.ts';
import { Queries } from './queries.ts';

const rowsOf = <Row>(page: Page<Row>): readonly Row[] => page.rows;
const sameId = ({ id }: { id: string }): string => id;

interface Counted<Row> {
  readonly id: string;
  readonly row: Row;
  readonly counts: StatusCounts;
}

/** The rows as the API shows them. */
const shown =
  <Row, Shown>(describe: (row: Row) => Shown) =>
  (change: PageChange<Row>) => ({ ...change, changed: change.changed.map(describe) });

@Resolver()
export class SubscriptionResolver {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly queries: Queries,
    private readonly feed: ChangeFeed,
  ) {}

  @Subscription(() => ApplicationPageChangeModel, { resolve: shown(describeApplication) })
  applications(@Args({ type: () => ApplicationArgs }) args: ApplicationArgs, @Context() { viewer }: RequestContext) {
    return followPage(this.feed, {
      kinds: ['application', 'cluster'],
      read: () => this.queries.applications(viewer, args).then(rowsOf),
      idOf: sameId,
      fingerprint: (row) => JSON.stringify(row),
      figures: async () => {
        const counts = await this.queries.applicationCounts(viewer, args);
        return { counts, totalCount: counts.total };
      },
    });
  }

  @Subscription(() => ClusterPageChangeModel, {
    resolve: shown(({ row }: Counted<Parameters<typeof describeCluster>[0]>) => describeCluster(row)),
  })
  clusters(@Args({ type: () => ClusterArgs }) args: ClusterArgs, @Context() context: RequestContext) {
    const { viewer } = context;
    return followPage(this.feed, {
      kinds: ['cluster', 'application'],
      read: () => this.queries.clusters(viewer, args).then(({ rows }) => withCounts(rows, context.counts.cluster)),
      idOf: sameId,
      fingerprint: (counted) => JSON.stringify(counted),
      figures: () => this.figures(viewer, this.queries.clusterCount(viewer, args)),
    });
  }

  @Subscription(() => ApplicationSetPageChangeModel, {
    resolve: shown(({ row }: Counted<Parameters<typeof describeSet>[0]>) => describeSet(row)),
  })
  applicationSets(
    @Args({ type: () => ApplicationSetArgs }) args: ApplicationSetArgs,
    @Context() context: RequestContext,
  ) {
    const { viewer } = context;
    return followPage(this.feed, {
      kinds: ['applicationSet', 'application'],
      read: () => this.queries.applicationSets(viewer, args).then(({ rows }) => withCounts(rows, context.counts.set)),
      idOf: sameId,
      fingerprint: (counted) => JSON.stringify(counted),
      figures: () => this.figures(viewer, this.queries.applicationSetCount(viewer, args)),
    });
  }

  @Subscription(() => EventPageChangeModel, { resolve: shown(describeEvent) })
  events(@Args({ type: () => NewestEventArgs }) args: NewestEventArgs, @Context() { viewer }: RequestContext) {
    return followPage(this.feed, {
      kinds: ['event'],
      read: () => this.queries.events(viewer, args).then(rowsOf),
      idOf: sameId,
      fingerprint: sameId,
      figures: () => this.figures(viewer, this.queries.eventCount(viewer, args)),
    });
  }

  private async figures(viewer: Viewer, total: Promise<number>): Promise<ListFigures> {
    const [counts, totalCount] = await Promise.all([readFleetCounters(this.sql, viewer), total]);
    return { counts, totalCount };
  }
}

async function withCounts<Row extends { id: string }>(
  rows: readonly Row[],
  counts: RequestContext['counts']['cluster'],
): Promise<Counted<Row>[]> {
  return Promise.all(rows.map(async (row) => ({ id: row.id, row, counts: await counts.load(row.id) })));
}
