import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';

/** Bad input by the thousand, for the specs of parsers. No IO; seeded, so that a failure comes back by itself. */

/** Inputs per parser. `FUZZ_RUNS=100000` for a longer run. */
export const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121);

/** Texts that have hurt parsers before. */
const SHARP = [
  '',
  ' ',
  '\0',
  '\n',
  '\r\n',
  '\t',
  '-',
  '.',
  '..',
  '/',
  '//',
  '../../etc/passwd',
  '~',
  '~0~1~2',
  '*',
  '**',
  '***********************a',
  '[',
  '[!',
  '[]]',
  '{',
  '}',
  '{{',
  '}}',
  '{{.a}}',
  '{a,{b,{c,d}}}',
  '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}',
  '\\',
  '%',
  '%00',
  '%zz',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '0x7fffffff',
  '9007199254740993',
  '99999999999999999999h',
  '1h1h1h1h1h1h1h1h1h1h',
  '1111111111111111111111111111111111111111',
  '2026-02-30T25:61:61Z',
  '&a [*a]',
  '*a',
  '<<',
  '!!js/function',
  '---',
  '|',
  '"',
  "'",
  '`',
  '<script>',
  "' OR 1=1 --",
  '\ud800',
  '\u202e',
  'ı',
  'ſ',
  'K',
  '👩‍👩‍👧',
  'x'.repeat(300),
  'a.'.repeat(130),
  'refs/heads/',
  'ssh://-oProxyCommand=x/',
  'https://u:p@h/',
] as const;

/** Any code points, also halves of pairs. Not `fc.string({ unit: 'binary' })`: that makes a map of all of Unicode, 0.8 s long. */
const anyCharacters = fc
  .array(fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 12 })
  .map((points) => String.fromCodePoint(...points));

export const sharpTexts: Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...SHARP), weight: 3 },
  { arbitrary: fc.string({ maxLength: 30 }), weight: 1 },
  { arbitrary: anyCharacters, weight: 1 },
  { arbitrary: fc.array(fc.constantFrom(...SHARP), { maxLength: 4 }).map((parts) => parts.join('')), weight: 1 },
);

/** Any JSON, with sharp texts as keys and values; `__proto__` is an own key where it occurs, as `JSON.parse` makes it. */
export const sharpJson: Arbitrary<unknown> = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER),
    sharpTexts,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('map'),
  ),
  map: fc.array(fc.tuple(sharpTexts, tie('value')), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs)),
})).value;

/** Made once and named by number: to make each anew costs more than most parsers take. */
const pool = <T>(of: Arbitrary<T>) => {
  let made: readonly T[] | undefined;
  return (at: number): T => {
    made ??= fc.sample(of, { numRuns: 4_000, seed: SEED });
    return made[at % made.length]!;
  };
};
const textAt = pool(sharpTexts);
const jsonAt = pool(sharpJson);

type Edit = readonly [kind: number, at: number, size: number, text: number];
const edits: Arbitrary<Edit[]> = fc.array(fc.tuple(fc.nat(6), fc.nat(), fc.nat(40), fc.nat()), {
  minLength: 1,
  maxLength: 4,
});

/** Valid texts with pieces taken out, put in, repeated, exchanged and cut off. */
export const mutatedTexts = (...samples: readonly string[]): Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...samples), edits).map(([sample, changes]) => changes.reduce(editText, sample));

function editText(text: string, [kind, where, size, one]: Edit): string {
  const sharp = textAt(one);
  const at = text.length === 0 ? 0 : where % text.length;
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  switch (kind) {
    case 0:
      return head + sharp + tail;
    case 1:
      return head + tail.slice(size);
    case 2:
      return head + sharp + tail.slice(size);
    case 3:
      return head;
    case 4:
      return head + tail.slice(0, size).repeat(2) + tail.slice(size);
    case 5:
      return head + String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << (size % 7))) + tail.slice(1);
    default:
      return replaceWord(text, at, sharp);
  }
}

/** The word at or after the place: most of what parsers look at are whole words. */
function replaceWord(text: string, at: number, by: string): string {
  const word = /[\w.-]+/g;
  word.lastIndex = at;
  const found = word.exec(text);
  return found ? text.slice(0, found.index) + by + text.slice(found.index + found[0].length) : text + by;
}

