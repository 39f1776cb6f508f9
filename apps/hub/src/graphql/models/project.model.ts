import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { StatusCountsModel } from './health.model.ts';

@ObjectType('Project')
export class ProjectModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String)
  description!: string;
  @Field(() => [String])
  sourceRepos!: string[];
  @Field(() => StatusCountsModel)
  counts!: StatusCountsModel;
  @Field(() => String)
  manifest!: string;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}

@ObjectType('Viewer')
export class ViewerModel {
  @Field(() => String)
  name!: string;
  @Field(() => Boolean)
  admin!: boolean;
  @Field(() => [String])
  projects!: string[];
}
