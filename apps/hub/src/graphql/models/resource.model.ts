import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';
import { SyncStatus } from './enums.ts';
import { JsonScalar } from './json.scalar.ts';
import { HealthModel } from './health.model.ts';

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
