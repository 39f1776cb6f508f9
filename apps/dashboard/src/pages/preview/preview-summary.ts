import type { PreviewSetQuery } from '../../api/operations.generated.ts';

export type Preview = PreviewSetQuery['previewApplicationSet'];

/** One sentence. */
export const summaryOf = ({ counts }: Preview): string =>
  `${counts.created} created, ${counts.changed} changed, ${counts.withdrawn} withdrawn, ${counts.unchanged} as they are.`;
