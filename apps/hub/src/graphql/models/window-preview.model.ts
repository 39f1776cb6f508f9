import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('FieldProblem', { description: 'Something about one field of a manifest, for the one who fills it in.' })
export class FieldProblemModel {
  @Field(() => String, { description: '`spec.schedule.cron`; empty: of the whole.' })
  field!: string;
  @Field(() => String)
  message!: string;
  @Field(() => String, { nullable: true })
  hint!: string | null;
}

@ObjectType('WindowSpan')
export class WindowSpanModel {
  @Field(() => GraphQLISODateTime)
  from!: Date;
  @Field(() => GraphQLISODateTime, { nullable: true, description: 'Null: it has no end.' })
  to!: Date | null;
}

@ObjectType('AffectedApplication')
export class AffectedApplicationModel {
  @Field(() => ID)
  id!: string;
  @Field(() => String)
  name!: string;
  @Field(() => String)
  namespace!: string;
  @Field(() => String)
  project!: string;
  @Field(() => String, { nullable: true })
  cluster!: string | null;
}

@ObjectType('AffectedByWindow', { description: 'Of what the viewer may see.' })
export class AffectedByWindowModel {
  @Field(() => Int)
  total!: number;
  @Field(() => Int, { description: 'On so many clusters.' })
  clusters!: number;
  @Field(() => [AffectedApplicationModel], { description: 'The first 100, by name.' })
  applications!: AffectedApplicationModel[];
}

@ObjectType('SyncWindowPreview', { description: 'With problems, the rest says nothing.' })
export class SyncWindowPreviewModel {
  @Field(() => [FieldProblemModel])
  problems!: FieldProblemModel[];
  @Field(() => [FieldProblemModel])
  warnings!: FieldProblemModel[];
  @Field(() => String, { nullable: true, description: 'In which the openings were found.' })
  timeZone!: string | null;
  @Field(() => [WindowSpanModel], {
    description: 'The next ten times in which it is active, the present one included.',
  })
  openings!: WindowSpanModel[];
  @Field(() => AffectedByWindowModel)
  affected!: AffectedByWindowModel;
  @Field(() => [String], { description: 'Calendars of it that were not read yet: they are once it is stored.' })
  unread!: string[];
  @Field(() => Boolean, { description: 'One of that name is stored; only for admins.' })
  exists!: boolean;
  @Field(() => String, { nullable: true, description: 'The fleet repository that declares it: change it there.' })
  repository!: string | null;
}
