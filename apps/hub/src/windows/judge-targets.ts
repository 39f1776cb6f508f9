import type { NewEvent, TargetRow } from '@wheelhouse/adapter-postgres';
import type { ClusterManifest, Gate, ManifestEntry } from '@wheelhouse/contract';
import { digestOf, type Digest } from '@wheelhouse/core-domain';
import {
  changeOf,
  inZoneOf,
  type Verdicts,
  type WindowBook,
  type WindowCluster,
  type WindowGroup,
} from '@wheelhouse/core-windows';
import type { TargetFacts } from '../publish/build-manifest.ts';
import { windowTarget } from './hub-windows.ts';

/** What the windows say of the targets of one cluster at one moment. */
export interface JudgedTargets {
  readonly targets: readonly TargetFacts[];
  readonly verdicts: ReadonlyMap<string, Verdicts>;
  /** The next instant at which any verdict changes. */
  readonly until: number;
}

type Row = Pick<TargetRow, 'labels' | 'setName'>;

/** Each target with the windows that are for it, and whether they are open for automation now. */
export class TargetJudge {
  readonly #book: WindowBook;
  readonly #gates = new WeakMap<WindowGroup, ReadonlyMap<Digest, Gate>>();

  constructor(book: WindowBook) {
    this.#book = book;
  }

  judge(
    targets: readonly { readonly facts: TargetFacts; readonly row: Row }[],
    cluster: WindowCluster,
    now: number,
  ): JudgedTargets {
    const verdicts = new Map<string, Verdicts>();
    let until = Infinity;
    if (this.#book.windows.length === 0) return { targets: targets.map(({ facts }) => facts), verdicts, until };
    const judged = targets.map(({ facts, row }) => {
      const group = this.#book.groupOf(windowTarget(facts.spec, row, cluster));
      if (group.windows.length === 0) return facts;
      const verdict = this.#book.verdicts(group, now);
      verdicts.set(facts.id, verdict);
      until = Math.min(until, changeOf(verdict));
      return { ...facts, windows: { gates: this.#gatesOf(group, cluster), open: verdict.automatic.allowed } };
    });
    return { targets: judged, verdicts, until };
  }

  #gatesOf(group: WindowGroup, { timeZone }: WindowCluster): ReadonlyMap<Digest, Gate> {
    let gates = this.#gates.get(group);
    if (!gates) {
      const rules = [...group.windows].map((index) => inZoneOf(this.#book.windows[index]!.rule, timeZone));
      const entries = rules
        .map((rule): Gate => ({ kind: 'window', rule }))
        .map((gate) => [digestOf(gate), gate] as const);
      this.#gates.set(group, (gates = new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))));
    }
    return gates;
  }
}

/** What goes into the history: what windows began to hold, and what they let go, with the windows that decided it. */
export function windowEvents(
  next: ClusterManifest,
  previous: ClusterManifest | undefined,
  verdicts: ReadonlyMap<string, Verdicts>,
): NewEvent[] {
  const before = new Map(previous?.applications.map((entry) => [entry.id, entry]));
  return next.applications.flatMap((entry) => {
    const was = before.get(entry.id);
    const wasHeld = was?.gates.some((digest) => previous?.gates.get(digest)?.kind === 'window');
    const told = eventOf(entry, wasHeld ? was?.staged?.digest : undefined, verdicts.get(entry.id));
    return told ? [{ applicationId: entry.id, type: 'Normal' as const, actor: 'sync windows', ...told }] : [];
  });
}

/** `was`: the bundle that windows held before. */
function eventOf(
  entry: ManifestEntry,
  was: Digest | undefined,
  verdicts: Verdicts | undefined,
): { reason: string; message: string } | undefined {
  const verdict = verdicts?.automatic;
  if (entry.staged && entry.staged.digest !== was && verdict && !verdict.allowed) {
    const { next, reason } = verdict;
    const opens = next === undefined ? 'nobody knows when it opens' : `it opens at ${new Date(next).toISOString()}`;
    return { reason: 'HeldByWindow', message: `${short(entry.staged.revision)} waits: ${reason}; ${opens}` };
  }
  if (was === undefined || entry.staged || entry.current?.digest !== was) return undefined;
  const reason = verdict?.reason ?? 'no sync window applies any more';
  return { reason: 'ReleasedByWindow', message: `${short(entry.current.revision)} may go: ${reason}` };
}

const short = (revision: string): string => revision.slice(0, 12);
