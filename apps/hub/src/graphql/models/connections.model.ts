import { Field, ObjectType } from '@nestjs/graphql';
import { ApplicationSetModel } from './application-set.model.ts';
import { ApplicationModel } from './application.model.ts';
import { ClusterModel } from './cluster.model.ts';
import { EventModel } from './event.model.ts';
import { PageInfoModel } from './page-info.model.ts';
import { ProjectModel } from './project.model.ts';

@ObjectType('ApplicationEdge')
export class ApplicationEdgeModel {
  @Field(() => String)
  cursor!: string;
  @Field(() => ApplicationModel)
  node!: ApplicationModel;
}

@ObjectType('ApplicationConnection')
export class ApplicationConnectionModel {
  @Field(() => [ApplicationEdgeModel])
  edges!: ApplicationEdgeModel[];
  @Field(() => [ApplicationModel])
  nodes!: ApplicationModel[];
  @Field(() => PageInfoModel)
  pageInfo!: PageInfoModel;
}

@ObjectType('ClusterEdge')
export class ClusterEdgeModel {
  @Field(() => String)
  cursor!: string;
  @Field(() => ClusterModel)
  node!: ClusterModel;
}

@ObjectType('ClusterConnection')
export class ClusterConnectionModel {
  @Field(() => [ClusterEdgeModel])
  edges!: ClusterEdgeModel[];
  @Field(() => [ClusterModel])
  nodes!: ClusterModel[];
  @Field(() => PageInfoModel)
  pageInfo!: PageInfoModel;
}

@ObjectType('ApplicationSetEdge')
export class ApplicationSetEdgeModel {
  @Field(() => String)
  cursor!: string;
  @Field(() => ApplicationSetModel)
  node!: ApplicationSetModel;
}

@ObjectType('ApplicationSetConnection')
export class ApplicationSetConnectionModel {
  @Field(() => [ApplicationSetEdgeModel])
  edges!: ApplicationSetEdgeModel[];
  @Field(() => [ApplicationSetModel])
  nodes!: ApplicationSetModel[];
  @Field(() => PageInfoModel)
  pageInfo!: PageInfoModel;
}

@ObjectType('ProjectEdge')
export class ProjectEdgeModel {
  @Field(() => String)
  cursor!: string;
  @Field(() => ProjectModel)
  node!: ProjectModel;
}

@ObjectType('ProjectConnection')
export class ProjectConnectionModel {
  @Field(() => [ProjectEdgeModel])
  edges!: ProjectEdgeModel[];
  @Field(() => [ProjectModel])
  nodes!: ProjectModel[];
  @Field(() => PageInfoModel)
  pageInfo!: PageInfoModel;
}

@ObjectType('EventEdge')
export class EventEdgeModel {
  @Field(() => String)
  cursor!: string;
  @Field(() => EventModel)
  node!: EventModel;
}

@ObjectType('EventConnection')
export class EventConnectionModel {
  @Field(() => [EventEdgeModel])
  edges!: EventEdgeModel[];
  @Field(() => [EventModel])
  nodes!: EventModel[];
  @Field(() => PageInfoModel)
  pageInfo!: PageInfoModel;
}
