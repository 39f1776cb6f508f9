import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Keys, type KeyView, type Viewer } from '../use-cases.ts';
import type { RequestContext } from './context.ts';
import { edgeError, unwrap } from './errors.ts';
import { KeysModel, KeyState, RotateKeyResultModel } from './models/keys.model.ts';

@Resolver()
export class KeysResolver {
  constructor(private readonly keysOfHub: Keys) {}

  @Query(() => KeysModel, {
    nullable: true,
    description: 'The keys of the hub, and how far their exchange is. Null for who is no admin.',
  })
  async keys(@Context() { viewer }: RequestContext): Promise<KeysModel | null> {
    if (!viewer.admin) return null;
    const { signing, projects } = unwrap(await this.keysOfHub.list(viewer));
    return { signing: signing.map(withState), projects: projects.map(withState) };
  }

  @Mutation(() => RotateKeyResultModel, {
    description: 'A new key for a project. What is new is sealed with it at once; what is stored follows.',
  })
  async rotateProjectKey(
    @Args('project') project: string,
    @Context() { viewer }: RequestContext,
  ): Promise<RotateKeyResultModel> {
    demandAdmin(viewer);
    return unwrap(await this.keysOfHub.rotateProject(project, viewer));
  }

  @Mutation(() => RotateKeyResultModel, {
    description: 'A new key that signs manifests, once the clusters know it; then the old one is trusted no longer.',
  })
  async rotateSigningKey(@Context() { viewer }: RequestContext): Promise<RotateKeyResultModel> {
    demandAdmin(viewer);
    return unwrap(await this.keysOfHub.rotateSigning(viewer));
  }
}

const withState = <K extends KeyView>(key: K): Omit<K, 'state'> & { state: KeyState } => ({
  ...key,
  state: KeyState[key.state.toUpperCase() as keyof typeof KeyState],
});

function demandAdmin(viewer: Viewer): void {
  if (!viewer.admin) throw edgeError('FORBIDDEN', 'Only an admin may exchange keys: ask one.');
}
