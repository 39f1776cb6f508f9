/** Whether syncing is allowed, why, and until when. */
export interface Verdict {
  readonly allowed: boolean;
  /** In one sentence, with the windows that decide it. */
  readonly reason: string;
  /** The first instant after which the answer is another one, in milliseconds; undefined: not within 40 years. */
  readonly until?: number;
  /** When it will be allowed next: where it is blocked, `until`; where it is allowed, the next opening after it closes. */
  readonly next?: number;
  /** Ids of the windows that decide it. */
  readonly windows: readonly string[];
}

export interface Verdicts {
  /** Of a sync that automation starts, healing by Argo CD's rules included. */
  readonly automatic: Verdict;
  /** Of a sync that a person starts. */
  readonly manual: Verdict;
  /** Of undoing pure drift: automatic, without the windows that say `heal: allow`. */
  readonly heal: Verdict;
}

/** Who wants to sync. */
export type SyncCause = keyof Verdicts;
