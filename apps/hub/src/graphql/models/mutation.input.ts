import { Field, InputType } from '@nestjs/graphql';
import type { ObjectKey } from '@wheelhouse/core-domain';

@InputType('ApplicationRef')
export class ApplicationRef {
  @Field(() => String)
  name!: string;
  @Field(() => String, { nullable: true })
  namespace?: string | null;
  @Field(() => String, { nullable: true })
  project?: string | null;
}

@InputType('ResourceRef')
export class ResourceRef {
  @Field(() => String, { nullable: true, defaultValue: '', description: 'Empty for the core group.' })
  group?: string | null;
  @Field(() => String)
  kind!: string;
  @Field(() => String, { nullable: true, defaultValue: '', description: 'Empty for what is cluster-scoped.' })
  namespace?: string | null;
  @Field(() => String)
  name!: string;
}

export const keyOfRef = ({ group, kind, namespace, name }: ResourceRef): ObjectKey => ({
  group: group ?? '',
  kind,
  namespace: namespace ?? '',
  name,
});

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
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'What the API server takes no other way is deleted and made again.',
  })
  force?: boolean | null;
  @Field(() => [ResourceRef], { nullable: true, description: 'Only these objects; no hook runs.' })
  resources?: ResourceRef[] | null;
}
