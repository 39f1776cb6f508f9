import type { GitMirrors } from '@wheelhouse/adapter-git';
import { putBlobs, putRenders, revisionsOf } from '@wheelhouse/adapter-postgres';
import type { ApplicationRow, ClusterRow, Database } from '@wheelhouse/adapter-postgres';
import type { Renderer, RenderSource } from '@wheelhouse/adapter-render';
import type { Compressor } from '@wheelhouse/contract';
import { digestOf, err, ok, type Application, type Result, type Rung } from '@wheelhouse/core-domain';
import { judgeBundle } from '../application/judge-bundle.ts';
import type { ProjectKeys } from '../keys/project-keys.ts';
import { blobRows } from '../release/store-release.ts';
import { targetSpecOf } from '../release/target-spec.ts';
import { gatherWorld } from '../release/world.ts';
import type { Shards } from '../shard/shards.ts';
import { refuse } from './refuse.ts';

export interface RevisionRendererOptions {
  readonly db: Database;
  readonly shards: Shards;
  readonly mirrors: GitMirrors;
  readonly renderer: Renderer;
  readonly compressor: Compressor;
  readonly keys: ProjectKeys;
  readonly localCluster: string | undefined;
}

/** Of what somebody asks something. */
export interface OperationTarget {
  readonly row: ApplicationRow;
  readonly application: Application;
  readonly cluster: ClusterRow;
}

/** Makes bundles of revisions that are not the desired one. */
export class RevisionRenderer {
  readonly #options: RevisionRendererOptions;

  constructor(options: RevisionRendererOptions) {
    this.#options = options;
  }

  /** What another revision of its source would be: rendered, judged and stored like the desired one. */
  async render({ row, application, cluster }: OperationTarget, revision: string): Promise<Result<Rung>> {
    const { db, mirrors, renderer, compressor, keys, localCluster, shards } = this.#options;
    const [first, ...others] = application.spec.sources;
    const commit = await mirrors.resolve(first!.repoURL, revision);
    if (!commit.ok) return commit;
    const sources: RenderSource[] = [{ url: first!.repoURL, commit: commit.value, source: first! }];
    const known = await revisionsOf(
      db.sql,
      others.map((one) => one.repoURL),
    );
    for (const source of others) {
      const at = known.get(source.repoURL)?.get(source.targetRevision)?.commit;
      if (!at) return refuse('REVISION_NOT_FOUND', `${source.repoURL} is not resolved yet`, 'refresh it');
      sources.push({ url: source.repoURL, commit: at, source });
    }
    const { name } = application.metadata;
    const destinationNamespace = application.spec.destination.namespace;
    const rendered = await renderer.renderAll({ mirrors, sources, appName: name, destinationNamespace });
    if (!rendered.ok) return rendered;
    const { bundle, cacheKey, warnings } = rendered.value;
    const world = await gatherWorld(db.sql, localCluster);
    const project = world.projects.get(application.spec.project);
    if (!project) return refuse('UNKNOWN_PROJECT', `there is no project ${application.spec.project}`, 'declare it');
    const refused = judgeBundle(bundle, project.project, cluster.name === localCluster);
    if (refused.length > 0) return err([...refused]);
    await shards.transaction([cluster.shard], async (sql) => {
      const sealer = await keys.sealerOf(sql, row.projectId);
      await putBlobs(sql, blobRows(bundle, row.projectId, compressor, sealer));
      const source = { sources, appName: name, destinationNamespace };
      await putRenders(sql, [{ projectId: row.projectId, key: cacheKey, bundle: bundle.digest, warnings, source }]);
    });
    return ok({ bundle: bundle.digest, spec: digestOf(targetSpecOf(application)), revision: commit.value });
  }
}
