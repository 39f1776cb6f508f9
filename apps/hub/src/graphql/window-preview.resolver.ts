import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { WindowPreviews } from '../window-use-cases.ts';
import type { RequestContext } from './context.ts';
import { SyncWindowPreviewModel } from './models/window-preview.model.ts';

@Resolver(() => SyncWindowPreviewModel)
export class WindowPreviewResolver {
  constructor(private readonly previews: WindowPreviews) {}

  @Query(() => SyncWindowPreviewModel, {
    description: 'What this SyncWindow would do, when and to whom; nothing is stored.',
  })
  async previewSyncWindow(
    @Args('manifest') manifest: string,
    @Context() { viewer }: RequestContext,
    @Args('timeZone', { type: () => String, nullable: true, description: "For a window in the clusters' time." })
    timeZone?: string | null,
  ): Promise<SyncWindowPreviewModel> {
    const { problems, warnings, openings, affected, unread, ...rest } = await this.previews.preview(
      manifest,
      viewer,
      timeZone ?? undefined,
    );
    return {
      ...rest,
      problems: [...problems],
      warnings: [...warnings],
      openings: openings.map(({ start, end }) => ({
        from: new Date(start),
        to: end === Infinity ? null : new Date(end),
      })),
      affected: { ...affected, applications: [...affected.applications] },
      unread: [...unread],
    };
  }
}
