import { isKubeError } from '@wheelhouse/adapter-kube';
import type { KubeApi } from '@wheelhouse/adapter-kube';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';

const MANAGER = 'wheelhouse-spoke';

export interface VersionedSecretsOptions {
  readonly kube: Pick<KubeApi, 'getMetadata'>;
  readonly writer: KubeWriter;
  readonly namespace: string;
}

export interface SecretContent {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: Uint8Array;
}

/**
 * Secrets of one namespace, each written over the version that is known. So what a leader wrote before it was paused, and what
 * arrives after its lease, never covers what the next leader has written; who finds another version looks again, and writes if it
 * leads still.
 */
export class VersionedSecrets {
  readonly #options: VersionedSecretsOptions;
  /** The resource version of each Secret that is there, as it was read or written here. */
  readonly #versions = new Map<string, string>();

  constructor(options: VersionedSecretsOptions) {
    this.#options = options;
  }

  /** What was read is written over next. */
  sight(name: string, secret: KubeObject | undefined): void {
    const version = secret?.metadata['resourceVersion'];
    if (typeof version === 'string') this.#versions.set(name, version);
    else this.#versions.delete(name);
  }

  async put(name: string, { labels, annotations, data }: SecretContent): Promise<void> {
    const { writer, namespace } = this.#options;
    const content = { state: Buffer.from(data).toString('base64') };
    const metadata = { name, namespace, labels, annotations };
    const secret: KubeObject = {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'wheelhouse.dev/state', metadata, data: content },
    };
    await this.#replacing(name, async (version) => {
      if (version === undefined) return writer.create(secret);
      // Not by server-side apply: with a version, that makes one anew that is gone.
      const body = { metadata: { annotations, resourceVersion: version }, data: content };
      return writer.patch(this.#ref(name), 'application/merge-patch+json', body, { manager: MANAGER });
    });
  }

  async delete(name: string): Promise<void> {
    await this.#replacing(name, async (resourceVersion) => {
      const options = { propagation: 'Background' as const, ...(resourceVersion && { resourceVersion }) };
      await this.#options.writer.delete(this.#ref(name), options);
      return undefined;
    });
  }

  /** Writes over the version that is known; over the one that is there now where somebody else was first. */
  async #replacing(name: string, write: (version: string | undefined) => Promise<KubeObject | undefined>) {
    try {
      this.sight(name, await write(this.#versions.get(name)));
    } catch (error) {
      if (!isKubeError(error, 'CONFLICT', 'ALREADY_EXISTS', 'NOT_FOUND')) throw error;
      this.sight(name, await this.#options.kube.getMetadata(this.#ref(name)));
      this.sight(name, await write(this.#versions.get(name)));
    }
  }

  #ref(name: string) {
    return { apiVersion: 'v1', kind: 'Secret', name, namespace: this.#options.namespace };
  }
}
