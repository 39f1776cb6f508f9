import type { WindowClock } from './window-clock.ts';
import type { WindowGroup } from './window-book.ts';
import type { Span } from './spans.ts';

/** A window that allows and one that denies are active at the same time for the same targets: the deny wins. */
export interface Contradiction {
  /** Ids of the windows. */
  readonly allow: string;
  readonly deny: string;
  /** The first time that both are active, within the time looked at. */
  readonly from: number;
  readonly to: number;
  /** Every opening of the allow within that time lies in the deny: it opens for nobody who has both. */
  readonly always: boolean;
}

export interface Within {
  readonly from: number;
  readonly to: number;
}

const MOST_OPENINGS = 100;

/** Ids of the windows that are not active any more from an instant on, within 40 years: their schedule is past or never comes. */
export function neverActive(clocks: Iterable<WindowClock>, now: number): string[] {
  const [ever, all] = [new Set<string>(), new Set<string>()];
  for (const { rule, spans, problem } of clocks) {
    if (problem !== undefined) continue;
    all.add(rule.id);
    if (spans.from(now)) ever.add(rule.id);
  }
  return [...all].filter((id) => !ever.has(id)).sort();
}

/** Which windows contradict each other for some group of targets; each pair once. */
export function contradictionsIn(groups: Iterable<WindowGroup>, within: Within): Contradiction[] {
  const found = new Map<string, Contradiction | undefined>();
  for (const { clocks, zone } of groups) {
    const sound = clocks.filter(({ problem }) => problem === undefined);
    const denies = sound.filter(({ rule }) => rule.kind === 'deny');
    for (const allow of sound.filter(({ rule }) => rule.kind === 'allow')) {
      for (const deny of denies) {
        const key = `${allow.rule.id}\n${deny.rule.id}\n${zone}`;
        if (!found.has(key)) found.set(key, contradiction(allow, deny, within));
      }
    }
  }
  const pairs = new Map<string, Contradiction>();
  for (const one of found.values()) if (one) pairs.set(`${one.allow}\n${one.deny}`, one);
  return [...pairs.values()].sort((a, b) => a.from - b.from);
}

function contradiction(allow: WindowClock, deny: WindowClock, within: Within): Contradiction | undefined {
  let [first, always]: [Span | undefined, boolean] = [undefined, true];
  let at = within.from;
  for (let opening = 0; opening < MOST_OPENINGS; opening++) {
    const open = allow.spans.from(at);
    if (!open || open.start >= within.to) break;
    const [start, end] = [Math.max(open.start, within.from), Math.min(open.end, within.to)];
    const denied = deny.spans.from(start);
    always &&= denied !== undefined && denied.start <= start && denied.end >= end;
    if (!first && denied && denied.start < end)
      first = { start: Math.max(start, denied.start), end: Math.min(end, denied.end) };
    at = open.end;
  }
  return first && { allow: allow.rule.id, deny: deny.rule.id, from: first.start, to: first.end, always };
}
