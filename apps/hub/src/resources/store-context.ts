import type { Sql } from '@wheelhouse/adapter-postgres';
import { canonicalJson } from '@wheelhouse/core-domain';
import type { Sealer } from '@wheelhouse/runtime';
import type { Wakes } from '../changes/wakes.ts';
import { isFleetOrigin } from '../fleet/origin.ts';
import type { ApplyOutcome, Change } from '../use-cases.ts';
import type { ReadResource } from './read-documents.ts';

/** What one apply does beside writing rows: told once the transaction is through. */
export interface Consequences {
  readonly changes: Change[];
  readonly wakes: (() => void)[];
  /** Clusters came, went or changed: sets with generators over them are expanded anew. */
  fleetChanged: boolean;
  /** Sync windows, or what projects permit on clusters, changed: every cluster's targets are judged anew. */
  windowsChanged: boolean;
  /** Fleet sources whose resources somebody else changed: what they declare is put right. */
  readonly displaced: Set<string>;
}

export interface StoreContext {
  readonly sql: Sql;
  readonly origin: string;
  readonly sealer: Sealer;
  readonly wakes: Wakes;
  readonly actor: string;
  readonly consequences: Consequences;
}

export type Of<K extends ReadResource['resource']['kind']> = ReadResource & {
  readonly resource: Extract<ReadResource['resource'], { kind: K }>;
};
export type Action = ApplyOutcome['action'];

/** A fleet source does not displace another one: two that declare the same would go on for ever. */
export function displace(
  { origin, consequences }: StoreContext,
  before: { readonly origin: string } | undefined,
): void {
  if (before && before.origin !== origin && isFleetOrigin(before.origin) && !isFleetOrigin(origin))
    consequences.displaced.add(before.origin);
}

export const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
export const actionOf = (before: unknown): Action => (before ? 'changed' : 'created');
