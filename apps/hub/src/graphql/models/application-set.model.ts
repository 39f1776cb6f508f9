import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { JsonScalar } from './json.scalar.ts';
import { ConditionModel } from './condition.model.ts';
import { StatusCountsModel } from './health.model.ts';

@ObjectType('HeldChange')
export class HeldChangeModel {
  @Field(() => String)
  digest!: string;
  @Field(() => String)
  message!: string;
  @Field(() => [String])
  withdrawn!: string[];
  @Field(() => GraphQLISODateTime)
  since!: Date;
}

@ObjectType('ApplicationSet')
export class ApplicationSetModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  project!: string;
  @Field(() => [String])
  generators!: string[];
  @Field(() => [ConditionModel])
  conditions!: ConditionModel[];
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => HeldChangeModel, {
    nullable: true,
    description: 'A shrinking that the guardrail holds until a person confirms it.',
  })
  held?: HeldChangeModel | null;
  @Field(() => String)
  manifest!: string;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}

@ObjectType('ApplicationSetPreview')
export class ApplicationSetPreviewModel {
  @Field(() => [PreviewApplicationModel])
  applications!: PreviewApplicationModel[];
  @Field(() => [ConditionModel])
  problems!: ConditionModel[];
}

@ObjectType('PreviewApplication')
export class PreviewApplicationModel {
  @Field(() => String)
  name!: string;
  @Field(() => String)
  change!: string;
  @Field(() => String, { nullable: true })
  cluster?: string | null;
  @Field(() => String)
  manifest!: string;
  @Field(() => JsonScalar)
  params!: unknown;
}
