import { Field, GraphQLISODateTime, Int, ObjectType } from '@nestjs/graphql';
import { ComparedChange, SyncStatus } from './enums.ts';
import { JsonScalar } from './json.scalar.ts';
import { HealthModel } from './health.model.ts';

@ObjectType('ResourceKey', { description: 'The name of one object.' })
export class ResourceKeyModel {
  @Field(() => String)
  group!: string;
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  name!: string;
}

@ObjectType('Resource', { description: 'One object of an Application in its cluster.' })
export class ResourceModel {
  @Field(() => String)
  group!: string;
  @Field(() => String)
  version!: string;
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String, { nullable: true })
  uid?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'uid of the owner among these; absent for what is managed itself.',
  })
  parent?: string | null;
  @Field(() => Boolean)
  managed!: boolean;
  @Field(() => SyncStatus, { nullable: true })
  sync?: SyncStatus | null;
  @Field(() => HealthModel, { nullable: true })
  health?: HealthModel | null;
  @Field(() => String, { nullable: true })
  message?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  createdAt?: Date | null;
}

@ObjectType('ResourceDetail', {
  description: 'All of one resource, live from the spoke; values of Secrets are masked.',
})
export class ResourceDetailModel {
  @Field(() => JsonScalar, { nullable: true })
  live?: unknown | null;
  @Field(() => JsonScalar, { nullable: true })
  desired?: unknown | null;
  @Field(() => [FieldChangeModel])
  changes!: FieldChangeModel[];
  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The live object as a sync would leave it: beside `live` it shows the changes and nothing else.',
  })
  predicted?: unknown | null;
}

@ObjectType('ComparedResource', { description: 'What a sync would do to one object.' })
export class ComparedResourceModel {
  @Field(() => String)
  group!: string;
  @Field(() => String)
  version!: string;
  @Field(() => String)
  kind!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  name!: string;
  @Field(() => ComparedChange)
  change!: ComparedChange;
  @Field(() => [FieldChangeModel])
  changes!: FieldChangeModel[];
}

@ObjectType('Comparison', {
  description: 'What a sync to a revision would change in the cluster now. Hooks are left out.',
})
export class ComparisonModel {
  @Field(() => String)
  revision!: string;
  @Field(() => Int)
  unchanged!: number;
  @Field(() => [ComparedResourceModel])
  resources!: ComparedResourceModel[];
}

@ObjectType('FieldChange')
export class FieldChangeModel {
  @Field(() => String)
  path!: string;
  @Field(() => JsonScalar, { nullable: true })
  desired?: unknown | null;
  @Field(() => JsonScalar, { nullable: true })
  live?: unknown | null;
  @Field(() => String, { nullable: true })
  takenBy?: string | null;
}
