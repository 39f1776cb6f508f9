import { calls, respond, type Nats, type Subscription } from '@wheelhouse/adapter-nats';
import { parseClusterSubject, parseJoinSubject, patterns } from '@wheelhouse/contract';
import type { JoinAnswer, JoinRequest } from '@wheelhouse/contract';
import { refuse } from '@wheelhouse/adapter-nats';
import type { Logger } from '@wheelhouse/runtime';
import type { RefusalCounts } from '../refusal-counts.ts';
import type { Joining } from './joining.ts';

export interface SpokeDeskOptions {
  readonly nats: Nats;
  readonly joining: Joining;
  readonly logger: Logger;
  readonly refused: RefusalCounts;
}

/** Answers what spokes ask over NATS. Of several hubs one answers. */
export class SpokeDesk {
  readonly #nats: Nats;
  readonly #joining: Joining;
  readonly #logger: Logger;
  readonly #refused: RefusalCounts;
  #open: Subscription[] = [];

  constructor({ nats, joining, logger, refused }: SpokeDeskOptions) {
    this.#nats = nats;
    this.#joining = joining;
    this.#logger = logger;
    this.#refused = refused;
  }

  start(): void {
    const options = {
      queue: 'hub',
      onError: (error: unknown): void => {
        this.#refused.add('spoke_request');
        this.#logger.warn({ err: error }, 'a request of a spoke failed');
      },
    };
    const cluster = (subject: string) => {
      const id = parseClusterSubject(subject);
      if (!id) throw refuse('the subject names no cluster');
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
        (_asked, subject) => this.#joining.renew(cluster(subject)),
        options,
      ),
      respond(
        this.#nats,
        patterns.epochs,
        calls.epoch,
        (asked, subject) => this.#joining.epoch(cluster(subject), asked),
        options,
      ),
    ];
  }

  async #join(tokenId: string, asked: JoinRequest): Promise<JoinAnswer> {
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
