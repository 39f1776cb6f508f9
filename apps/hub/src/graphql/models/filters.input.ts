import { Field, GraphQLISODateTime, ID, InputType } from '@nestjs/graphql';
import {
  ApplicationOrderField,
  ApplicationSetOrderField,
  ClusterOrderField,
  EventType,
  HealthStatus,
  OrderDirection,
  SyncStatus,
  TargetStage,
} from './enums.ts';

@InputType('ApplicationFilter', { description: 'Lists in one field OR; fields AND. `search` finds parts of names.' })
export class ApplicationFilter {
  @Field(() => String, { nullable: true })
  search?: string | null;
  @Field(() => [String], { nullable: true })
  name?: string[] | null;
  @Field(() => [String], { nullable: true })
  namespace?: string[] | null;
  @Field(() => [String], { nullable: true })
  project?: string[] | null;
  @Field(() => [String], { nullable: true })
  cluster?: string[] | null;
  @Field(() => [String], { nullable: true })
  applicationSet?: string[] | null;
  @Field(() => [SyncStatus], { nullable: true })
  sync?: SyncStatus[] | null;
  @Field(() => [HealthStatus], { nullable: true })
  health?: HealthStatus[] | null;
  @Field(() => [TargetStage], { nullable: true })
  stage?: TargetStage[] | null;
  @Field(() => Boolean, { nullable: true, description: "Errors on the hub's side, or a failed last sync." })
  failing?: boolean | null;
  @Field(() => [String], { nullable: true })
  labels?: string[] | null;
  @Field(() => [String], { nullable: true })
  clusterLabels?: string[] | null;
  @Field(() => String, { nullable: true })
  revision?: string | null;
}

@InputType('ClusterFilter')
export class ClusterFilter {
  @Field(() => String, { nullable: true })
  search?: string | null;
  @Field(() => [String], { nullable: true })
  name?: string[] | null;
  @Field(() => [String], { nullable: true })
  labels?: string[] | null;
  @Field(() => Boolean, { nullable: true })
  connected?: boolean | null;
  @Field(() => Boolean, { nullable: true })
  joined?: boolean | null;
  @Field(() => [HealthStatus], { nullable: true })
  health?: HealthStatus[] | null;
}

@InputType('ApplicationSetFilter')
export class ApplicationSetFilter {
  @Field(() => String, { nullable: true })
  search?: string | null;
  @Field(() => [String], { nullable: true })
  project?: string[] | null;
  @Field(() => Boolean, { nullable: true })
  failing?: boolean | null;
  @Field(() => Boolean, { nullable: true })
  held?: boolean | null;
}

@InputType('ProjectFilter')
export class ProjectFilter {
  @Field(() => String, { nullable: true })
  search?: string | null;
}

@InputType('EventFilter')
export class EventFilter {
  @Field(() => ID, { nullable: true })
  application?: string | null;
  @Field(() => String, { nullable: true })
  cluster?: string | null;
  @Field(() => ID, { nullable: true })
  applicationSet?: string | null;
  @Field(() => EventType, { nullable: true })
  type?: EventType | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  since?: Date | null;
  @Field(() => [String], { nullable: true })
  reason?: string[] | null;
}

@InputType('ApplicationOrder')
export class ApplicationOrder {
  @Field(() => ApplicationOrderField)
  field!: ApplicationOrderField;
  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC })
  direction!: OrderDirection;
}

@InputType('ClusterOrder')
export class ClusterOrder {
  @Field(() => ClusterOrderField)
  field!: ClusterOrderField;
  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC })
  direction!: OrderDirection;
}

@InputType('ApplicationSetOrder')
export class ApplicationSetOrder {
  @Field(() => ApplicationSetOrderField)
  field!: ApplicationSetOrderField;
  @Field(() => OrderDirection, { defaultValue: OrderDirection.ASC })
  direction!: OrderDirection;
}
