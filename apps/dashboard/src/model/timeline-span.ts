export const zooms = ['1d', '7d', '30d'] as const;
export type Zoom = (typeof zooms)[number];

const hour = 3_600_000;
const lengths: Readonly<Record<Zoom, { readonly past: number; readonly coming: number }>> = {
  '1d': { past: 4 * hour, coming: 24 * hour },
  '7d': { past: 24 * hour, coming: 7 * 24 * hour },
  '30d': { past: 4 * 24 * hour, coming: 30 * 24 * hour },
};
const STEP_MS = 15 * 60_000;

/**
 * The time that is shown, in milliseconds since 1970: a little past and what comes, moved by whole screens. It moves on in
 * quarters of an hour, so that the same question is not asked each second.
 */
export function timelineSpan(now: number, zoom: Zoom, screens: number): { readonly from: number; readonly to: number } {
  const { past, coming } = lengths[zoom];
  const base = Math.floor(now / STEP_MS) * STEP_MS + screens * coming;
  return { from: base - past, to: base + coming };
}

export const zoomOf = (text: string | null): Zoom => zooms.find((zoom) => zoom === text) ?? '7d';
