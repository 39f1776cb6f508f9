import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { JsonScalar } from './json.scalar.ts';
import { ConditionModel } from './condition.model.ts';
import { PreviewAction } from './enums.ts';
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

@ObjectType('PreviewChange', { description: 'One field that is to be another; null where there is none.' })
export class PreviewChangeModel {
  @Field(() => String)
  path!: string;
  @Field(() => JsonScalar, { nullable: true })
  before?: unknown;
  @Field(() => JsonScalar, { nullable: true })
  after?: unknown;
}

@ObjectType('PreviewApplication')
export class PreviewApplicationModel {
  @Field(() => String)
  name!: string;
  @Field(() => String)
  project!: string;
  @Field(() => PreviewAction)
  change!: PreviewAction;
  @Field(() => String, { nullable: true })
  cluster?: string | null;
  @Field(() => String, { description: 'YAML, as it would be; of what is withdrawn as it is.' })
  manifest!: string;
  @Field(() => String, { nullable: true, description: 'YAML, as it is now.' })
  before?: string | null;
  @Field(() => [PreviewChangeModel], { description: 'Field by field, where it is changed.' })
  changes!: PreviewChangeModel[];
  @Field(() => String, { nullable: true, description: 'Which generator of the set made it.' })
  generator?: string | null;
  @Field(() => JsonScalar, { nullable: true, description: 'The parameters that it came from.' })
  params?: unknown;
}

@ObjectType('PreviewCounts')
export class PreviewCountsModel {
  @Field(() => Int)
  created!: number;
  @Field(() => Int)
  changed!: number;
  @Field(() => Int)
  withdrawn!: number;
  @Field(() => Int)
  unchanged!: number;
}

@ObjectType('PreviewHeld', { description: 'What the guardrail would hold until a person confirms it.' })
export class PreviewHeldModel {
  @Field(() => String)
  message!: string;
  @Field(() => [String])
  withdrawn!: string[];
}

@ObjectType('ApplicationSetPreview')
export class ApplicationSetPreviewModel {
  @Field(() => PreviewCountsModel)
  counts!: PreviewCountsModel;
  @Field(() => [PreviewApplicationModel], {
    description:
      'By name. Of more than 1,000 those that something would happen to come first, and the rest is counted only.',
  })
  applications!: PreviewApplicationModel[];
  @Field(() => Boolean, {
    description: 'A repository was not read before and is being fetched: ask again in a moment.',
  })
  pending!: boolean;
  @Field(() => PreviewHeldModel, { nullable: true })
  held?: PreviewHeldModel | null;
  @Field(() => [ConditionModel], {
    description: 'Errors of the set (then it would change nothing), and of single Applications.',
  })
  problems!: ConditionModel[];
}
