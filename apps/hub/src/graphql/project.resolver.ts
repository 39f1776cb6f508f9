import { Inject } from '@nestjs/common';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { countProjects, listProjects, type ProjectView, type Sql } from '@wheelhouse/adapter-postgres';
import { READ } from '../edge-tokens.ts';
import { toConnection } from './connection.ts';
import type { RequestContext } from './context.ts';
import { answering } from './errors.ts';
import { ProjectArgs } from './list.args.ts';
import { ProjectConnectionModel } from './models/connections.model.ts';
import { StatusCountsModel } from './models/health.model.ts';
import { ProjectModel, ViewerModel } from './models/project.model.ts';
import { toYaml } from './yaml.ts';

const describeProject = (view: ProjectView) => {
  const spec = (view.manifest['spec'] ?? {}) as { description?: string; sourceRepos?: string[] };
  return {
    id: view.id,
    name: view.name,
    description: spec.description ?? '',
    sourceRepos: spec.sourceRepos ?? [],
    manifest: toYaml(view.manifest),
    createdAt: view.createdAt,
  };
};

@Resolver(() => ProjectModel)
export class ProjectResolver {
  constructor(@Inject(READ) private readonly sql: Sql) {}

  @Query(() => ViewerModel)
  viewer(@Context() { viewer }: RequestContext): ViewerModel {
    return { name: viewer.name, admin: viewer.admin, projects: [...viewer.projects] };
  }

  @Query(() => ProjectConnectionModel, { name: 'projects' })
  async list(@Args({ type: () => ProjectArgs }) args: ProjectArgs, @Context() { viewer }: RequestContext) {
    const search = args.filter?.search ?? null;
    const page = await answering(listProjects(this.sql, viewer, { search, page: args }));
    return toConnection(page, describeProject, () => countProjects(this.sql, viewer, search));
  }

  @ResolveField(() => StatusCountsModel)
  counts(@Parent() { id }: ProjectModel, @Context() context: RequestContext): Promise<StatusCountsModel> {
    return context.counts.project.load(id);
  }
}
