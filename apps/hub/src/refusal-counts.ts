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

export class RefusalCounts {
  readonly #counts = new Map<RefusedThing, number>(refusedThings.map((thing) => [thing, 0]));

  add(thing: RefusedThing): void {
    this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + 1);
  }

  /** All of them, also those that are 0: a counter that is there from the beginning can be alerted on. */
  entries(): readonly (readonly [RefusedThing, number])[] {
    return [...this.#counts];
  }
}
