import { err } from '@wheelhouse/core-domain';
import type { Problem } from '@wheelhouse/core-domain';
import { flag, integer, text } from './wire/codec.ts';
import { name, time } from './wire/fields.ts';
import { field, record } from './wire/record.ts';

/**
 * Why a spoke did not take what it was given.
 * `headers`: they cannot be read · `identity`: for another cluster, or from another hub · `key`: no such key in the trust set ·
 * `signature`: not signed by that key, or changed since · `older`: a generation before the accepted one · `conflict`: one generation
 * says two things · `delta`: it does not begin at what is held, or does not lead to what was signed · `content`: signed, and not what
 * it says it is · `blob`: a body that is not what its name says.
 */
export const refusalKinds = [
  'headers',
  'identity',
  'key',
  'signature',
  'older',
  'conflict',
  'delta',
  'content',
  'blob',
] as const;
export type RefusalKind = (typeof refusalKinds)[number];

export interface RefusedProblem extends Problem {
  readonly refusal: RefusalKind;
}

export const refusedAs = (refusal: RefusalKind, problems: readonly Problem[]) =>
  err(problems.map((problem): RefusedProblem => ({ ...problem, refusal })));

/** What a spoke refused of one kind since its process began: counters of Prometheus begin anew in the same way. */
export interface Refusals {
  /** One of `refusalKinds`, or one that a newer spoke knows. */
  readonly kind: string;
  readonly count: number;
  /** Of the last one, in words for people; at most `MAX_REFUSAL_REASON` characters. */
  readonly reason: string;
  /** Of the last one, in milliseconds since 1970, by the spoke's clock. */
  readonly at: number;
  /** Nothing of the hub was accepted since. */
  readonly standing: boolean;
}

export const MAX_REFUSAL_REASON = 300;

export const refusalsField = record<Refusals>({
  kind: field(0, name),
  count: field(1, integer(1)),
  reason: field(2, text(4 * MAX_REFUSAL_REASON)),
  at: field(3, time),
  standing: field(4, flag),
});
