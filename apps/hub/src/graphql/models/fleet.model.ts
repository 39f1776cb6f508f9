import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { ApplicationSetModel } from './application-set.model.ts';
import { ApplicationModel } from './application.model.ts';
import { ClusterModel } from './cluster.model.ts';
import { ConditionModel } from './condition.model.ts';

@ObjectType('ClusterCounts')
export class ClusterCountsModel {
  @Field(() => Int)
  total!: number;
  @Field(() => Int)
  connected!: number;
  @Field(() => Int)
  away!: number;
  @Field(() => Int)
  notJoined!: number;
}

@ObjectType('FleetSource', { description: 'A fleet repository: its resources are kept applied.' })
export class FleetSourceModel {
  @Field(() => String)
  url!: string;
  @Field(() => String)
  revision!: string;
  @Field(() => String)
  path!: string;
  @Field(() => String, { nullable: true })
  commit?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  appliedAt?: Date | null;
  @Field(() => [ConditionModel])
  problems!: ConditionModel[];
}

@ObjectType('FleetProblem', { description: 'What a person should do first comes first.' })
export class FleetProblemModel {
  @Field(() => Int)
  rank!: number;
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  hint?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  since?: Date | null;
  @Field(() => ApplicationModel, { nullable: true })
  application?: ApplicationModel | null;
  @Field(() => ClusterModel, { nullable: true })
  cluster?: ClusterModel | null;
  @Field(() => ApplicationSetModel, { nullable: true })
  applicationSet?: ApplicationSetModel | null;
  @Field(() => String, { nullable: true })
  repository?: string | null;
}

@ObjectType('Fleet')
export class FleetModel {}
