import { HORIZON_YEARS } from './fires.ts';
import type { Span } from './spans.ts';
import type { WindowClock } from './window-clock.ts';
import { YEAR } from './zone.ts';

/** The next times in which a window is active, the present one included; fewer where there are not so many in 40 years. */
export function nextSpans({ spans }: WindowClock, now: number, count: number): readonly Span[] {
  const found: Span[] = [];
  for (let at = now; found.length < count;) {
    const span = spans.from(at);
    if (!span || span.start > now + HORIZON_YEARS * YEAR) break;
    found.push(span);
    if (span.end === Infinity) break;
    at = span.end;
  }
  return found;
}
