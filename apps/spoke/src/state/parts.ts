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
