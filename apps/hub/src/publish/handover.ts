import type { ClusterRow, DecidedManifest } from '@wheelhouse/adapter-postgres';
import type { ClusterManifest } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';

/** A manifest that was decided here and is committed. */
export interface Decided extends DecidedManifest {
  readonly cluster: ClusterRow;
  readonly next: ClusterManifest;
  readonly generation: number;
  readonly body: Buffer;
}

/** What is published next, and as a change from what. */
export interface Handed extends Decided {
  readonly base: ClusterManifest;
  readonly sequence: number;
}

interface Published {
  readonly sequence: number;
  readonly manifest: ClusterManifest;
}

/**
 * Passes what was decided to who publishes it, so that it need not be read back. A shortcut of this process, never the truth:
 * what is not here is read from the database.
 */
export class Handover {
  readonly #decided = new Map<ClusterId, Decided>();
  readonly #published = new Map<ClusterId, Published>();

  decided(one: Decided): void {
    this.#decided.set(one.cluster.id, one);
  }

  /** The stream has acknowledged this one, and the database knows it. */
  published(cluster: ClusterId, one: Published): void {
    this.#published.set(cluster, one);
  }

  forget(cluster: ClusterId): void {
    this.#decided.delete(cluster);
    this.#published.delete(cluster);
  }

  /**
   * Once. Undefined where the database has more to say: something else waits there too, or it believes another message to be
   * the last one than the one that is known here; or where other keys are named, as bundles may be sealed anew then.
   */
  take(cluster: ClusterId): Handed | undefined {
    const one = this.#decided.get(cluster);
    this.#decided.delete(cluster);
    const last = this.#published.get(cluster);
    if (!one || !last || one.othersWait || one.sequence !== last.sequence) return undefined;
    if (keyIds(one.next) !== keyIds(last.manifest)) return undefined;
    return { ...one, sequence: last.sequence, base: last.manifest };
  }
}

const keyIds = ({ keys }: ClusterManifest): string => [...(keys?.keys() ?? [])].sort().join(' ');
