import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import * as any from './arbitraries.ts';
import { blobMessage } from '../blob.ts';
import { diffManifest } from '../manifest-delta.ts';
import { deltaMessage, manifestMessage } from '../manifest-message.ts';
import type { Message } from '../message.ts';
import * as requests from '../requests.ts';
import { eventMessage, heartbeatMessage, statusMessage } from '../status.ts';

const { liveMessages } = requests;
const deltas = any.changes.map(([base, next]) => diffManifest(base, next)!);

/** Every message of the wire, with values that it may carry. */
export const allMessages: [name: string, message: Message<never>, values: Arbitrary<never>][] = (
  [
    [manifestMessage, any.manifests],
    [deltaMessage, deltas],
    [statusMessage, any.reports],
    [heartbeatMessage, any.heartbeats],
    [eventMessage, any.events],
    [blobMessage, any.blobs],
    [requests.trustSetMessage, any.trustSets],
    [requests.signedTrustSetMessage, any.signedTrustSets],
    [requests.joinTokenMessage, any.joinTokens],
    [requests.joinRequestMessage, any.joinRequests],
    [requests.joinAnswerMessage, any.joinAnswers],
    [requests.renewRequestMessage, fc.record({ trustVersion: fc.nat() })],
    [requests.renewAnswerMessage, any.renewAnswers],
    [requests.epochRequestMessage, any.epochRequests],
    [requests.epochAnswerMessage, fc.record({ epoch: fc.integer({ min: 1 }) })],
    [requests.clockAnswerMessage, fc.record({ now: any.times })],
    [liveMessages.report.answer, fc.record({ accepted: fc.boolean() })],
    [liveMessages.operation.request, fc.record({ id: any.applicationIds })],
    [liveMessages.operation.answer, fc.record({ record: any.operationRecords })],
    [liveMessages.tree.answer, any.trees],
    [liveMessages.resource.request, any.resourceQuestions],
    [liveMessages.resource.answer, any.resourceAnswers],
    [liveMessages.compare.request, any.comparisonQuestions],
    [liveMessages.compare.answer, any.comparisons],
  ] as [Message<never>, Arbitrary<never>][]
).map(([message, values]) => [message.name, message, values]);
