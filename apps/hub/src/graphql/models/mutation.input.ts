import { Field, InputType } from '@nestjs/graphql';

@InputType('ApplicationRef')
export class ApplicationRef {
  @Field(() => String)
  name!: string;
  @Field(() => String, { nullable: true })
  namespace?: string | null;
  @Field(() => String, { nullable: true })
  project?: string | null;
}

@InputType('SyncInput')
export class SyncInput {
  @Field(() => ApplicationRef)
  application!: ApplicationRef;
  @Field(() => String, { nullable: true })
  revision?: string | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false })
  prune?: boolean | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false })
  dryRun?: boolean | null;
}
