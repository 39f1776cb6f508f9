import {
  BlobStream,
  ManifestStream,
  StatusSubjects,
  calls,
  connectNats,
  jwtExpiry,
  jwtIssuedAt,
  request,
} from '@wheelhouse/adapter-nats';
import type { Nats, NatsStatus } from '@wheelhouse/adapter-nats';
import { inboxPrefix, subjects, verifyTrustSet } from '@wheelhouse/contract';
import type { EpochAnswer, EpochRequest, TrustSet, Verifier } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';
import type { ProjectId } from '@wheelhouse/core-domain';
import { Backoff, KeyedQueue, done, generateX25519, wait, x25519FromPrivate } from '@wheelhouse/runtime';
import type { Clock, Logger, Outcome, X25519Pair } from '@wheelhouse/runtime';
import { grantsOf, grantsProjects } from './granted.ts';
import { trustOf } from './identity.ts';
import type { IdentityStore } from './identity.ts';
import type { JoinedIdentity } from './join-hub.ts';

export interface HubLinkOptions {
  readonly identity: JoinedIdentity;
  readonly identities: IdentityStore;
  readonly verifier: Verifier;
  readonly clock: Clock;
  readonly log: Logger;
  /** After each (re)connect. */
  readonly connected: () => void;
  readonly random?: () => number;
}

/** Asked again after this long when the hub ended the connection for good: it may have let us in again. */
const AFTER_REVOCATION_MS = 300_000;
/** New credentials that grant nothing else are asked for ever more seldom: the hub sees it differently. */
const RENEW_AGAIN_MS = 15_000;

