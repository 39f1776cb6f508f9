import type { Problem } from '@wheelhouse/core-domain';

/** `pg` takes a JavaScript array for a Postgres array, so JSON goes in as text. */
export const json = (value: unknown): string => JSON.stringify(value ?? null);

/** A problem as a row holds it: with the moment since which it is there. */
export interface StoredProblemRow extends Problem {
  readonly since: string;
}

/** Keeps the `since` of problems that were there before. */
export function sinceBefore(
  problems: readonly Problem[],
  before: readonly { code?: string; message: string; since?: string }[],
  now: Date,
): StoredProblemRow[] {
  const known = new Map(before.map((one) => [`${one.code}\n${one.message}`, one.since]));
  return problems.map((one) => ({ ...one, since: known.get(`${one.code}\n${one.message}`) ?? now.toISOString() }));
}