/** Valid bytes with bits turned, bytes exchanged, pieces taken out and repeated, and cut off; some from nothing. */
export function mutatedBytes(...samples: readonly Uint8Array[]): Arbitrary<Uint8Array> {
  const changed = fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(5), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
    )
    .map(([sample, changes]) => changes.reduce(editBytes, sample));
  return fc.oneof({ arbitrary: changed, weight: 9 }, { arbitrary: fc.uint8Array({ maxLength: 64 }), weight: 1 });
}

function editBytes(bytes: Uint8Array, [kind, where, value]: readonly [number, number, number]): Uint8Array {
  const at = bytes.length === 0 ? 0 : where % bytes.length;
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  const size = value % 17;
  switch (kind) {
    case 0:
      return joined(head, [(tail[0] ?? 0) ^ (1 << (value % 8))], tail.subarray(1));
    case 1:
      return joined(head, [value], tail.subarray(1));
    case 2:
      return joined(head, tail.subarray(size));
    case 3:
      return Uint8Array.from(head);
    case 4:
      return joined(head, tail.subarray(0, size), tail);
    default:
      return joined(head, [value], tail);
  }
}

function joined(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Valid JSON with members exchanged, taken out, added, wrapped and repeated, one to four times. */
export function mutatedJson<T>(...samples: readonly T[]): Arbitrary<unknown> {
  const change = fc.tuple(fc.nat(6), fc.nat(), fc.nat());
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([sample, changes]) => {
      const root = { value: structuredClone(sample) as unknown };
      for (const one of changes) editJson(root, one);
      return root.value;
    });
}

type Container = Record<string, unknown> | unknown[];
interface Place {
  readonly of: Container;
  readonly key: string;
}

function placesIn(value: unknown, into: Place[]): Place[] {
  if (typeof value !== 'object' || value === null) return into;
  for (const key of Object.keys(value)) {
    into.push({ of: value as Container, key });
    placesIn((value as Record<string, unknown>)[key], into);
  }
  return into;
}

function editJson(root: { value: unknown }, [kind, at, one]: readonly [number, number, number]): void {
  const [text, json] = [textAt(one), structuredClone(jsonAt(one >> 12))];
  const places = placesIn(root, []);
  const { of, key } = places[at % places.length]!;
  const value = (of as Record<string, unknown>)[key];
  switch (kind) {
    case 0:
      return put(of, key, json);
    case 1:
      return put(of, key, text);
    case 2:
      return put(of, key, typeof value === 'string' ? value + text : [value]);
    case 3:
      if (Array.isArray(of)) of.splice(Number(key), 1);
      else if (of !== (root as unknown)) delete of[key];
      return;
    case 4:
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) put(value as Container, text, json);
      else put(of, key, { [text]: value });
      return;
    case 5:
      return put(of, key, Array.isArray(value) ? [...value, ...value, json] : null);
    default:
      return put(
        of,
        key,
        typeof value === 'string' ? plainNumber(value) : typeof value === 'object' ? text : String(value),
      );
  }
}

const plainNumber = (text: string): number => (Number.isFinite(Number(text)) ? Number(text) : 7);

/** Always an own member: assigning `__proto__` would exchange the prototype. */
const put = (of: Container, key: string, value: unknown): void => {
  Object.defineProperty(of, key, { value, enumerable: true, writable: true, configurable: true });
};

export interface FuzzOptions {
  /** Of this parser; default `FUZZ_RUNS`. */
  readonly runs?: number;
}

/**
 * Runs a property on many inputs. What it throws fails, except what it catches itself: a parser says what is wrong by its result or
 * by its declared error. Afterwards nothing of the language's own objects may be changed.
 */
export function fuzz<T>(inputs: Arbitrary<T>, property: (input: T) => unknown, options: FuzzOptions = {}): void {
  const tried = fc.property(inputs, (input) => {
    const verdict = property(input);
    demandCleanPrototypes();
    return verdict !== false;
  });
  const parameters = { numRuns: options.runs ?? FUZZ_RUNS, seed: SEED };
  // Parsers throw by the thousand here, and to collect each stack costs more than to parse. The failure is run again with them.
  const failed = withoutStacks(() => fc.check(tried, parameters).failed);
  if (failed) fc.assert(tried, parameters);
}

function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const OWN = [Object.prototype, Array.prototype, Function.prototype, String.prototype].map(
  (prototype) => [prototype, Reflect.ownKeys(prototype).length] as const,
);

function demandCleanPrototypes(): void {
  for (const [prototype, keys] of OWN) {
    if (Reflect.ownKeys(prototype).length !== keys) throw new Error('the prototype of an own object was changed');
  }
}
