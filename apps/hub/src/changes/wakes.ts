/**
 * What may need work, by name. A wake says only "look again": the queue that listens reads the world from Postgres, so a
 * wake that is lost in a crash costs nothing (at start everything is looked at).
 */
export interface WakeKeys {
  /** A repository's URL: fetch it. */
  readonly repository: string;
  /** A repository's URL: pin what is in use of it, forget what is not. */
  readonly tidy: string;
  /** The id of a fleet source: apply its files. */
  readonly fleetSource: string;
  /** The id of an ApplicationSet: expand, render, release. */
  readonly set: string;
  /** The id of an ApplicationSet: render and release what a commit touched, and nothing else of it. */
  readonly setParts: string;
  /** The id of an ApplicationSet: clusters or projects changed, and with them perhaps something of it. */
  readonly setFleet: string;
  /** The id of a project: the Applications that are written by hand in it. */
  readonly byHand: string;
  /** `<reader>/<id>` (`settleKey`): write down that it stands at newer commits as it is. */
  readonly settle: string;
  /** The id of a cluster: decide what its manifest is. */
  readonly cluster: string;
  /** The id of a cluster: publish what waits in the outbox. */
  readonly outbox: string;
  /** `fleet`: which projects reach which cluster may have changed, and with it what spokes may read. */
  readonly grants: 'fleet';
  /** The id of a project: what is stored of it is sealed with another key than the current one. */
  readonly reseal: string;
  /** A calendar's `source`: read it again. */
  readonly calendar: string;
  /** A namespace: what generators look at there beside clusters and Git is another one. */
  readonly facts: string;
  /** `fleet`: the key that signs manifests is being exchanged. */
  readonly signing: 'fleet';
}
export type WakeKind = keyof WakeKeys;

/** In-process notification between the stages of the pipeline; Postgres is the level behind it. */
export class Wakes {
  readonly #listeners = new Map<WakeKind, ((key: string, afterMs: number) => void)[]>();

  on(kind: WakeKind, call: (key: string, afterMs: number) => void): void {
    this.#listeners.set(kind, [...(this.#listeners.get(kind) ?? []), call]);
  }

  wake(kind: WakeKind, keys: string | Iterable<string>, afterMs = 0): void {
    for (const key of typeof keys === 'string' ? [keys] : keys) {
      for (const call of this.#listeners.get(kind) ?? []) call(key, afterMs);
    }
  }
}
