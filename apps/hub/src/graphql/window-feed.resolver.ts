import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { type Viewer } from '../use-cases.ts';
import { WindowFeeds } from '../window-use-cases.ts';
import type { RequestContext } from './context.ts';
import { edgeError } from './errors.ts';
import { NewWindowFeedModel, WindowFeedModel } from './models/window-fleet.model.ts';

function demandProject(project: string, { admin, projects }: Viewer): void {
  if (!admin && !projects.includes(project)) throw edgeError('NOT_FOUND', `There is no project ${project}.`);
}

const closedArg = {
  ...{ type: () => Boolean, defaultValue: false },
  description: 'The times in which nothing may sync, instead.',
};

@Resolver(() => WindowFeedModel)
export class WindowFeedResolver {
  constructor(private readonly feeds: WindowFeeds) {}

  @Query(() => String, {
    description: 'The openings of a project as an iCalendar file, from a week ago on for 90 days more.',
  })
  windowCalendar(
    @Args('project') project: string,
    @Context() { viewer }: RequestContext,
    @Args('closed', closedArg) closed: boolean,
  ): Promise<string> {
    demandProject(project, viewer);
    return this.feeds.text(project, closed, viewer);
  }

  @Query(() => [WindowFeedModel], { description: "The viewer's own." })
  async windowFeeds(@Context() { viewer }: RequestContext): Promise<WindowFeedModel[]> {
    return [...(await this.feeds.list(viewer))];
  }

  @Mutation(() => NewWindowFeedModel, {
    description:
      'An address for calendar programs: whoever has it reads the openings of the project, as far as the viewer may.',
  })
  async createWindowFeed(
    @Args('project') project: string,
    @Context() { viewer }: RequestContext,
    @Args('closed', closedArg) closed: boolean,
  ): Promise<NewWindowFeedModel> {
    demandProject(project, viewer);
    return this.feeds.create(project, closed, viewer);
  }

  @Mutation(() => Boolean, { description: 'Ends an address; calendars that read it stop.' })
  async deleteWindowFeed(
    @Args('id', { type: () => ID }) id: string,
    @Context() { viewer }: RequestContext,
  ): Promise<boolean> {
    if (await this.feeds.remove(id, viewer)) return true;
    throw edgeError('NOT_FOUND', `There is no calendar address ${id} of yours.`);
  }
}
