import { Args, Context, GraphQLISODateTime, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Viewer } from '../use-cases.ts';
import { SyncWindows, type WindowSelection, type WindowView } from '../window-use-cases.ts';
import { toConnection } from './connection.ts';
import type { RequestContext } from './context.ts';
import type { DescribedApplication } from './describe-application.ts';
import { date, describeInterval, describeVerdict } from './describe-window.ts';
import { edgeError, unwrap } from './errors.ts';
import { PageArgs } from './list.args.ts';
import { ApplicationModel } from './models/application.model.ts';
import { toEnum } from './models/enums.ts';
import {
  ExceptionInput,
  FreezeInput,
  SyncVerdictModel,
  SyncWindowConnectionModel,
  SyncWindowKind,
  SyncWindowModel,
  WindowIntervalModel,
  type WindowSelectionInput,
} from './models/sync-window.model.ts';
import { toYaml } from './yaml.ts';

const describeWindow = ({ manifest, ...view }: WindowView): SyncWindowModel => ({
  ...view,
  kind: toEnum<SyncWindowKind>(view.kind),
  until: date(view.until),
  calendars: [...view.calendars],
  manifest: manifest ? toYaml(manifest) : null,
});

const selectionOf = (input: WindowSelectionInput | null | undefined): WindowSelection => ({
  clusterLabels: input?.clusterLabels ?? [],
  applicationLabels: input?.applicationLabels ?? [],
  projects: input?.projects ?? [],
  namespaces: input?.namespaces ?? [],
  applicationSets: input?.applicationSets ?? [],
});

function demandAdmin(viewer: Viewer): void {
  if (!viewer.admin) throw edgeError('FORBIDDEN', 'Only an admin may make freezes and exceptions: ask one.');
}

const MOST_INTERVALS = 1_000;

@Resolver(() => ApplicationModel)
export class SyncWindowResolver {
  constructor(private readonly windows: SyncWindows) {}

  @Query(() => SyncWindowConnectionModel, {
    name: 'syncWindows',
    description: 'All that the viewer may know of, by id: windows of projects, SyncWindows, freezes and exceptions.',
  })
  async list(@Args({ type: () => PageArgs }) { first, after }: PageArgs, @Context() { viewer }: RequestContext) {
    const all = await this.windows.list(viewer);
    const from = after ? all.findIndex(({ id }) => id > after) : 0;
    const begin = from < 0 ? all.length : from;
    const rows = all.slice(begin, begin + Math.min(first ?? 100, 500));
    const page = {
      rows,
      cursors: rows.map(({ id }) => id),
      hasNextPage: begin + rows.length < all.length,
      hasPreviousPage: begin > 0,
    };
    return toConnection(page, describeWindow, () => Promise.resolve(all.length));
  }

  @Mutation(() => SyncWindowModel, {
    description: 'Stops all syncs, or those of a selection, at once and everywhere. Delete the SyncWindow to end it.',
  })
  async freeze(@Args('input') input: FreezeInput, @Context() { viewer }: RequestContext): Promise<SyncWindowModel> {
    demandAdmin(viewer);
    const { reason, ticket, until, heal, selection } = input;
    const asked = { reason, ticket: ticket ?? '', heal: heal ?? false, selection: selectionOf(selection) };
    return describeWindow(unwrap(await this.windows.freeze({ ...asked, ...(until && { until }) }, viewer)));
  }

  @Mutation(() => SyncWindowModel, { description: 'Lets a selection pass windows for a time; it ends by itself.' })
  async except(@Args('input') input: ExceptionInput, @Context() { viewer }: RequestContext): Promise<SyncWindowModel> {
    demandAdmin(viewer);
    const { reason, ticket, from, to, windows, selection } = input;
    const asked = { reason, ticket, to, windows: windows ?? [], selection: selectionOf(selection) };
    return describeWindow(unwrap(await this.windows.except({ ...asked, ...(from && { from }) }, viewer)));
  }

  @ResolveField(() => SyncVerdictModel, {
    description: 'What the sync windows say of it now, or (`at`) would say at another time.',
  })
  async verdict(
    @Parent() application: DescribedApplication,
    @Context() context: RequestContext,
    @Args('at', { type: () => GraphQLISODateTime, nullable: true }) at?: Date | null,
  ): Promise<SyncVerdictModel> {
    const verdict = await this.windows.verdict(await this.target(application, context), at ?? undefined);
    const { automatic, manual, heal, matching, active } = verdict;
    return {
      automatic: describeVerdict(automatic),
      manual: describeVerdict(manual),
      heal: describeVerdict(heal),
      matching: [...matching],
      active: [...active],
    };
  }

  @ResolveField(() => [WindowIntervalModel], { description: 'Its openings and closings; at most 1,000 intervals.' })
  async windowTimeline(
    @Parent() application: DescribedApplication,
    @Args('from', { type: () => GraphQLISODateTime }) from: Date,
    @Args('to', { type: () => GraphQLISODateTime }) to: Date,
    @Context() context: RequestContext,
  ): Promise<WindowIntervalModel[]> {
    if (to <= from) throw edgeError('INVALID_ARGUMENT', 'windowTimeline: `to` is not after `from`.');
    const target = await this.target(application, context);
    const intervals = await this.windows.timeline(target, { from, to, most: MOST_INTERVALS });
    return intervals.map(describeInterval);
  }

  private async target({ view, destination }: DescribedApplication, context: RequestContext) {
    const [cluster, set] = await Promise.all([
      view.clusterId ? context.clusters.load(view.clusterId) : undefined,
      view.setId ? context.sets.load(view.setId) : undefined,
    ]);
    const { project, name, labels } = view;
    const { namespace, ...written } = destination;
    return { project, name, labels, namespace, set: set?.name, cluster, written };
  }
}
