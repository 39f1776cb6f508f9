import { calls, NatsError, request, type Nats } from '@wheelhouse/adapter-nats';
import { subjects, type LiveRequests, type ResourceTree } from '@wheelhouse/contract';
import type { ApplicationId, ClusterId, ObjectKey } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import { LiveViews } from '../use-cases.ts';

const WITHIN_MS = 2_000;

/** Asks the spoke itself: trees and single objects are kept nowhere. */
export class NatsLiveViews extends LiveViews {
  readonly #nats: Nats;
  readonly #logger: Logger;

  constructor(nats: Nats, logger: Logger) {
    super();
    this.#nats = nats;
    this.#logger = logger;
  }

  override tree(cluster: ClusterId, id: ApplicationId): Promise<ResourceTree | undefined> {
    return this.#ask(cluster, () =>
      request(this.#nats, subjects.toSpoke(cluster, 'tree'), calls.live.tree, { id }, WITHIN_MS),
    );
  }

  override operation(cluster: ClusterId, id: ApplicationId): Promise<LiveRequests['operation']['answer'] | undefined> {
    const subject = subjects.toSpoke(cluster, 'operation');
    return this.#ask(cluster, () => request(this.#nats, subject, calls.live.operation, { id }, WITHIN_MS));
  }

  override resource(
    cluster: ClusterId,
    id: ApplicationId,
    key: ObjectKey,
  ): Promise<LiveRequests['resource']['answer'] | undefined> {
    const subject = subjects.toSpoke(cluster, 'resource');
    return this.#ask(cluster, () => request(this.#nats, subject, calls.live.resource, { id, key }, WITHIN_MS));
  }

  /** A spoke that is away, or that refuses, shows nothing live. */
  async #ask<T>(cluster: ClusterId, ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      this.#logger.debug({ cluster, failure: error.failure }, 'no live view');
      return undefined;
    }
  }
}
