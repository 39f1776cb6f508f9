import type { KubeObject } from '@wheelhouse/core-domain';
import type { CallOptions, KubeApi } from './kube-api.ts';
import { isKubeError } from './kube-error.ts';
import { heldLease, leaseRef, newLease, readLease, releasedLease } from './lease.ts';
import type { Claim, Lease } from './lease.ts';

export interface LeaderElectionOptions {
  readonly client: Pick<KubeApi, 'get' | 'create' | 'replace'>;
  readonly namespace: string;
  /** Default `wheelhouse-spoke`. */
  readonly name?: string;
  /** Of this process, never used by another one: a pod's name and a random part. */
  readonly identity: string;
  /** How long a lease holds without renewal; default 12 s. */
  readonly leaseMs?: number;
  /** How often one who waits looks; default 2.5 s, so that a crashed leader is replaced within 15 s. */
  readonly retryMs?: number;
  readonly clock: ElectionClock;
  /** What the caller saw of the lease before, and when by this clock: nobody waits a whole lease twice. */
  readonly seen?: Sighting;
  /** Told once for each time that we lead. `lost` aborts when we no longer do; its reason says why. */
  readonly onAcquired?: (term: LeaderTerm) => void;
  readonly onLost?: (reason: string) => void;
  /** Told of each failed look or renewal; they are retried. */
  readonly onError?: (error: unknown) => void;
}

/** `Clock` of @wheelhouse/runtime. `now` must not jump: a leader compares it with what it read before. */
export interface ElectionClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface LeaderTerm {
  readonly lost: AbortSignal;
  /** How often the lease changed hands; grows with every new leader, unless somebody deletes the Lease. */
  readonly transitions: number;
}

/** What we saw of the lease, and when: whether it is still held is judged by our own clock alone. */
export interface Sighting {
  readonly lease: Pick<Lease, 'holder' | 'renewTime' | 'durationMs'>;
  readonly since: number;
}

interface Leading {
  lease: Lease;
  /** Counted from before the request that renewed it, so never later than others count. */
  until: number;
  readonly abort: AbortController;
}

/**
 * One writer per cluster, by a Lease: taken and renewed with optimistic concurrency; no watch. A lease that was not renewed for
 * its whole duration, seen from here, is free; times written by other clocks are never compared with ours.
 *
 * The leader starts no write in the last third of its lease (`mayWrite`), and ends each request before the lease does
 * (`remainingMs`), so that the next one never writes beside it.
 */
export class LeaderElection {
  readonly #options: Required<Pick<LeaderElectionOptions, 'name' | 'leaseMs' | 'retryMs'>> & LeaderElectionOptions;
  #leading: Leading | undefined;
  #seen: Sighting | undefined;

  constructor(options: LeaderElectionOptions) {
    this.#seen = options.seen;
    this.#options = { name: 'wheelhouse-spoke', leaseMs: 12_000, retryMs: 2_500, ...options };
  }

  get isLeader(): boolean {
    return this.#leading !== undefined && this.#now < this.#leading.until;
  }

  /** When the lease ends unless it is renewed, by this clock; undefined for one who waits. */
  get deadline(): number | undefined {
    return this.#leading?.until;
  }

  /** Whether a write may be started now. */
  mayWrite(now = this.#now): boolean {
    return this.#leading !== undefined && now < this.#leading.until - this.#options.leaseMs / 3;
  }

  /** The longest that a request started now may take; 0 for one who may not write. */
  remainingMs(now = this.#now): number {
    return this.mayWrite(now) ? this.#leading!.until - now : 0;
  }

