import type { Credentials } from '@wheelhouse/adapter-nats';
import type { ClusterId } from '@wheelhouse/core-domain';
import { nodeCompressor } from '@wheelhouse/runtime';
import { SPOKE_NAMESPACE } from '@wheelhouse/tools';
import type { Kube } from './kube.ts';

/** Who a spoke is to its hub. */
export interface SpokeIdentity {
  readonly clusterId: ClusterId;
  readonly credentials: Credentials;
}

/** As somebody reads it who may read the Secrets of the spoke's namespace. */
export async function identityOf(kube: Kube): Promise<SpokeIdentity> {
  const secret = await kube.get('Secret', SPOKE_NAMESPACE, 'wheelhouse-identity');
  if (!secret) throw new Error('the cluster has no identity: its spoke has not joined');
  const [data] = Object.values(secret.data as Record<string, string>);
  const { codec, decompress } = nodeCompressor();
  const plain = decompress(new Uint8Array(Buffer.from(data!, 'base64')), codec, 1024 * 1024);
  const { seed, joined } = JSON.parse(new TextDecoder().decode(plain)) as {
    seed: string;
    joined: { cluster: ClusterId; jwt: string };
  };
  return { clusterId: joined.cluster, credentials: { jwt: joined.jwt, seed } };
}
