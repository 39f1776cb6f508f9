import {
  eventMessage,
  heartbeatMessage,
  parseClusterSubject,
  patterns,
  statusMessage,
  subjects,
} from '@wheelhouse/contract';
import type { Heartbeat, Message, SpokeEvent, StatusReport } from '@wheelhouse/contract';
import { describeProblem, shardOf } from '@wheelhouse/core-domain';
import type { ClusterId, ShardId } from '@wheelhouse/core-domain';
import type { Nats } from './connection.ts';
import { checkSize, publishToStream } from './jetstream-publish.ts';
import { listen } from './subscription.ts';
import type { Subscription } from './subscription.ts';

/** Told of a message that cannot be read, or that speaks for another cluster than its subject's. */
export type OnBad = (cluster: ClusterId | undefined, reason: string) => void;

/** Status and heartbeats are plain messages: one that is lost is made good by hashes. Events are kept for people. */
export class StatusSubjects {
  private readonly nats: Nats;

  constructor(nats: Nats) {
    this.nats = nats;
  }

  publishStatus(report: StatusReport): void {
    this.publish(subjects.status(shardOf(report.cluster), report.cluster), statusMessage.encode(report));
  }

  publishHeartbeat(heartbeat: Heartbeat): void {
    this.publish(subjects.heartbeat(shardOf(heartbeat.cluster), heartbeat.cluster), heartbeatMessage.encode(heartbeat));
  }

  /** False where it could not be stored: nothing may depend on an event. */
  async publishEvent(event: SpokeEvent): Promise<boolean> {
    const subject = subjects.event(shardOf(event.cluster), event.cluster);
    const stored = await publishToStream(this.nats, { subject, body: eventMessage.encode(event) }).catch(
      () => undefined,
    );
    return stored?.ok === true;
  }

  subscribeStatus(
    shard: ShardId | '*',
    handler: (report: StatusReport, bytes: number) => void,
    onBad?: OnBad,
  ): Subscription {
    return this.subscribe(patterns.statusOf(shard), statusMessage, handler, onBad);
  }

  subscribeHeartbeats(shard: ShardId | '*', handler: (heartbeat: Heartbeat) => void, onBad?: OnBad): Subscription {
    return this.subscribe(patterns.heartbeatsOf(shard), heartbeatMessage, handler, onBad);
  }

  subscribeEvents(shard: ShardId | '*', handler: (event: SpokeEvent) => void, onBad?: OnBad): Subscription {
    return this.subscribe(patterns.eventsOf(shard), eventMessage, handler, onBad);
  }

  private publish(subject: string, body: Uint8Array): void {
    checkSize(this.nats, { subject, body });
    this.nats.connection.publish(subject, body);
  }

  private subscribe<T extends { readonly cluster: ClusterId }>(
    pattern: string,
    message: Message<T>,
    handler: (value: T, bytes: number) => void,
    onBad: OnBad = () => {},
  ): Subscription {
    return listen(this.nats, pattern, ({ subject, data }) => {
      const cluster = parseClusterSubject(subject);
      const decoded = message.decode(data);
      if (!decoded.ok) return onBad(cluster, decoded.error.map(describeProblem).join('; '));
      if (decoded.value.cluster !== cluster) {
        return onBad(cluster, `a ${message.name} of ${decoded.value.cluster} came on the subject of another cluster`);
      }
      handler(decoded.value, data.length);
    });
  }
}
