import { ArgsType, Field, Int } from '@nestjs/graphql';
import {
  ApplicationFilter,
  ApplicationOrder,
  ApplicationSetFilter,
  ApplicationSetOrder,
  ClusterFilter,
  ClusterOrder,
  EventFilter,
  ProjectFilter,
} from './models/filters.input.ts';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true })
  first?: number | null;
  @Field(() => String, { nullable: true })
  after?: string | null;
  @Field(() => Int, { nullable: true })
  last?: number | null;
  @Field(() => String, { nullable: true })
  before?: string | null;
}

@ArgsType()
export class ApplicationArgs extends PageArgs {
  @Field(() => ApplicationFilter, { nullable: true })
  filter?: ApplicationFilter | null;
  @Field(() => ApplicationOrder, { nullable: true })
  orderBy?: ApplicationOrder | null;
}

@ArgsType()
export class ClusterArgs extends PageArgs {
  @Field(() => ClusterFilter, { nullable: true })
  filter?: ClusterFilter | null;
  @Field(() => ClusterOrder, { nullable: true })
  orderBy?: ClusterOrder | null;
}

@ArgsType()
export class ApplicationSetArgs extends PageArgs {
  @Field(() => ApplicationSetFilter, { nullable: true })
  filter?: ApplicationSetFilter | null;
  @Field(() => ApplicationSetOrder, { nullable: true })
  orderBy?: ApplicationSetOrder | null;
}

@ArgsType()
export class ProjectArgs extends PageArgs {
  @Field(() => ProjectFilter, { nullable: true })
  filter?: ProjectFilter | null;
}

@ArgsType()
export class EventArgs extends PageArgs {
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;
}

@ArgsType()
export class NewestEventArgs {
  @Field(() => Int, { nullable: true })
  first?: number | null;
  @Field(() => EventFilter, { nullable: true })
  filter?: EventFilter | null;
}
