import path from 'node:path';
import {
  connectNats,
  hubCredentials,
  loadOrCreateKeys,
  ManifestStream,
  type FleetKeys,
  type Nats as Connection,
} from '@wheelhouse/adapter-nats';
import { manifestMessage, sealManifest, type ClusterManifest } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import { ed25519Signer, generateEd25519, keyIdOf, nodeCompressor } from '@wheelhouse/runtime';
import type { World } from './world.ts';

export interface Wire {
  readonly connection: Connection['connection'];
  /** The one that the hub published last. */
  manifest(): Promise<ClusterManifest>;
  /** Puts a manifest where the spoke looks for it: signed by the hub's key, or by another one under the hub's key id. */
  publish(manifest: ClusterManifest, options?: { readonly forged?: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** The stream of manifests, as somebody sees it who has the hub's own keys. */
export async function openWire(world: World, cluster: ClusterId): Promise<Wire> {
  const keys = await loadOrCreateKeys(path.join(world.dir, 'keys'), Date.now());
  const credentials = hubCredentials(keys);
  const nats: Connection = await connectNats({ servers: [world.nats.url], credentials, name: 'a scenario' });
  const stream = new ManifestStream(nats);
  const compressor = nodeCompressor();
  return {
    connection: nats.connection,
    async manifest() {
      const stored = await stream.get(cluster);
      if (!stored) throw new Error('the hub has published no manifest');
      const message = manifestMessage.decode(stored.body);
      if (!message.ok) throw new Error(message.error.map(({ message }) => message).join());
      return message.value;
    },
    async publish(manifest, { forged = false } = {}) {
      const sealed = sealManifest(manifest, {
        signer: forged ? forger(keys) : ed25519Signer(keys.manifest),
        compressor,
      });
      const expectedSequence = (await stream.get(cluster))?.sequence ?? 0;
      const stored = await stream.publish(cluster, { ...sealed, expectedSequence });
      if (!stored.ok) throw new Error('the hub published at the same moment');
    },
    close: () => nats.close(),
  };
}

const forger = ({ manifest }: FleetKeys) => ({
  ...ed25519Signer(generateEd25519()),
  keyId: keyIdOf(manifest.publicKey),
});
