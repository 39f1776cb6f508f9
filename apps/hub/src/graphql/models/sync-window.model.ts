import { Field, GraphQLISODateTime, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { PageInfoModel } from './page-info.model.ts';

export enum SyncWindowKind {
  ALLOW = 'ALLOW',
  DENY = 'DENY',
  EXCEPT = 'EXCEPT',
}
registerEnumType(SyncWindowKind, { name: 'SyncWindowKind' });

@ObjectType('WindowVerdict', { description: 'Whether a sync may start now, why, and until when.' })
export class WindowVerdictModel {
  @Field(() => Boolean)
  allowed!: boolean;
  @Field(() => String)
  reason!: string;
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When the answer changes; null: not within 40 years.',
  })
  until!: Date | null;
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it will be allowed next; where it is allowed now, the next opening after it closes.',
  })
  next!: Date | null;
  @Field(() => [String], { description: 'Ids of the windows that decide it.' })
  windows!: string[];
}

@ObjectType('SyncVerdict')
export class SyncVerdictModel {
  @Field(() => WindowVerdictModel)
  automatic!: WindowVerdictModel;
  @Field(() => WindowVerdictModel, { description: 'Of a sync that a person starts.' })
  manual!: WindowVerdictModel;
  @Field(() => WindowVerdictModel, { description: 'Of undoing pure drift.' })
  heal!: WindowVerdictModel;
  @Field(() => [String], { description: 'Ids of all windows that are for it.' })
  matching!: string[];
  @Field(() => [String], { description: 'Of those, the ones that are active.' })
  active!: string[];
}

@ObjectType('WindowInterval', { description: 'A time in which neither answer changes.' })
export class WindowIntervalModel {
  @Field(() => GraphQLISODateTime)
  from!: Date;
  @Field(() => GraphQLISODateTime)
  to!: Date;
  @Field(() => WindowVerdictModel)
  automatic!: WindowVerdictModel;
  @Field(() => WindowVerdictModel)
  manual!: WindowVerdictModel;
}

@ObjectType('WindowCalendar', { description: 'An iCalendar file that a SyncWindow names.' })
export class WindowCalendarModel {
  @Field(() => String)
  name!: string;
  @Field(() => String, { description: 'A server, or a file of a repository.' })
  place!: string;
  @Field(() => GraphQLISODateTime, {
    nullable: true,
    description: 'When it was found last to be as it counts; null: it was never read, and its window blocks.',
  })
  readAt!: Date | null;
  @Field(() => Int, { description: 'How often something of it lasts, from last year on for seven years.' })
  events!: number;
  @Field(() => String, { nullable: true, description: 'Why the last look failed; what was read before counts on.' })
  problem!: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true })
  failingSince!: Date | null;
}

@ObjectType('SyncWindow', { description: 'A window of a project, a SyncWindow, a freeze or an exception.' })
export class SyncWindowModel {
  @Field(() => ID, { description: "A SyncWindow's name, or `project/index`." })
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String, { nullable: true, description: 'Of a window of a project.' })
  project!: string | null;
  @Field(() => SyncWindowKind)
  kind!: SyncWindowKind;
  @Field(() => String, { description: 'A cron, a rule, or from–to, as text.' })
  schedule!: string;
  @Field(() => String, { nullable: true })
  duration!: string | null;
  @Field(() => String, { description: 'An IANA zone, or `cluster`.' })
  timeZone!: string;
  @Field(() => Boolean, { nullable: true, description: 'Null where it depends on the zone of the cluster.' })
  active!: boolean | null;
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it opens or closes next.' })
  until!: Date | null;
  @Field(() => Boolean)
  manualSync!: boolean;
  @Field(() => Boolean)
  syncOverrun!: boolean;
  @Field(() => Boolean, { description: 'Whether pure drift is healed while it blocks.' })
  heals!: boolean;
  @Field(() => Boolean, { description: 'A freeze.' })
  emergency!: boolean;
  @Field(() => String, { description: 'Reason, owner and ticket in one line.' })
  why!: string;
  @Field(() => String, { nullable: true, description: 'Why it can not be judged; then it blocks.' })
  problem!: string | null;
  @Field(() => String, { nullable: true })
  createdBy!: string | null;
  @Field(() => String, { nullable: true, description: 'The fleet repository that declares it: change it there.' })
  repository!: string | null;
  @Field(() => [WindowCalendarModel])
  calendars!: WindowCalendarModel[];
  @Field(() => String, { nullable: true, description: 'YAML of a SyncWindow.' })
  manifest!: string | null;
}

@ObjectType('SyncWindowEdge')
export class SyncWindowEdgeModel {
  @Field(() => String)
  cursor!: string;
  @Field(() => SyncWindowModel)
  node!: SyncWindowModel;
}

@ObjectType('SyncWindowConnection')
export class SyncWindowConnectionModel {
  @Field(() => [SyncWindowEdgeModel])
  edges!: SyncWindowEdgeModel[];
  @Field(() => [SyncWindowModel])
  nodes!: SyncWindowModel[];
  @Field(() => PageInfoModel)
  pageInfo!: PageInfoModel;
}

@InputType('WindowSelection', { description: 'All given lists must match; none at all is the whole fleet.' })
export class WindowSelectionInput {
  @Field(() => [String], { nullable: true, description: '`key=value` of clusters; all must hold.' })
  clusterLabels?: string[] | null;
  @Field(() => [String], { nullable: true, description: '`key=value` of Applications; all must hold.' })
  applicationLabels?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Globs.' })
  projects?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Globs over destination namespaces.' })
  namespaces?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Globs.' })
  applicationSets?: string[] | null;
}

@InputType('FreezeInput')
export class FreezeInput {
  @Field(() => String)
  reason!: string;
  @Field(() => String, { nullable: true })
  ticket?: string | null;
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Without it, until the SyncWindow is deleted.' })
  until?: Date | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Pure drift is healed still.' })
  heal?: boolean | null;
  @Field(() => WindowSelectionInput, { nullable: true })
  selection?: WindowSelectionInput | null;
}

@InputType('ExceptionInput')
export class ExceptionInput {
  @Field(() => String)
  reason!: string;
  @Field(() => String)
  ticket!: string;
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Default: now.' })
  from?: Date | null;
  @Field(() => GraphQLISODateTime)
  to!: Date;
  @Field(() => [String], {
    nullable: true,
    description: 'Ids of the windows that do not count meanwhile; without them all but freezes.',
  })
  windows?: string[] | null;
  @Field(() => WindowSelectionInput, { nullable: true })
  selection?: WindowSelectionInput | null;
}
