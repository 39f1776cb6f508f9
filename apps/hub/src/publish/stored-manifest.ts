import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { manifestMessage, type ClusterManifest } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';

/** Digests do not compress: more effort costs time and wins nothing. */
const QUICK = 1;

/** A cluster's last two are asked for again at every change. */
const REMEMBERED = 64;
const remembered = new Map<string, ClusterManifest>();

/** A manifest as its row has it: encoded as on the wire, compressed. */
export function packManifest(manifest: ClusterManifest): Buffer {
  const body = gzipSync(manifestMessage.encode(manifest), { level: QUICK });
  remember(keyOf(body), manifest);
  return body;
}

/**
 * The same object for the same bytes, as long as it is remembered: nobody changes it. What comes next shares its entries, and
 * what differs is found without reading them.
 */
export function unpackManifest(body: Uint8Array): ClusterManifest {
  const key = keyOf(body);
  const manifest = remembered.get(key) ?? unpack(body);
  remember(key, manifest);
  return manifest;
}

const keyOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('base64');

function remember(key: string, manifest: ClusterManifest): void {
  remembered.delete(key);
  remembered.set(key, manifest);
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
}

function unpack(body: Uint8Array): ClusterManifest {
  const decoded = manifestMessage.decode(unzip(body, manifestMessage.maxBytes));
  if (!decoded.ok)
    throw new Error(`a stored manifest cannot be read: ${decoded.error.map(describeProblem).join('; ')}`);
  return decoded.value;
}

function unzip(body: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(body, { maxOutputLength }));
  } catch (error) {
    const tooLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const reason = tooLong ? `it has more than ${maxOutputLength} bytes` : 'its row is damaged';
    throw new Error(`a stored manifest cannot be read: ${reason}`, { cause: error });
  }
}
