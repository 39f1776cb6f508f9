import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ApplicationView } from '@wheelhouse/adapter-postgres';
import type { BundleRef, ResourceStatus, TargetStatus, TreeNode } from '@wheelhouse/contract';
import { keyText, type ApplicationId, type ClusterId } from '@wheelhouse/core-domain';
import { LiveViews, Operations, type Viewer } from '../use-cases.ts';
import type { RequestContext } from './context.ts';
import type { DescribedApplication } from './describe-application.ts';
import { edgeError, unwrap } from './errors.ts';
import { ApplicationModel } from './models/application.model.ts';
import { toEnum, type ComparedChange, type HealthStatus, type SyncStatus } from './models/enums.ts';
import { ComparisonModel, ResourceDetailModel, ResourceModel } from './models/resource.model.ts';

/** As a revision: what Git says now, applied or not. */
const DESIRED = 'desired';

/** What an Application has in its cluster, asked of the spoke. */
@Resolver(() => ApplicationModel)
export class LiveObjectsResolver {
  constructor(
    private readonly live: LiveViews,
    private readonly operations: Operations,
  ) {}

  @ResolveField(() => [ResourceModel], {
    description:
      'Live from the spoke when it can be reached, else what the hub keeps (what is not well); `resourcesLive` says which.',
  })
  async resources(
    @Parent() { view }: DescribedApplication,
    @Context() context: RequestContext,
  ): Promise<ResourceModel[]> {
    const tree = await context.trees.load(view);
    if (tree) return tree.nodes.map(fromTree);
    return ((view.detail as Partial<TargetStatus> | null)?.resources ?? []).map(fromStatus);
  }

  @ResolveField(() => Boolean)
  async resourcesLive(@Parent() { view }: DescribedApplication, @Context() context: RequestContext): Promise<boolean> {
    return (await context.trees.load(view)) !== undefined;
  }

  @ResolveField(() => ResourceDetailModel, { nullable: true })
  async resource(
    @Parent() { view }: DescribedApplication,
    @Args('group') group: string,
    @Args('kind') kind: string,
    @Args('namespace') namespace: string,
    @Args('name') name: string,
    @Context() { viewer }: RequestContext,
    @Args('revision', {
      type: () => String,
      nullable: true,
      description: 'What it is compared with: a revision of the source, or `desired`. Absent: what was applied last.',
    })
    revision?: string | null,
  ): Promise<ResourceDetailModel | null> {
    if (!view.clusterId || !view.clusterConnected) return null;
    const bundle = revision ? await this.bundleAt(view, viewer, revision) : undefined;
    const key = { group, kind, namespace, name };
    const asked = { key, ...(bundle ? { bundle } : {}) };
    const answer = await this.live.resource(view.clusterId as ClusterId, view.id as ApplicationId, asked);
    if (!answer) return null;
    const { live = null, desired = null, predicted = null, changes } = answer;
    return { live, desired, predicted, changes: [...changes] };
  }

  @ResolveField(() => ComparisonModel, {
    nullable: true,
    description:
      'What a sync would change, live from the spoke: to the desired revision, or to another one, which is rendered for it.',
  })
  async comparison(
    @Parent() { view }: DescribedApplication,
    @Context() { viewer }: RequestContext,
    @Args('revision', { type: () => String, nullable: true }) revision?: string | null,
  ): Promise<ComparisonModel> {
    const bundle = await this.bundleAt(view, viewer, revision ?? DESIRED);
    const compared = await this.live.compare(view.clusterId as ClusterId, view.id as ApplicationId, bundle);
    if (!compared.ok)
      throw edgeError('CLUSTER_AWAY', `${view.name}: ${compared.error}. Look whether its spoke is connected.`);
    const { objects, unchanged } = compared.value;
    const resources = objects.map((one) => ({
      ...one,
      change: toEnum<ComparedChange>(one.change),
      changes: [...one.changes],
    }));
    return { revision: bundle.revision, unchanged, resources };
  }

  private async bundleAt(view: ApplicationView, viewer: Viewer, revision: string): Promise<BundleRef> {
    const wanted = revision === DESIRED ? undefined : revision;
    return unwrap(await this.operations.offer(view.id as ApplicationId, viewer, wanted));
  }
}

const fromTree = (node: TreeNode): ResourceModel => ({
  group: node.group,
  version: node.version,
  kind: node.kind,
  namespace: node.namespace,
  name: node.name,
  uid: node.uid,
  parent: node.parent ?? null,
  managed: node.parent === undefined,
  sync: node.sync ? toEnum<SyncStatus>(node.sync) : null,
  health: node.health
    ? { status: toEnum<HealthStatus>(node.health.status), message: node.health.message ?? null }
    : null,
  message: node.message ?? null,
  createdAt: node.createdAt === undefined ? null : new Date(node.createdAt),
});

const fromStatus = (resource: ResourceStatus): ResourceModel => fromTree({ ...resource, uid: keyText(resource) });
