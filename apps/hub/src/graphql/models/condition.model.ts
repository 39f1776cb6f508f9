import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { Severity } from './enums.ts';

@ObjectType('Condition', { description: 'What is wrong (or worth knowing), for the person who can mend it.' })
export class ConditionModel {
  @Field(() => String)
  type!: string;
  @Field(() => Severity)
  severity!: Severity;
  @Field(() => String, { nullable: true })
  code?: string | null;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  where?: string | null;
  @Field(() => String, { nullable: true })
  hint?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  since?: Date | null;
}

@ObjectType('WaitReason', { description: 'Why a target does not move, in order; who or what clears it.' })
export class WaitReasonModel {
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  clearedBy?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  until?: Date | null;
}
