import { Field, Float, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { HealthStatus } from './enums.ts';
import { JsonScalar } from './json.scalar.ts';
import { StatusCountsModel } from './health.model.ts';

@ObjectType('Refusal', { description: 'What the spoke did not take, of one kind, since its process began.' })
export class RefusalModel {
  @Field(() => String, {
    description:
      'One of headers, identity, key, signature, older, conflict, delta, content, blob; a newer spoke may say others.',
  })
  kind!: string;
  @Field(() => Float)
  count!: number;
  @Field(() => String, { description: 'Of the last one.' })
  reason!: string;
  @Field(() => GraphQLISODateTime, { description: "Of the last one, by the spoke's clock." })
  at!: Date;
  @Field(() => Boolean, { description: 'Nothing of the hub was accepted since.' })
  standing!: boolean;
}

@ObjectType('Cluster')
export class ClusterModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => JsonScalar)
  labels!: unknown;
  @Field(() => String)
  server!: string;
  @Field(() => String)
  timeZone!: string;
  @Field(() => Boolean)
  joined!: boolean;
  @Field(() => Boolean)
  connected!: boolean;
  @Field(() => GraphQLISODateTime, { nullable: true })
  lastSeenAt?: Date | null;
  @Field(() => String, { nullable: true })
  version?: string | null;
  @Field(() => String, { nullable: true })
  kubernetesVersion?: string | null;
  @Field(() => String, { nullable: true })
  node?: string | null;
  @Field(() => Int, { nullable: true })
  clockSkewMs?: number | null;
  @Field(() => Float, { nullable: true })
  generation?: number | null;
  @Field(() => [RefusalModel])
  refusals!: RefusalModel[];
  @Field(() => HealthStatus, { description: 'Of the worst target; HEALTHY without targets.' })
  health!: HealthStatus;
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => String)
  manifest!: string;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}
