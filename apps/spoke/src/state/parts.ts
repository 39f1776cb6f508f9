/** A Secret may hold 1 MiB with everything around it; base64 is undone by the API server before it counts. */
export const MAX_PART_BYTES = 700 * 1024;

/** Cuts packed bytes into parts that a Secret can hold; one empty part for no bytes. */
export function splitParts(bytes: Uint8Array, limit: number = MAX_PART_BYTES): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += limit) parts.push(bytes.subarray(at, at + limit));
  return parts.length > 0 ? parts : [bytes];
}

export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** No value of ours has more: the largest is a bundle of 128 MiB that does not compress. */
const MOST_PARTS = 256;

/** From the annotation; undefined for what nobody of us wrote. Bounded, for as many names are made of it. */
export function partCount(text = '1'): number | undefined {
  const count = digits(text) ?? 0;
  return count >= 1 && count <= MOST_PARTS ? count : undefined;
}

/** 0, the oldest, for what nobody of us wrote: the next number must stay greater than all, and exact. */
export const sequenceFrom = (text = '0'): number => digits(text) ?? 0;

const digits = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);
