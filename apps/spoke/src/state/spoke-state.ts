import { manifestMessage } from '@wheelhouse/contract';
import type { ClusterManifest } from '@wheelhouse/contract';
import type { ApplicationId } from '@wheelhouse/core-domain';
import type { Logger } from '@wheelhouse/runtime';
import { decodeApplication, encodeApplication } from './stored-application.ts';
import type { StoredApplication } from './stored-application.ts';
import type { SecretStore } from './secret-store.ts';

const MANIFEST = 'wheelhouse-manifest';
const EPOCH = 'wheelhouse-epoch';
const applicationName = (id: ApplicationId): string => `wheelhouse-app-${id}`;

/** The spoke's memory: read once by a new leader, written through ever after. */
export class SpokeState {
  readonly applications: Map<ApplicationId, StoredApplication>;
  readonly #leaving = new Set<ApplicationId>();
  readonly #store: SecretStore;
  #manifest: ClusterManifest | undefined;
  #epoch: number;

  private constructor(
    store: SecretStore,
    loaded: { applications: Map<ApplicationId, StoredApplication>; manifest?: ClusterManifest; epoch: number },
  ) {
    this.#store = store;
    this.applications = loaded.applications;
    this.#manifest = loaded.manifest;
    this.#epoch = loaded.epoch;
    store.onLost('manifest', (name) => this.#restoreManifest(name));
    store.onLost('application', async (name) => {
      const lost = [...this.applications.values()].find(({ id }) => applicationName(id) === name);
      if (lost) await this.saveApplication(lost);
    });
  }

  /** What cannot be read is left out and logged: its inventory is unknown then, so nothing of it is ever pruned. */
  static async load(store: SecretStore, log: Logger): Promise<SpokeState> {
    const [manifests, stored] = await Promise.all([store.load('manifest'), store.load('application')]);
    const applications = new Map<ApplicationId, StoredApplication>();
    for (const [name, bytes] of stored) {
      const application = decodeApplication(bytes);
      if (application) applications.set(application.id, application);
      else log.warn({ secret: name }, 'this Secret was written by a version that I do not know; left alone');
    }
    const manifest = decodeManifest(manifests.get(MANIFEST), log);
    const epoch = decodeEpoch(manifests.get(EPOCH));
    return new SpokeState(store, { applications, epoch, ...(manifest ? { manifest } : {}) });
  }

  get manifest(): ClusterManifest | undefined {
    return this.#manifest;
  }

  get epoch(): number {
    return this.#epoch;
  }

  async saveManifest(manifest: ClusterManifest): Promise<void> {
    await this.#store.save('manifest', MANIFEST, manifestMessage.encode(manifest));
    this.#manifest = manifest;
  }

  async saveEpoch(epoch: number): Promise<void> {
    this.#epoch = epoch;
    await this.#store.save('manifest', EPOCH, new TextEncoder().encode(String(epoch)));
  }

  /**
   * Resolves when it is stored: await it before the effects that it guards. Of one that is being removed nothing is stored:
   * what was learnt of it meanwhile would bring it back.
   */
  async saveApplication(application: StoredApplication): Promise<void> {
    if (this.#leaving.has(application.id)) return;
    this.applications.set(application.id, application);
    await this.#store.save('application', applicationName(application.id), encodeApplication(application));
  }

  async removeApplication(id: ApplicationId): Promise<void> {
    this.#leaving.add(id);
    try {
      await this.#store.remove('application', applicationName(id));
      this.applications.delete(id);
    } finally {
      this.#leaving.delete(id);
    }
  }

  async #restoreManifest(name: string): Promise<void> {
    if (name === EPOCH && this.#epoch > 0) await this.saveEpoch(this.#epoch);
    if (name === MANIFEST && this.#manifest) await this.saveManifest(this.#manifest);
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }
}

/** 0 for what is no epoch: the hub's answer to it is larger than any that it gave. */
export function decodeEpoch(bytes: Uint8Array | undefined): number {
  const text = new TextDecoder().decode(bytes);
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function decodeManifest(bytes: Uint8Array | undefined, log: Logger): ClusterManifest | undefined {
  if (!bytes) return undefined;
  const decoded = manifestMessage.decode(bytes);
  if (decoded.ok) return decoded.value;
  log.warn({ problems: decoded.error }, 'the stored manifest cannot be read; the hub is asked for a new one');
  return undefined;
}
