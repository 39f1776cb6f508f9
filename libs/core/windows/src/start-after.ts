import { judgeCause } from './judge.ts';
import type { WindowClock } from './window-clock.ts';

/** Its place among those that one edge releases: at the edge itself, spread by hash, or after all of these. */
export type WindowStart = 'first' | 'spread' | 'last';

export interface Starter {
  /** What the place within the spread is told by. */
  readonly id: string;
  readonly start: WindowStart;
}

/** Edges looked at between the opening and now. */
const MOST_EDGES = 1_000;

/**
 * When automation may begin, of targets that one edge releases, so that not all of them begin at once: `first` at the edge, the others
 * within the windows' `spread` after it by their hash, `last` within as much again. Undefined: now. The same answer wherever it is
 * asked, without that anybody counts. Only for what is allowed now.
 */
export function startAfter(clocks: readonly WindowClock[], { id, start }: Starter, now: number): number | undefined {
  const spread = Math.max(0, ...clocks.map(({ rule }) => rule.spreadMs ?? 0));
  if (spread === 0 || start === 'first') return undefined;
  const after = spread * (hashOf(id) + (start === 'last' ? 1 : 0));
  const opened = openedAt(clocks, now, after);
  if (!opened) return undefined;
  const { at, closes } = opened;
  // Where it closes earlier than that, all of them begin in what there is.
  const begin = at + Math.min(after, (after / (2 * spread)) * (closes - at));
  return begin > now ? begin : undefined;
}

/** The opening that was at most so long ago; undefined where it was before. */
function openedAt(
  clocks: readonly WindowClock[],
  now: number,
  within: number,
): { readonly at: number; readonly closes: number } | undefined {
  let at = now - within;
  for (let edge = 0; edge < MOST_EDGES && at <= now; edge++) {
    const { allowed, until = Infinity } = judgeCause(clocks, at, 'automatic', { justAfter: true });
    if (allowed && until > now) return edge === 0 ? undefined : { at, closes: until };
    at = until;
  }
  return undefined;
}

/** From 0 up to 1, evenly (FNV-1a, finished as MurmurHash3 does). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
