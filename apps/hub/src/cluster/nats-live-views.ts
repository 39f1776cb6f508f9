import { calls, NatsError, request, type Nats } from '@wheelhouse/adapter-nats';
import { subjects } from '@wheelhouse/contract';
import type { BundleComparison, BundleRef, LiveRequests, ResourceTree } from '@wheelhouse/contract';
import { err, ok } from '@wheelhouse/core-domain';
import type { ApplicationId, ClusterId, Result } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import { LiveViews } from '../use-cases.ts';

const WITHIN_MS = 2_000;
/** Every object is read. */
const COMPARED_WITHIN_MS = 30_000;

const FAILURES: Partial<Record<NatsError['failure'], string>> = {
  'no-responder': 'the spoke of the cluster is away, or too old to compare revisions',
  timeout: `the cluster did not answer within ${COMPARED_WITHIN_MS / 1000} s`,
};

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
    asked: Omit<LiveRequests['resource']['request'], 'id'>,
  ): Promise<LiveRequests['resource']['answer'] | undefined> {
    const subject = subjects.toSpoke(cluster, 'resource');
    return this.#ask(cluster, () => request(this.#nats, subject, calls.live.resource, { id, ...asked }, WITHIN_MS));
  }

  override async compare(
    cluster: ClusterId,
    id: ApplicationId,
    bundle: BundleRef,
  ): Promise<Result<BundleComparison, string>> {
    const subject = subjects.toSpoke(cluster, 'compare');
    try {
      return ok(await request(this.#nats, subject, calls.live.compare, { id, bundle }, COMPARED_WITHIN_MS));
    } catch (error) {
      if (!(error instanceof NatsError)) throw error;
      this.#logger.debug({ cluster, failure: error.failure }, 'no comparison');
      const said = error.failure === 'refused' ? error.message.replace(/^ask [^:]*: /, '') : FAILURES[error.failure];
      return err(said ?? 'the cluster cannot be asked now');
    }
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
