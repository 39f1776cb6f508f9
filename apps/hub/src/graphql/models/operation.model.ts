import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import { OperationPhase } from './enums.ts';

@ObjectType('OperationStep', { description: 'One phase and wave of an attempt.' })
export class OperationStepModel {
  @Field(() => String)
  phase!: string;
  @Field(() => Int)
  wave!: number;
  @Field(() => GraphQLISODateTime, { nullable: true })
  startedAt?: Date | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  finishedAt?: Date | null;
  @Field(() => Int)
  total!: number;
  @Field(() => Int, { description: 'How many objects were written or asked to go.' })
  written!: number;
  @Field(() => Int, { description: 'How many came to what is waited for.' })
  done!: number;
  @Field(() => Int)
  failed!: number;
}

@ObjectType('Operation')
export class OperationModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  kind!: string;
  @Field(() => OperationPhase)
  phase!: OperationPhase;
  @Field(() => String)
  message!: string;
  @Field(() => GraphQLISODateTime)
  startedAt!: Date;
  @Field(() => GraphQLISODateTime, { nullable: true })
  finishedAt?: Date | null;
  @Field(() => Int)
  attempt!: number;
  @Field(() => String)
  initiatedBy!: string;
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When what waits for a sync window may go on.' })
  nextEligibleAt?: Date | null;
  @Field(() => String, { nullable: true, description: 'The commit that it makes real.' })
  revision?: string | null;
  @Field(() => String, { nullable: true, description: 'Why it began.' })
  cause?: string | null;
  @Field(() => Boolean)
  dryRun!: boolean;
  @Field(() => [OperationStepModel])
  steps!: OperationStepModel[];
}

@ObjectType('ObjectOutcome', {
  description: 'What became of one object; a hook has one for each phase in which it runs.',
})
export class ObjectOutcomeModel {
  @Field(() => String)
  group!: string;
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String)
  phase!: string;
  @Field(() => Int)
  wave!: number;
  @Field(() => String, { description: '`apply`, `prune` or `hook`.' })
  action!: string;
  @Field(() => String, { description: '`Pending`, `Running`, `Synced`, `SyncFailed`, `Pruned` or `PruneSkipped`.' })
  code!: string;
  @Field(() => String, { nullable: true })
  message?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  startedAt?: Date | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  finishedAt?: Date | null;
}

@ObjectType('OperationObjects')
export class OperationObjectsModel {
  @Field(() => [ObjectOutcomeModel])
  objects!: ObjectOutcomeModel[];
  @Field(() => Int, { description: 'How many did not fit into what is kept.' })
  omitted!: number;
  @Field(() => Boolean, { description: 'Told by the spoke just now, while it runs.' })
  live!: boolean;
}
