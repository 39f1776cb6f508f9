import { calls, NatsError, refuse, respond, type Nats, type Subscription } from '@wheelhouse/adapter-nats';
import { parseClusterSubject, parseJoinSubject, patterns } from '@wheelhouse/contract';
import type { JoinAnswer, JoinRequest } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import { TokenBuckets, type BucketOptions, type Clock, type Logger } from '@wheelhouse/runtime';
import type { SpokeAllowance } from '../ingest/spoke-allowance.ts';
import type { RefusalCounts } from '../refusal-counts.ts';
import type { Joining } from './joining.ts';

export interface SpokeDeskOptions {
  readonly nats: Nats;
  readonly joining: Joining;
  readonly logger: Logger;
  readonly refused: RefusalCounts;
  readonly allowance: SpokeAllowance;
  readonly clock: Clock;
}

/** Of one token: a spoke that is refused asks again after a minute. */
const JOINS_OF_A_TOKEN: BucketOptions = { perSecond: 0.2, burst: 10 };
/** Of all together: each is a transaction and a signature. */
const JOINS: BucketOptions = { perSecond: 10, burst: 100 };
/** Lines of the log about requests that failed, whoever asked. */
const LINES: BucketOptions = { perSecond: 1, burst: 50 };

class TooOften extends NatsError {
  constructor() {
    super('refused', 'asked too often; wait a minute, and look whether something asks in a circle');
  }
}

/** Answers what spokes ask over NATS. Of several hubs one answers. */
export class SpokeDesk {
  readonly #nats: Nats;
  readonly #joining: Joining;
  readonly #logger: Logger;
  readonly #refused: RefusalCounts;
  readonly #allowance: SpokeAllowance;
  readonly #clock: Clock;
  readonly #joinsOfToken: TokenBuckets;
  readonly #joins: TokenBuckets;
  readonly #lines: TokenBuckets;
  #open: Subscription[] = [];

  constructor({ nats, joining, logger, refused, allowance, clock }: SpokeDeskOptions) {
    this.#nats = nats;
    this.#joining = joining;
    this.#logger = logger;
    this.#refused = refused;
    this.#allowance = allowance;
    this.#clock = clock;
    this.#joinsOfToken = new TokenBuckets(JOINS_OF_A_TOKEN, clock);
    this.#joins = new TokenBuckets(JOINS, clock);
    this.#lines = new TokenBuckets(LINES, clock);
  }

  start(): void {
    const options = {
      queue: 'hub',
      onError: (error: unknown): void => {
        this.#refused.add('spoke_request');
        if (error instanceof TooOften || !this.#lines.take('all')) return;
        this.#logger.warn({ err: error }, 'a request of a spoke failed');
      },
    };
    const cluster = (subject: string): ClusterId => {
      const id = parseClusterSubject(subject);
      if (!id) throw refuse('the subject names no cluster');
      if (!this.#allowance.takes('request', id)) throw new TooOften();
      return id;
    };
    this.#open = [
      respond(
        this.#nats,
        patterns.joins,
        calls.join,
        (asked, subject) => this.#join(parseJoinSubject(subject) ?? '', asked),
        options,
      ),
      respond(
        this.#nats,
        patterns.renewals,
        calls.renew,
        (asked, subject) => this.#joining.renew(cluster(subject), asked),
        options,
      ),
      respond(
        this.#nats,
        patterns.epochs,
        calls.epoch,
        (asked, subject) => this.#joining.epoch(cluster(subject), asked),
        options,
      ),
      respond(
        this.#nats,
        patterns.clocks,
        calls.clock,
        (_, subject) => {
          cluster(subject);
          return { now: this.#clock.now() };
        },
        options,
      ),
    ];
  }

  async #join(tokenId: string, asked: JoinRequest): Promise<JoinAnswer> {
    if (!this.#joinsOfToken.take(tokenId) || !this.#joins.take('all')) throw new TooOften();
    const answer = await this.#joining.join(tokenId, asked);
    if (!answer.ok) {
      this.#refused.add('join');
      this.#logger.warn({ token: tokenId, cluster: asked.clusterName, reason: answer.reason }, 'a join was refused');
    }
    return answer;
  }

  stop(): void {
    for (const one of this.#open) one.stop();
  }
}