  /** Takes part until the signal aborts; then gives the lease back at once if it is ours. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.#turn(signal);
      if (!signal.aborted) await this.#options.clock.sleep(pause, signal).catch(() => undefined);
    }
    await this.#release();
  }

  get #now(): number {
    return this.#options.clock.now();
  }

  /** One look or renewal; how long to wait before the next. */
  async #turn(signal: AbortSignal): Promise<number> {
    const before = this.#leading;
    const until = before?.until;
    try {
      if (before) await this.#renew(before, signal);
      else await this.#tryAcquire(signal);
    } catch (error) {
      if (!signal.aborted) this.#options.onError?.(error);
    }
    return this.#pause(before !== undefined, before === undefined || this.#leading?.until !== until);
  }

  /** Each renewal costs a request; one that failed is tried again soon, while writes may still go on. */
  #pause(led: boolean, well: boolean): number {
    const { leaseMs, retryMs } = this.#options;
    if (this.#leading) {
      if (this.#now >= this.#leading.until) this.#lose('the lease ended before it could be renewed');
      return this.#leading
        ? Math.min(leaseMs / (well ? 4 : 12), Math.max(this.#leading.until - this.#now, 0))
        : retryMs;
    }
    // Look when it would end, not up to a whole interval later.
    return led || !this.#seen?.lease.holder
      ? retryMs
      : Math.min(retryMs, Math.max(this.#freeAt(this.#seen) - this.#now, 50));
  }

  #freeAt({ lease, since }: Sighting): number {
    return since + (lease.durationMs || this.#options.leaseMs);
  }

  async #tryAcquire(signal: AbortSignal): Promise<void> {
    const { client, namespace, name } = this.#options;
    const found = await client.get(leaseRef(namespace, name), this.#call(signal));
    if (found) this.#sight(readLease(found));
    // Deleted by hand: whoever held it may not know yet, so it counts as held until it would have ended.
    if (this.#seen?.lease.holder && this.#now < this.#freeAt(this.#seen)) return;
    const claim = this.#claim();
    const wanted = found ? heldLease(readLease(found), claim) : newLease(namespace, name, claim);
    const written = await this.#write(wanted, found !== undefined, signal);
    if (written) this.#lead(readLease(written), claim.now);
  }

  async #renew(leading: Leading, signal: AbortSignal): Promise<void> {
    const { client, namespace, name, identity } = this.#options;
    const claim = this.#claim();
    const written = await this.#write(heldLease(leading.lease, claim), true, signal);
    if (written) return this.#renewed(leading, readLease(written), claim.now);
    const found = await client.get(leaseRef(namespace, name), this.#call(signal));
    if (!found) return this.#recreate(leading, signal);
    const lease = readLease(found);
    // Ours still, and touched by somebody: with what is there now the next renewal passes.
    if (lease.holder === identity) leading.lease = lease;
    else {
      this.#sight(lease);
      this.#lose(lease.holder ? `${lease.holder} holds the lease` : 'somebody emptied the lease');
    }
  }

  async #recreate(leading: Leading, signal: AbortSignal): Promise<void> {
    const { namespace, name } = this.#options;
    const claim = this.#claim();
    const written = await this.#write(newLease(namespace, name, claim), false, signal);
    if (written) this.#renewed(leading, readLease(written), claim.now);
    else this.#lose('the lease was deleted, and somebody else made it anew');
  }

  /** The written Lease; undefined if somebody else was first, or (replacing) it is not there any more. */
  async #write(lease: KubeObject, exists: boolean, signal: AbortSignal): Promise<KubeObject | undefined> {
    const { client } = this.#options;
    try {
      return await (exists ? client.replace(lease, this.#call(signal)) : client.create(lease, this.#call(signal)));
    } catch (error) {
      if (isKubeError(error, 'CONFLICT', 'ALREADY_EXISTS')) return undefined;
      if (exists && isKubeError(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }

  #claim(): Claim {
    return { identity: this.#options.identity, leaseMs: this.#options.leaseMs, now: this.#now };
  }

  /** A renewal that hangs leaves time for another one. */
  #call(signal: AbortSignal): CallOptions {
    const { leaseMs } = this.#options;
    const left = this.#leading ? this.#leading.until - this.#now : leaseMs;
    return { signal, timeoutMs: Math.max(Math.min(left, leaseMs / 4), 100) };
  }

  #sight(lease: Lease): void {
    const before = this.#seen?.lease;
    if (before?.holder === lease.holder && before.renewTime === lease.renewTime) return;
    this.#seen = { lease, since: this.#now };
  }

  #lead(lease: Lease, since: number): void {
    const abort = new AbortController();
    this.#seen = undefined;
    this.#leading = { lease, until: since + this.#options.leaseMs, abort };
    this.#options.onAcquired?.({ lost: abort.signal, transitions: lease.transitions });
  }

  #renewed(leading: Leading, lease: Lease, since: number): void {
    leading.lease = lease;
    leading.until = since + this.#options.leaseMs;
  }

  #lose(reason: string): void {
    const leading = this.#leading;
    this.#leading = undefined;
    // Somebody else may lead by now: a Lease that is not there is no proof that nobody does.
    if (leading) this.#seen ??= { lease: leading.lease, since: this.#now };
    leading?.abort.abort(new Error(reason));
    this.#options.onLost?.(reason);
  }

  async #release(): Promise<void> {
    const leading = this.#leading;
    if (!leading) return;
    this.#lose('given back');
    try {
      await this.#giveBack(leading.lease);
    } catch (error) {
      this.#options.onError?.(error);
    }
  }

  /** A last renewal may have been written without our hearing of it: then with what is there now. */
  async #giveBack(lease: Lease): Promise<void> {
    const { client, namespace, name, identity, leaseMs } = this.#options;
    const options = { timeoutMs: leaseMs / 4 };
    try {
      await client.replace(releasedLease(lease, this.#now), options);
    } catch (error) {
      if (!isKubeError(error, 'CONFLICT')) throw error;
      const found = await client.get(leaseRef(namespace, name), options);
      if (!found || readLease(found).holder !== identity) return;
      await client.replace(releasedLease(readLease(found), this.#now), options);
    }
  }
}
