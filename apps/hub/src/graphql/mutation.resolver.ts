import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import {
  findApplicationSets,
  findApplications,
  type ApplicationSetView,
  type ApplicationView,
  type Sql,
} from '@wheelhouse/adapter-postgres';
import type { ApplicationId } from '@wheelhouse/core-domain';
import { READ } from '../edge-tokens.ts';
import {
  JoinTokens,
  Operations,
  Refresher,
  Resources,
  type ResourceKind as KindName,
  type ResourceName,
  type Viewer,
} from '../use-cases.ts';
import type { RequestContext } from './context.ts';
import { describeApplication } from './describe-application.ts';
import { describeSet } from './describe-set.ts';
import { edgeError, unwrap } from './errors.ts';
import { ApplicationModel } from './models/application.model.ts';
import { ApplicationSetModel } from './models/application-set.model.ts';
import { fromEnum, ResourceKind } from './models/enums.ts';
import { ApplicationRef, keyOfRef, ResourceRef, SyncInput } from './models/mutation.input.ts';
import { ApplyResultModel, DeleteResultModel, JoinTokenModel, RefreshResultModel } from './models/mutation.model.ts';

@Resolver()
export class MutationResolver {
  constructor(
    @Inject(READ) private readonly sql: Sql,
    private readonly resources: Resources,
    private readonly operations: Operations,
    private readonly refresher: Refresher,
    private readonly joinTokens: JoinTokens,
  ) {}

  @Mutation(() => [ApplyResultModel], {
    description: 'YAML, any number of documents. All are checked before any is stored.',
  })
  async apply(
    @Args('manifests') manifests: string,
    @Context() { viewer }: RequestContext,
    @Args('dryRun', { type: () => Boolean, nullable: true, defaultValue: false }) dryRun: boolean | null,
  ): Promise<ApplyResultModel[]> {
    const options = { actor: viewer, origin: `api:${viewer.name}`, file: 'manifests', dryRun: dryRun ?? false };
    return unwrap(await this.resources.apply(manifests, options)).map((outcome) => ({
      ...outcome,
      namespace: outcome.namespace ?? null,
      warnings: [...outcome.warnings],
    }));
  }

  @Mutation(() => DeleteResultModel, {
    description:
      '`cascade: false` leaves what an Application runs, and the Applications of an ApplicationSet. Clusters always leave everything.',
  })
  async delete(
    @Args('kind', { type: () => ResourceKind }) kind: ResourceKind,
    @Args('name') name: string,
    @Context() { viewer }: RequestContext,
    @Args('namespace', { type: () => String, nullable: true }) namespace?: string | null,
    @Args('project', { type: () => String, nullable: true }) project?: string | null,
    @Args('cascade', { type: () => Boolean, nullable: true, defaultValue: true }) cascade?: boolean | null,
  ): Promise<DeleteResultModel> {
    const kindName = fromEnum(kind) as KindName;
    const identity = await this.identityOf(kindName, { name, namespace, project }, viewer);
    const options = { actor: viewer, cascade: cascade ?? true };
    const { message } = unwrap(await this.resources.remove({ kind: kindName, ...identity }, options));
    return { kind: kindName, name, message };
  }

  @Mutation(() => RefreshResultModel, {
    description:
      'Looks at Git again now: everything, or what one Application (or set) needs. `hard` renders again too.',
  })
  async refresh(
    @Context() { viewer }: RequestContext,
    @Args('application', { type: () => ApplicationRef, nullable: true }) application?: ApplicationRef | null,
    @Args('applicationSet', { type: () => String, nullable: true }) applicationSet?: string | null,
    @Args('hard', { type: () => Boolean, nullable: true, defaultValue: false }) hard?: boolean | null,
  ): Promise<RefreshResultModel> {
    if (!application && !applicationSet && !viewer.admin)
      throw edgeError('FORBIDDEN', 'Refreshing everything is for admins: name an application or an applicationSet.');
    const { repositories, applications } = await this.refresher.refresh({
      hard: hard ?? false,
      ...(application ? { application: (await this.application(viewer, application)).id as ApplicationId } : {}),
      ...(applicationSet ? { set: (await this.set(viewer, applicationSet)).id } : {}),
    });
    return { repositories: [...repositories], applications };
  }

  @Mutation(() => ApplicationModel)
  async sync(@Args('input') input: SyncInput, @Context() { viewer }: RequestContext) {
    const { id } = await this.application(viewer, input.application);
    unwrap(
      await this.operations.sync(id as ApplicationId, {
        actor: viewer,
        prune: input.prune ?? false,
        dryRun: input.dryRun ?? false,
        force: input.force ?? false,
        ...(input.revision ? { revision: input.revision } : {}),
        ...(input.resources ? { resources: input.resources.map(keyOfRef) } : {}),
      }),
    );
    return describeApplication(await this.application(viewer, input.application));
  }

