import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { WindowIntervalModel } from './sync-window.model.ts';

export enum WindowGrouping {
  WINDOWS = 'WINDOWS',
  PROJECT = 'PROJECT',
  CLUSTER = 'CLUSTER',
}
registerEnumType(WindowGrouping, { name: 'WindowGrouping' });

@ObjectType('WindowExample')
export class WindowExampleModel {
  @Field(() => String)
  name!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  project!: string;
}

@ObjectType('WindowGroup', { description: 'Applications that have the same windows, within what they are grouped by.' })
export class WindowGroupModel {
  @Field(() => String, { description: 'A project, a cluster, or one of the Applications.' })
  name!: string;
  @Field(() => [String], { description: 'Ids of the windows that are for them.' })
  windows!: string[];
  @Field(() => Int)
  total!: number;
  @Field(() => Int, { description: 'Those of which windows hold something back now.' })
  waiting!: number;
  @Field(() => Int)
  clusters!: number;
  @Field(() => [String])
  projects!: string[];
  @Field(() => WindowExampleModel, { description: 'One of them.' })
  example!: WindowExampleModel;
  @Field(() => [WindowIntervalModel], { description: 'None where no window is for them.' })
  intervals!: WindowIntervalModel[];
}

@ObjectType('WindowContradiction', { description: 'A window that allows while another one denies: the deny wins.' })
export class WindowContradictionModel {
  @Field(() => String)
  allow!: string;
  @Field(() => String)
  deny!: string;
  @Field(() => GraphQLISODateTime, { description: 'The first time at which both are active.' })
  from!: Date;
  @Field(() => GraphQLISODateTime)
  to!: Date;
  @Field(() => Boolean, { description: 'In the next 90 days the allow never opens without the deny.' })
  always!: boolean;
}

@ObjectType('WindowNotices', { description: 'What a person should know of the windows; of what the viewer may see.' })
export class WindowNoticesModel {
  @Field(() => Int, { description: 'Applications of which windows hold something back.' })
  waiting!: number;
  @Field(() => GraphQLISODateTime, { nullable: true })
  longestWaitSince!: Date | null;
  @Field(() => [String], { description: 'Windows that are for somebody and will not be active any more.' })
  neverActive!: string[];
  @Field(() => [WindowContradictionModel])
  contradictions!: WindowContradictionModel[];
}

@ObjectType('WindowFeed', { description: 'An address at which calendar programs read the openings of a project.' })
export class WindowFeedModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  project!: string;
  @Field(() => Boolean)
  closed!: boolean;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}

@ObjectType('NewWindowFeed')
export class NewWindowFeedModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String, { description: 'Below the address of the hub. It holds the token and is told once.' })
  path!: string;
}
