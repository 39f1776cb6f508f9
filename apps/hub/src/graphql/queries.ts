import { Inject, Injectable } from '@nestjs/common';
import {
  countApplicationSets,
  countApplications,
  countClusters,
  countEvents,
  listApplicationSets,
  listApplications,
  listClusters,
  listEvents,
  type ApplicationFilter as ReadApplicationFilter,
  type ApplicationSetView,
  type ApplicationView,
  type ClusterView,
  type EventView,
  type Page,
  type Sql,
  type StatusCounts,
} from '@wheelhouse/adapter-postgres';
import { READ } from '../edge-tokens.ts';
import type { Viewer } from '../use-cases.ts';
import type { ApplicationArgs, ApplicationSetArgs, ClusterArgs, EventArgs } from './list.args.ts';
import { fromEnum } from './models/enums.ts';
import type { ApplicationFilter, ClusterFilter, EventFilter } from './models/filters.input.ts';

const words = (values: readonly string[] | null | undefined) => values?.map(fromEnum);
const descending = (direction: string) => direction === 'DESC';

export const readApplicationFilter = (filter: ApplicationFilter | null | undefined): ReadApplicationFilter =>
  filter ? { ...filter, sync: words(filter.sync), health: words(filter.health), stage: words(filter.stage) } : {};

const readClusterFilter = (filter: ClusterFilter | null | undefined) =>
  filter ? { ...filter, health: words(filter.health) } : {};

const readEventFilter = (filter: EventFilter | null | undefined) =>
  filter ? { ...filter, type: filter.type ? (fromEnum(filter.type) as 'Normal' | 'Warning') : null } : {};

/** The lists of the API in the words of the read side; queries and subscriptions share them. */
@Injectable()
export class Queries {
  constructor(@Inject(READ) private readonly sql: Sql) {}

  applications(viewer: Viewer, args: ApplicationArgs): Promise<Page<ApplicationView>> {
    const order = args.orderBy
      ? { field: args.orderBy.field, descending: descending(args.orderBy.direction) }
      : undefined;
    return listApplications(this.sql, viewer, {
      filter: readApplicationFilter(args.filter),
      page: args,
      ...(order ? { order } : {}),
    });
  }

  applicationCounts(viewer: Viewer, args: ApplicationArgs): Promise<StatusCounts> {
    return countApplications(this.sql, viewer, readApplicationFilter(args.filter));
  }

  clusters(viewer: Viewer, args: ClusterArgs): Promise<Page<ClusterView>> {
    const order = args.orderBy
      ? { field: args.orderBy.field, descending: descending(args.orderBy.direction) }
      : undefined;
    return listClusters(this.sql, viewer, {
      filter: readClusterFilter(args.filter),
      page: args,
      ...(order ? { order } : {}),
    });
  }

  clusterCount(viewer: Viewer, args: ClusterArgs): Promise<number> {
    return countClusters(this.sql, viewer, readClusterFilter(args.filter)).then(({ total }) => total);
  }

  applicationSets(viewer: Viewer, args: ApplicationSetArgs): Promise<Page<ApplicationSetView>> {
    const order = args.orderBy
      ? { field: args.orderBy.field, descending: descending(args.orderBy.direction) }
      : undefined;
    return listApplicationSets(this.sql, viewer, {
      filter: args.filter ?? {},
      page: args,
      ...(order ? { order } : {}),
    });
  }

  applicationSetCount(viewer: Viewer, args: ApplicationSetArgs): Promise<number> {
    return countApplicationSets(this.sql, viewer, args.filter ?? {});
  }

  events(viewer: Viewer, args: EventArgs): Promise<Page<EventView>> {
    return listEvents(this.sql, viewer, { filter: readEventFilter(args.filter), page: args });
  }

  eventCount(viewer: Viewer, args: EventArgs): Promise<number> {
    return countEvents(this.sql, viewer, readEventFilter(args.filter));
  }
}
