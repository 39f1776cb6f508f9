import path from 'node:path';
import {
  BlobStream,
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
  readonly blobs: BlobStream;
  /** Puts a manifest where the spoke looks for it, by default as the hub would. */
  publish(manifest: ClusterManifest, options?: PublishOptions): Promise<void>;
  close(): Promise<void>;
}

export interface PublishOptions {
  /** By another key: under the id of the hub's, or under its own, of which nobody has heard. */
  readonly signedBy?: 'hub' | 'forger' | 'stranger';
  /** The manifest that the delta in the header begins at. */
  readonly base?: ClusterManifest;
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
    blobs: new BlobStream(nats),
    async publish(manifest, { signedBy = 'hub', base } = {}) {
      const signer = signers[signedBy](keys);
      const sealed = sealManifest(manifest, { signer, compressor, ...(base ? { base } : {}) });
      const expectedSequence = (await stream.get(cluster))?.sequence ?? 0;
      const stored = await stream.publish(cluster, { ...sealed, expectedSequence });
      if (!stored.ok) throw new Error('the hub published at the same moment');
    },
    close: () => nats.close(),
  };
}

const signers = {
  hub: ({ manifest }: FleetKeys) => ed25519Signer(manifest),
  forger: ({ manifest }: FleetKeys) => ({ ...ed25519Signer(generateEd25519()), keyId: keyIdOf(manifest.publicKey) }),
  stranger: () => ed25519Signer(generateEd25519()),
};
