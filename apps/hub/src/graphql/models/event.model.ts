import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { EventType } from './enums.ts';
import { ApplicationSetModel } from './application-set.model.ts';
import { ApplicationModel } from './application.model.ts';
import { ClusterModel } from './cluster.model.ts';

@ObjectType('Event')
export class EventModel {
  @Field(() => ID)
  id!: string;
  @Field(() => GraphQLISODateTime)
  at!: Date;
  @Field(() => EventType)
  type!: EventType;
  @Field(() => String)
  reason!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  actor?: string | null;
  @Field(() => ApplicationModel, { nullable: true })
  application?: ApplicationModel | null;
  @Field(() => ClusterModel, { nullable: true })
  cluster?: ClusterModel | null;
  @Field(() => ApplicationSetModel, { nullable: true })
  applicationSet?: ApplicationSetModel | null;
}
