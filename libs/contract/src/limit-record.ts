import { shorten } from './limit-resources.ts';
import { objectOutcome } from './operation.ts';
import type { ObjectOutcome, OperationRecord } from './operation.ts';
import { packCbor } from './wire/cbor.ts';

/** Less than an event may have, with what else is in it. */
const RECORD_BYTES = 384 * 1024;

/** As much of it as fits: what failed first, then in order. Messages are shortened. */
export function limitRecord({ operation, objects, omitted }: OperationRecord, bytes = RECORD_BYTES): OperationRecord {
  const short = objects.map(shortened);
  const chosen = new Set<ObjectOutcome>();
  let left = bytes;
  for (const object of [...short.filter(isFailed), ...short.filter((one) => !isFailed(one))]) {
    left -= packCbor(objectOutcome.pack(object)).length;
    if (left < 0) break;
    chosen.add(object);
  }
  const kept = short.filter((object) => chosen.has(object));
  return { operation, objects: kept, omitted: omitted + objects.length - kept.length };
}

const isFailed = ({ code }: ObjectOutcome): boolean => code === 'SyncFailed';

const shortened = (object: ObjectOutcome): ObjectOutcome =>
  object.message === undefined ? object : { ...object, message: shorten(object.message) };
