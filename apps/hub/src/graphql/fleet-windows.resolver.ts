import { Args, Context, GraphQLISODateTime, Query, Resolver } from '@nestjs/graphql';
import { FleetWindows, type GroupedBy } from '../window-use-cases.ts';
import type { RequestContext } from './context.ts';
import { describeInterval } from './describe-window.ts';
import { edgeError } from './errors.ts';
import { WindowGroupModel, WindowGrouping, WindowNoticesModel } from './models/window-fleet.model.ts';

/** Longer, and the intervals are too many to look at. */
const LONGEST_MS = 400 * 86_400_000;

@Resolver(() => WindowGroupModel)
export class FleetWindowsResolver {
  constructor(private readonly fleet: FleetWindows) {}

  @Query(() => [WindowGroupModel], {
    description:
      'The timeline of the fleet: Applications that have the same windows are one. At most 500: first those of which something waits, last those without windows.',
  })
  async windowGroups(
    @Args('from', { type: () => GraphQLISODateTime }) from: Date,
    @Args('to', { type: () => GraphQLISODateTime }) to: Date,
    @Context() { viewer }: RequestContext,
    @Args('by', { type: () => WindowGrouping, defaultValue: WindowGrouping.WINDOWS }) by: WindowGrouping,
    @Args('project', { type: () => String, nullable: true }) project?: string | null,
  ): Promise<WindowGroupModel[]> {
    if (to <= from) throw edgeError('INVALID_ARGUMENT', 'windowGroups: `to` is not after `from`.');
    if (to.getTime() - from.getTime() > LONGEST_MS)
      throw edgeError('INVALID_ARGUMENT', 'windowGroups: ask for at most 400 days.');
    const asked = { from: from.getTime(), to: to.getTime(), ...(project && { project }) };
    const groups = await this.fleet.groups(viewer, by.toLowerCase() as GroupedBy, asked);
    return groups.map((group) => ({
      ...group,
      windows: [...group.windows],
      projects: [...group.projects],
      intervals: group.intervals.map(describeInterval),
    }));
  }

  @Query(() => WindowNoticesModel, { description: 'What waits for windows, and which windows can not be meant so.' })
  async windowNotices(@Context() { viewer }: RequestContext): Promise<WindowNoticesModel> {
    const { waiting, longestWaitSince, neverActive, contradictions } = await this.fleet.notices(viewer);
    return {
      ...{ waiting, longestWaitSince: longestWaitSince ?? null, neverActive: [...neverActive] },
      contradictions: contradictions.map((one) => ({ ...one, from: new Date(one.from), to: new Date(one.to) })),
    };
  }
}