  @Mutation(() => ApplicationModel, {
    description: 'Its automated policy rests, syncs and self-healing, until it is resumed.',
  })
  async suspend(
    @Args('application') ref: ApplicationRef,
    @Context() { viewer }: RequestContext,
    @Args('resume', { type: () => Boolean, nullable: true, defaultValue: false }) resume?: boolean | null,
  ) {
    const { id } = await this.application(viewer, ref);
    unwrap(await this.operations.suspend(id as ApplicationId, !resume, viewer));
    return describeApplication(await this.application(viewer, ref));
  }

  @Mutation(() => ApplicationModel)
  async terminate(@Args('application') ref: ApplicationRef, @Context() { viewer }: RequestContext) {
    const { id } = await this.application(viewer, ref);
    unwrap(await this.operations.terminate(id as ApplicationId, viewer));
    return describeApplication(await this.application(viewer, ref));
  }

  @Mutation(() => ApplicationModel)
  async rollback(
    @Args('application') ref: ApplicationRef,
    @Context() { viewer }: RequestContext,
    @Args('revision', { type: () => String, nullable: true }) revision?: string | null,
  ) {
    const { id } = await this.application(viewer, ref);
    unwrap(await this.operations.rollback(id as ApplicationId, { actor: viewer, ...(revision ? { revision } : {}) }));
    return describeApplication(await this.application(viewer, ref));
  }

  @Mutation(() => ApplicationModel, {
    description:
      'Agrees that these objects are deleted, which say `Prune=confirm` or `Delete=confirm` and wait for that: those of `awaitsConfirmation`.',
  })
  async confirmDeletion(
    @Args('application') ref: ApplicationRef,
    @Args('resources', { type: () => [ResourceRef] }) resources: ResourceRef[],
    @Context() { viewer }: RequestContext,
  ) {
    const { id } = await this.application(viewer, ref);
    unwrap(await this.operations.confirmDeletion(id as ApplicationId, resources.map(keyOfRef), viewer));
    return describeApplication(await this.application(viewer, ref));
  }

  @Mutation(() => ApplicationSetModel, {
    description: 'Lets a held shrinking go, if it is still the one with this digest.',
  })
  async confirmHeldChange(
    @Args('applicationSet') name: string,
    @Args('digest') digest: string,
    @Context() { viewer }: RequestContext,
    @Args('namespace', { type: () => String, nullable: true }) namespace?: string | null,
  ) {
    const { id } = await this.set(viewer, name, namespace);
    unwrap(await this.operations.confirmHeldChange(id, digest, viewer));
    return describeSet(await this.set(viewer, name, namespace));
  }

  @Mutation(() => JoinTokenModel)
  async createJoinToken(
    @Args('cluster') cluster: string,
    @Context() { viewer }: RequestContext,
  ): Promise<JoinTokenModel> {
    if (!viewer.admin) throw edgeError('FORBIDDEN', 'Only an admin may let a cluster join.');
    return unwrap(await this.joinTokens.create(cluster, viewer));
  }

  /** An Application or set by its whole identity, so that a name that is unique is enough. */
  private async identityOf(kind: KindName, ref: ApplicationRef, viewer: Viewer): Promise<Omit<ResourceName, 'kind'>> {
    const { name } = ref;
    if (kind === 'Application') {
      const { namespace, project } = await this.application(viewer, ref);
      return { name, namespace, project };
    }
    if (kind === 'ApplicationSet') return { name, namespace: (await this.set(viewer, name, ref.namespace)).namespace };
    return { name };
  }

  private async application(viewer: Viewer, ref: ApplicationRef): Promise<ApplicationView> {
    const found = await findApplications(this.sql, viewer, ref);
    if (found.length > 1)
      throw edgeError(
        'AMBIGUOUS_NAME',
        `More than one Application is called ${ref.name}: say its project and namespace too.`,
      );
    if (!found[0]) throw edgeError('NOT_FOUND', `There is no Application ${ref.name} that you may see.`);
    return found[0];
  }

  private async set(viewer: Viewer, name: string, namespace?: string | null): Promise<ApplicationSetView> {
    const found = await findApplicationSets(this.sql, viewer, { name, namespace: namespace ?? null });
    if (found.length > 1)
      throw edgeError('AMBIGUOUS_NAME', `More than one ApplicationSet is called ${name}: say its namespace too.`);
    if (!found[0]) throw edgeError('NOT_FOUND', `There is no ApplicationSet ${name} that you may see.`);
    return found[0];
  }
}
