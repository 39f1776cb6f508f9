import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ApplicationSetModel } from './application-set.model.ts';
import { ApplicationModel } from './application.model.ts';
import { ClusterModel } from './cluster.model.ts';
import { EventModel } from './event.model.ts';
import { StatusCountsModel } from './health.model.ts';

@ObjectType('ApplicationPageChange', {
  description:
    "Changes to one page of a list: first the whole page, then what differs, at most four a second. `stale`: the page's order may have changed, ask again.",
})
export class ApplicationPageChangeModel {
  @Field(() => [ApplicationModel])
  changed!: ApplicationModel[];
  @Field(() => [ID])
  removed!: string[];
  @Field(() => Boolean)
  stale!: boolean;
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => Int)
  totalCount!: number;
}

@ObjectType('ClusterPageChange')
export class ClusterPageChangeModel {
  @Field(() => [ClusterModel])
  changed!: ClusterModel[];
  @Field(() => [ID])
  removed!: string[];
  @Field(() => Boolean)
  stale!: boolean;
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => Int)
  totalCount!: number;
}

@ObjectType('ApplicationSetPageChange')
export class ApplicationSetPageChangeModel {
  @Field(() => [ApplicationSetModel])
  changed!: ApplicationSetModel[];
  @Field(() => [ID])
  removed!: string[];
  @Field(() => Boolean)
  stale!: boolean;
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => Int)
  totalCount!: number;
}

@ObjectType('EventPageChange')
export class EventPageChangeModel {
  @Field(() => [EventModel])
  changed!: EventModel[];
  @Field(() => [ID])
  removed!: string[];
  @Field(() => Boolean)
  stale!: boolean;
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => Int)
  totalCount!: number;
}
