import { projectKeyBound } from '@wheelhouse/contract';
import type { BodyOpener, OpenedBody, SealedBody, SealedProjectKey } from '@wheelhouse/contract';
import type { ClusterId } from '@wheelhouse/core-domain';
import { openBody, openBox } from '@wheelhouse/runtime';
import type { X25519Pair } from '@wheelhouse/runtime';

export interface ProjectKeyringOptions {
  readonly hub: string;
  readonly cluster: ClusterId;
  readonly pair: () => X25519Pair;
  /** Of the newest manifest: they are signed with it. */
  readonly keys: () => ReadonlyMap<string, SealedProjectKey> | undefined;
}

interface Unsealed {
  readonly from: Uint8Array;
  readonly pair: X25519Pair;
  readonly key: Uint8Array | undefined;
}

/** The projects' keys as the manifest holds them, each unsealed when it is first needed, and held in memory only. */
export class ProjectKeyring implements BodyOpener {
  readonly #options: ProjectKeyringOptions;
  readonly #unsealed = new Map<string, Unsealed>();

  constructor(options: ProjectKeyringOptions) {
    this.#options = options;
  }

  open({ project, keyId, body }: SealedBody, bound: Uint8Array): OpenedBody {
    const keys = this.#options.keys();
    for (const id of this.#unsealed.keys()) if (!keys?.has(id)) this.#unsealed.delete(id);
    const sealed = keys?.get(keyId);
    if (sealed?.project !== project) return { kind: 'unknown-key' };
    const key = this.#unseal(keyId, sealed);
    const opened = key && openBody({ id: keyId, key }, body, bound);
    return opened ? { kind: 'opened', body: opened } : { kind: 'refused' };
  }

  #unseal(keyId: string, { project, sealed }: SealedProjectKey): Uint8Array | undefined {
    const pair = this.#options.pair();
    const known = this.#unsealed.get(keyId);
    if (known && known.pair === pair && Buffer.compare(known.from, sealed) === 0) return known.key;
    const { hub, cluster } = this.#options;
    const key = openBox(sealed, pair, projectKeyBound({ hub, cluster, project, keyId }));
    this.#unsealed.set(keyId, { from: sealed, pair, key });
    return key;
  }
}
