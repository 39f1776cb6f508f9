/** A time from–to, without its end; `Infinity` where it has none. Milliseconds since the epoch. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Times without overlap, in order: what touches is one. */
export interface Spans {
  /** The first span that ends after an instant: the one it is in, or the next. A span that it is in may have begun before `start`. */
  from(instant: number): Span | undefined;
}

/** Spans that are known one by one. */
export function listedSpans(list: readonly Span[]): Spans {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...list].sort((a, b) => a.start - b.start)) {
    const last = merged[merged.length - 1];
    if (end <= start) continue;
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return { from: (instant) => firstEndingAfter(merged, instant) };
}

/** Of spans in order. */
export function firstEndingAfter(spans: readonly Span[], instant: number): Span | undefined {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.end > instant) high = middle;
    else low = middle + 1;
  }
  return spans[low];
}

/** What is in any of them. */
export function unionOf(all: readonly Spans[]): Spans {
  if (all.length === 1) return all[0]!;
  return { from: (instant) => firstOfUnion(all, instant) };
}

function firstOfUnion(all: readonly Spans[], instant: number): Span | undefined {
  const firsts = all.flatMap((spans) => spans.from(instant) ?? []);
  if (firsts.length === 0) return undefined;
  const start = Math.min(...firsts.map((span) => span.start));
  let end = Math.max(...firsts.filter((span) => span.start === start).map((span) => span.end));
  for (let grown = true; grown && end < Infinity;) {
    const next = Math.max(...all.map((spans) => reach(spans, end)));
    grown = next > end;
    end = Math.max(end, next);
  }
  return { start, end };
}

/** How far spans go on from an instant that they touch; the instant itself where they do not. */
function reach(spans: Spans, instant: number): number {
  const span = spans.from(instant);
  return span && span.start <= instant ? span.end : instant;
}