/** The one connection to the hub: kept, renewed before its credentials end, and never needed for healing. */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #abort = new AbortController();
  readonly #renewals: KeyedQueue;
  #identity: JoinedIdentity;
  #trust: TrustSet;
  #nats: Nats | undefined;
  readonly #vain = new Backoff({ baseMs: RENEW_AGAIN_MS, maxMs: 600_000 });
  /** Before this nobody's wish for new credentials is followed. */
  #notBefore = -Infinity;
  #wished = false;
  /** When the JWT was issued that the server was shown last, and the one that it took last; in seconds since 1970. */
  #shown = 0;
  #signedInWith: number | undefined;
  #sealing: X25519Pair;
  /** It is us who left the hub, to come back at once. */
  #signsInAnew = false;

  constructor(options: HubLinkOptions) {
    this.#options = options;
    this.#identity = options.identity;
    this.#trust = trustOf(options.identity.joined);
    const { sealingKey } = options.identity;
    this.#sealing = sealingKey ? x25519FromPrivate(sealingKey) : generateX25519();
    this.#renewals = new KeyedQueue({
      name: 'renew',
      clock: options.clock,
      concurrency: 1,
      reconcile: () => this.#renew(),
      backoff: { transient: { baseMs: 5_000, maxMs: 60_000 }, permanent: { baseMs: 60_000, maxMs: 600_000 } },
      onRun: ({ error, retryInMs }) => {
        if (error) options.log.warn({ err: error, retryInMs }, 'the credentials could not be renewed');
      },
    });
  }

  /** Connects for as long as it takes; resolves when stopped. `begin` is called with each new connection. */
  async run(begin: (nats: Nats) => void): Promise<void> {
    const { log, clock } = this.#options;
    const { signal } = this.#abort;
    this.#renewals.add('jwt', this.#identity.sealingKey ? this.#renewInMs() : 0);
    while (!signal.aborted) {
      try {
        this.#nats = await this.#connect();
        begin(this.#nats);
        this.#options.connected();
        const closed = await this.#nats.closed;
        this.#nats = undefined;
        if (signal.aborted || closed.kind === 'closed') return;
        log.error(
          `the hub ended this cluster's access (${closed.reason}); healing goes on with what is known. ${REJOIN}`,
        );
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error }, `the hub does not accept this cluster's credentials; healing goes on. ${REJOIN}`);
      }
      await clock.sleep(AFTER_REVOCATION_MS, signal).catch(() => undefined);
    }
  }

  get trust(): TrustSet {
    return this.#trust;
  }

  /** What projects' keys are sealed to; its private part is in the identity's Secret before the hub hears of it. */
  get sealing(): X25519Pair {
    return this.#sealing;
  }

  /** When the JWT was issued that this connection is signed in with, in seconds since 1970. */
  get signedInWith(): number | undefined {
    return this.#signedInWith;
  }

  /** Undefined while there never was a connection, or it ended for good. */
  get nats(): Nats | undefined {
    return this.#nats;
  }

  isConnected(): boolean {
    return this.#nats?.connected() ?? false;
  }

  streams(): { manifests: ManifestStream; blobs: BlobStream } | undefined {
    return this.#nats && { manifests: new ManifestStream(this.#nats), blobs: new BlobStream(this.#nats) };
  }

  status(): StatusSubjects | undefined {
    return this.#nats && new StatusSubjects(this.#nats);
  }

  async registerEpoch(question: EpochRequest): Promise<EpochAnswer> {
    if (!this.#nats) throw new Error('not connected to the hub');
    return request(this.#nats, subjects.toHub(this.#identity.joined.cluster, 'epoch'), calls.epoch, question, 10_000);
  }

  /** What time it is there. */
  async askTime(): Promise<number> {
    if (!this.#nats) throw new Error('not connected to the hub');
    const subject = subjects.toHub(this.#identity.joined.cluster, 'clock');
    return (await request(this.#nats, subject, calls.clock, {}, 5_000)).now;
  }

  /** A manifest may name a project that the credentials do not cover yet: then they are renewed at once. */
  needProjects(projects: readonly ProjectId[]): void {
    const { cluster, jwt } = this.#identity.joined;
    if (!grantsProjects(jwt, cluster, projects)) this.renewSoon();
  }

  /** Because the hub says so. */
  renewNow(): void {
    this.#renewals.add('jwt');
  }

  /** What the credentials grant may be out of date: at once, unless that was tried lately and in vain. */
  renewSoon(): void {
    this.#wished = true;
    this.#renewals.add('jwt', Math.max(0, this.#notBefore - this.#options.clock.monotonic()));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#renewals.stop();
    await this.#nats?.close();
  }

  #connect(): Promise<Nats> {
    const { servers, seed, joined } = this.#identity;
    return connectNats({
      servers,
      credentials: () => {
        const { jwt } = this.#identity.joined;
        this.#shown = jwtIssuedAt(jwt);
        return { jwt, seed };
      },
      name: `spoke ${joined.cluster}`,
      inboxPrefix: inboxPrefix(joined.cluster),
      signal: this.#abort.signal,
      onStatus: (status) => this.#said(status),
    });
  }

  #said(status: NatsStatus): void {
    const { log } = this.#options;
    if (status.kind === 'connected') {
      this.#signsInAnew = false;
      this.#signedInWith = this.#shown;
      log.info({ server: status.server }, 'connected to the hub');
      if (this.#nats) this.#options.connected();
    } else if (status.kind === 'disconnected') {
      if (!this.#signsInAnew) log.warn('the hub is away; healing goes on with what is known');
    } else if (status.kind === 'forbidden') {
      log.warn(`the hub's NATS server refuses: ${status.reason}; new credentials are asked for`);
      this.renewSoon();
    } else log.error(`the hub's NATS server refuses: ${status.reason}`);
  }

  async #renew(): Promise<Outcome> {
    const nats = this.#nats;
    if (!nats?.connected()) return wait(RENEW_AGAIN_MS, 'the hub is away');
    if (!this.#identity.sealingKey) {
      this.#identity = { ...this.#identity, sealingKey: this.#sealing.privateKey };
      await this.#options.identities.save(this.#identity);
    }
    const { joined, rootFingerprint, hub } = this.#identity;
    const question = { trustVersion: this.#trust.version, sealingKey: this.#sealing.publicKey };
    const answer = await request(nats, subjects.toHub(joined.cluster, 'renew'), calls.renew, question, 10_000);
    const trust = verifyTrustSet(answer.trust, { rootFingerprint, hub, known: this.#trust }, this.#options.verifier);
    if (!trust.ok) throw new Error(`the renewed trust set is refused: ${trust.error.map(describeProblem).join('; ')}`);
    this.#identity = { ...this.#identity, joined: { ...joined, jwt: answer.jwt, trust: answer.trust } };
    this.#trust = trust.value;
    const granted = grantsOf(answer.jwt) !== grantsOf(joined.jwt);
    if (granted) this.#vain.reset();
    else if (this.#wished) this.#notBefore = this.#options.clock.monotonic() + this.#vain.next();
    this.#wished = false;
    await this.#options.identities.save(this.#identity);
    this.#options.log.info({ granted }, 'the credentials were renewed');
    if (answer.jwt !== joined.jwt) {
      this.#signsInAnew = true;
      await nats.reconnect();
    }
    this.#renewals.add('jwt', this.#renewInMs());
    return done;
  }

  /** At two thirds of what is left, with jitter, so that a fleet does not renew at once. */
  #renewInMs(): number {
    const end = jwtExpiry(this.#identity.joined.jwt);
    if (end === undefined) return 24 * 3_600_000;
    const left = end - this.#options.clock.now();
    return Math.max(0, left * (0.6 + 0.1 * (this.#options.random ?? Math.random)()));
  }
}

const REJOIN = 'If that is an error, join again: `wheelhouse cluster join NAME` makes a token';
