import { gunzipSync, gzipSync } from 'node:zlib';
import { manifestMessage, type ClusterManifest } from '@wheelhouse/contract';
import { describeProblem } from '@wheelhouse/core-domain';

/** A manifest as its row has it: encoded as on the wire, compressed. */
export const packManifest = (manifest: ClusterManifest): Buffer => gzipSync(manifestMessage.encode(manifest));

export function unpackManifest(body: Uint8Array): ClusterManifest {
  const decoded = manifestMessage.decode(new Uint8Array(gunzipSync(body)));
  if (!decoded.ok)
    throw new Error(`a stored manifest cannot be read: ${decoded.error.map(describeProblem).join('; ')}`);
  return decoded.value;
}
