import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { TargetStage } from './enums.ts';
import { JsonScalar } from './json.scalar.ts';
import { ApplicationSetModel } from './application-set.model.ts';
import { ClusterModel } from './cluster.model.ts';
import { ConditionModel, WaitReasonModel } from './condition.model.ts';
import { ResourceKeyModel } from './resource.model.ts';
import { OperationModel } from './operation.model.ts';
import { HealthModel, ResourceCountsModel, RevisionsModel, SyncStateModel } from './health.model.ts';

@ObjectType('HistoryEntry')
export class HistoryEntryModel {
  @Field(() => String)
  revision!: string;
  @Field(() => GraphQLISODateTime)
  deployedAt!: Date;
  @Field(() => String)
  initiatedBy!: string;
}

@ObjectType('SourceInfo')
export class SourceInfoModel {
  @Field(() => String)
  repoURL!: string;
  @Field(() => String)
  targetRevision!: string;
  @Field(() => String)
  path!: string;
  @Field(() => String, { nullable: true })
  commit?: string | null;
  @Field(() => String, { nullable: true })
  author?: string | null;
  @Field(() => String, { nullable: true })
  subject?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  committedAt?: Date | null;
}

@ObjectType('Destination')
export class DestinationModel {
  @Field(() => String, { nullable: true })
  name?: string | null;
  @Field(() => String, { nullable: true })
  server?: string | null;
  @Field(() => String)
  namespace!: string;
}

@ObjectType('Application')
export class ApplicationModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  project!: string;
  @Field(() => JsonScalar)
  labels!: unknown;
  @Field(() => ClusterModel, { nullable: true })
  cluster?: ClusterModel | null;
  @Field(() => DestinationModel)
  destination!: DestinationModel;
  @Field(() => ApplicationSetModel, { nullable: true })
  applicationSet?: ApplicationSetModel | null;
  @Field(() => [SourceInfoModel])
  sources!: SourceInfoModel[];
  @Field(() => TargetStage)
  stage!: TargetStage;
  @Field(() => SyncStateModel)
  sync!: SyncStateModel;
  @Field(() => HealthModel)
  health!: HealthModel;
  @Field(() => RevisionsModel)
  revisions!: RevisionsModel;
  @Field(() => OperationModel, { nullable: true })
  operation?: OperationModel | null;
  @Field(() => ResourceCountsModel)
  resourceCounts!: ResourceCountsModel;
  @Field(() => [ConditionModel])
  conditions!: ConditionModel[];
  @Field(() => [WaitReasonModel])
  waitReasons!: WaitReasonModel[];
  @Field(() => [ResourceKeyModel], {
    description: 'To be deleted, and waiting for a person to agree; at most as many as a status names.',
  })
  awaitsConfirmation!: ResourceKeyModel[];
  @Field(() => Boolean)
  autoSync!: boolean;
  @Field(() => String, { description: 'The manifest as YAML.' })
  manifest!: string;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
  @Field(() => GraphQLISODateTime)
  updatedAt!: Date;
}
