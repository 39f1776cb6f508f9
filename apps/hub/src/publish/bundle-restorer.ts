import type { GitMirrors } from '@wheelhouse/adapter-git';
import { putBlobs, sourceOfBundle, type BlobName, type Database } from '@wheelhouse/adapter-postgres';
import type { Renderer, RenderSource } from '@wheelhouse/adapter-render';
import type { Compressor } from '@wheelhouse/contract';
import type { Logger } from '@wheelhouse/runtime';
import type { ProjectKeys } from '../keys/project-keys.ts';
import { blobRows } from '../release/store-release.ts';

export interface BundleRestorerOptions {
  readonly db: Database;
  readonly renderer: Renderer;
  readonly mirrors: GitMirrors;
  readonly compressor: Compressor;
  readonly keys: ProjectKeys;
  readonly logger: Logger;
}

/** Renders a lost bundle again from the commit that it came from, which a ref keeps. */
export class BundleRestorer {
  readonly #options: BundleRestorerOptions;

  constructor(options: BundleRestorerOptions) {
    this.#options = options;
  }

  /** What cannot be made again is logged; its targets will say `bundle lost`, and nothing of theirs is pruned. */
  async restore(lost: readonly BlobName[]): Promise<void> {
    for (const name of lost) {
      const done = await this.#restoreOne(name).catch((error: unknown) => {
        this.#options.logger.warn({ err: error, digest: name.digest }, 'cannot render a lost bundle again');
        return false;
      });
      if (!done) this.#options.logger.warn({ digest: name.digest, project: name.projectId }, 'a bundle is lost');
    }
  }

  async #restoreOne({ projectId, digest }: BlobName): Promise<boolean> {
    const { db, renderer, mirrors, compressor, keys } = this.#options;
    const source = await sourceOfBundle(db.sql, projectId, digest);
    if (!source) return false;
    const { appName, destinationNamespace } = source;
    const sources = source.sources as readonly RenderSource[];
    const rendered = await renderer.renderAll({ mirrors, sources, appName, destinationNamespace });
    if (!rendered.ok || rendered.value.bundle.digest !== digest) return false;
    const { bundle } = rendered.value;
    await db.transaction(async (sql) =>
      putBlobs(sql, blobRows(bundle, projectId, compressor, await keys.sealerOf(sql, projectId))),
    );
    return true;
  }
}
