import { Field, GraphQLISODateTime, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

export enum KeyState {
  NEXT = 'NEXT',
  CURRENT = 'CURRENT',
  RETIRING = 'RETIRING',
}
registerEnumType(KeyState, {
  name: 'KeyState',
  valuesMap: {
    NEXT: { description: 'Made known to the clusters; does not sign yet.' },
    CURRENT: { description: 'Signs, or seals what is new.' },
    RETIRING: { description: 'Still trusted, or something is still sealed with it.' },
  },
});

@ObjectType('SigningKey')
export class SigningKeyModel {
  @Field(() => String)
  id!: string;
  @Field(() => KeyState)
  state!: KeyState;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
}

@ObjectType('ProjectKey')
export class ProjectKeyModel {
  @Field(() => String)
  id!: string;
  @Field(() => String)
  project!: string;
  @Field(() => KeyState)
  state!: KeyState;
  @Field(() => GraphQLISODateTime)
  createdAt!: Date;
  @Field(() => Int, { description: 'Blobs that are sealed with it.' })
  blobs!: number;
  @Field(() => Int, { description: 'Clusters that have it.' })
  clusters!: number;
}

@ObjectType('Keys', {
  description: 'What is signed and sealed with. For admins; nothing of a key but its id is shown.',
})
export class KeysModel {
  @Field(() => [SigningKeyModel])
  signing!: SigningKeyModel[];
  @Field(() => [ProjectKeyModel])
  projects!: ProjectKeyModel[];
}

@ObjectType('RotateKeyResult')
export class RotateKeyResultModel {
  @Field(() => String)
  message!: string;
}
