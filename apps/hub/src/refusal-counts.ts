import type { ClusterId } from '@wheelhouse/core-domain';

/** What the hub itself refuses, from whom it is not asked by name: counted since the process began. */
export const refusedThings = [
  'status',
  'heartbeat',
  'event',
  'join',
  'spoke_request',
  'webhook',
  'sign_in',
  'token',
  'forged_request',
  'query',
  'body',
] as const;
export type RefusedThing = (typeof refusedThings)[number];

/** What a spoke sends of itself. `status` costs one for each target in it; `bad` is what cannot be read. */
export type SpokeThing = 'status' | 'heartbeat' | 'event' | 'request' | 'bad';

export interface Dropped {
  readonly cluster: ClusterId;
  readonly what: SpokeThing;
  readonly count: number;
}

export class RefusalCounts {
  readonly #dropped = new Map<string, Dropped>();
  readonly #counts = new Map<RefusedThing, number>(refusedThings.map((thing) => [thing, 0]));

  add(thing: RefusedThing): void {
    this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + 1);
  }

  /** Something that a spoke sent above what it may. */
  drop(cluster: ClusterId, what: SpokeThing): void {
    const key = `${cluster} ${what}`;
    this.#dropped.set(key, { cluster, what, count: (this.#dropped.get(key)?.count ?? 0) + 1 });
  }

  dropped(): readonly Dropped[] {
    return [...this.#dropped.values()];
  }

  /** All of them, also those that are 0: a counter that is there from the beginning can be alerted on. */
  entries(): readonly (readonly [RefusedThing, number])[] {
    return [...this.#counts];
  }
}
