import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('ApplyResult')
export class ApplyResultModel {
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String, { nullable: true })
  namespace?: string | null;
  @Field(() => String)
  action!: string;
  @Field(() => [String])
  warnings!: string[];
}

@ObjectType('DeleteResult')
export class DeleteResultModel {
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String)
  message!: string;
}

@ObjectType('JoinToken')
export class JoinTokenModel {
  @Field(() => String)
  token!: string;
  @Field(() => String)
  command!: string;
  @Field(() => GraphQLISODateTime)
  expiresAt!: Date;
}

@ObjectType('RefreshResult')
export class RefreshResultModel {
  @Field(() => [String])
  repositories!: string[];
  @Field(() => Int)
  applications!: number;
}
