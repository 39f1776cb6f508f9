/** Takes one character. */
export type Takes = (char: string) => boolean;

/** One step of a pattern: a character; any number of them; or the next `optional` steps, which may be left out. */
export type Step =
  { readonly kind: 'one' | 'many'; readonly takes: Takes } | { readonly kind: 'maybe'; readonly optional: number };

export const one = (takes: Takes): Step => ({ kind: 'one', takes });
export const many = (takes: Takes): Step => ({ kind: 'many', takes });
export const literal = (char: string): Step => one((other) => other === char);
export const notSlash: Takes = (char) => char !== '/';
export const anything: Takes = () => true;

/** Reads a class that begins behind its bracket; `end` is its closing bracket. Undefined where it is malformed. */
export type ReadClass = (
  chars: readonly string[],
  start: number,
) => { readonly takes: Takes; readonly end: number } | undefined;

/** The step at a place of a glob, and its last character. `*` and `?` take what `wildcard` takes. Undefined: malformed. */
export function stepAt(
  chars: readonly string[],
  at: number,
  wildcard: Takes,
  readClass: ReadClass,
): { readonly step: Step; readonly end: number } | undefined {
  const char = chars[at];
  if (char === '*') return { step: many(wildcard), end: at };
  if (char === '?') return { step: one(wildcard), end: at };
  if (char === '[') {
    const parsed = readClass(chars, at + 1);
    return parsed && { step: one(parsed.takes), end: parsed.end };
  }
  const end = char === '\\' ? at + 1 : at;
  const exact = chars[end];
  return exact === undefined ? undefined : { step: literal(exact), end };
}

/** All steps of a glob without steps of its own kind. Undefined: malformed. */
export function globSteps(chars: readonly string[], wildcard: Takes, readClass: ReadClass): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < chars.length; at++) {
    const read = stepAt(chars, at, wildcard, readClass);
    if (!read) return undefined;
    steps.push(read.step);
    at = read.end;
  }
  return steps;
}

/** A compiled pattern of paths. */
export interface PathPattern {
  readonly matches: (path: string) => boolean;
  /** Whether a path below this folder may match: where none may, nobody needs to look into it. */
  readonly reaches: (folder: string) => boolean;
}

const MAX_STATES = 2_000;

interface State {
  readonly places: readonly number[];
  readonly accepts: boolean;
  /** By character; null where nothing matches any more. */
  readonly next: Map<string, State | null>;
  /** The same by code, for those that nearly all paths are made of. */
  readonly ascii: (State | null | undefined)[];
}

/**
 * A pattern that takes a whole path. All places where it may be are followed at once, so that no path takes longer than its
 * length times the pattern's; what was found out once about a set of places is kept, so that thousands of paths cost one
 * look-up for each character.
 */
export function compileSteps(steps: readonly Step[]): PathPattern {
  const automaton = new Automaton(steps);
  return {
    matches: (path) => automaton.after(path)?.accepts ?? false,
    reaches: (folder) => automaton.after(`${folder}/`) !== null,
  };
}

class Automaton {
  readonly #steps: readonly Step[];
  readonly #states = new Map<string, State>();
  #first: State;
  #remembered = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
    this.#first = this.#stateOf(addReachable(steps, 0, new Set()));
  }

  /** Where the pattern may be after a text; null: nothing that begins so matches. */
  after(text: string): State | null {
    this.#forgetWhenFull();
    let here: State | null = this.#first;
    for (let at = 0; here && at < text.length; at++) {
      const code = text.charCodeAt(at);
      const known: State | null | undefined = here.ascii[code];
      if (known !== undefined) here = known;
      else if (code < 128) here = here.ascii[code] = this.#next(here, text[at]!);
      else {
        const char = String.fromCodePoint(text.codePointAt(at)!);
        at += char.length - 1;
        here = this.#next(here, char);
      }
    }
    return here;
  }

  #next(state: State, char: string): State | null {
    const known = state.next.get(char);
    if (known !== undefined) return known;
    const places = new Set<number>();
    for (const at of state.places) {
      const step = this.#steps[at];
      if (!step || step.kind === 'maybe' || !step.takes(char)) continue;
      addReachable(this.#steps, step.kind === 'one' ? at + 1 : at, places);
    }
    const next = places.size > 0 ? this.#stateOf(places) : null;
    state.next.set(char, next);
    this.#remembered += 1;
    return next;
  }

  #stateOf(places: ReadonlySet<number>): State {
    const sorted = [...places].sort((a, b) => a - b);
    const key = sorted.join();
    const known = this.#states.get(key);
    if (known) return known;
    const state: State = { places: sorted, accepts: places.has(this.#steps.length), next: new Map(), ascii: [] };
    this.#states.set(key, state);
    return state;
  }

  #forgetWhenFull(): void {
    if (this.#remembered <= MAX_STATES) return;
    this.#remembered = 0;
    this.#states.clear();
    this.#first = this.#stateOf(addReachable(this.#steps, 0, new Set()));
  }
}

/** A place, and those that can be reached from it without a character. */
function addReachable(steps: readonly Step[], from: number, places: Set<number>): Set<number> {
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (places.has(at)) continue;
    places.add(at);
    const step = steps[at];
    if (!step || step.kind === 'one') continue;
    open.push(at + 1);
    if (step.kind === 'maybe') open.push(at + 1 + step.optional);
  }
  return places;
}

/**
 * The members of a class from after its bracket; `end` is where its closing bracket stands. `negation`: the characters that
 * turn it round. Undefined: it is malformed.
 */
export function parseClass(
  chars: readonly string[],
  start: number,
  negation = '^',
): { readonly takes: Takes; readonly end: number } | undefined {
  const negated = chars[start] !== undefined && negation.includes(chars[start]);
  const ranges: [low: number, high: number][] = [];
  let at = start + (negated ? 1 : 0);
  const member = (): string | undefined => {
    const char = chars[at];
    if (char === undefined || char === '-' || char === ']') return undefined;
    if (char !== '\\') return (at++, char);
    const escaped = chars[at + 1];
    at += 2;
    return escaped;
  };
  for (let count = 0; chars[at] !== ']' || count === 0; count++) {
    const low = member();
    if (low === undefined) return undefined;
    let high = low;
    if (chars[at] === '-') {
      at++;
      const end = member();
      if (end === undefined) return undefined;
      high = end;
    }
    ranges.push([low.codePointAt(0)!, high.codePointAt(0)!]);
    if (chars[at] === undefined) return undefined;
  }
  const within: Takes = (char) => {
    const code = char.codePointAt(0)!;
    return ranges.some(([low, high]) => low <= code && code <= high);
  };
  return { takes: negated ? (char) => !within(char) : within, end: at };
}
