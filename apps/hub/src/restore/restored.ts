import type { BlobStream, ManifestHead, ManifestStream } from '@wheelhouse/adapter-nats';
import {
  addEvents,
  clusterById,
  decidedGeneration,
  decidedGenerations,
  fleetSources,
  forgetReadings,
} from '@wheelhouse/adapter-postgres';
import type { ClusterRow, Database } from '@wheelhouse/adapter-postgres';
import {
  decodeManifestHeaders,
  manifestBlobProject,
  openManifest,
  trustSetMessage,
  type ClusterManifest,
  type Compressor,
} from '@wheelhouse/contract';
import { describeProblem, identityText, type ClusterId } from '@wheelhouse/core-domain';
import { ed25519Verifier, type Logger } from '@wheelhouse/runtime';
import type { HubKeys } from '../keys/hub-keys.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import { adoptManifest, type Adopted } from './adopt-manifest.ts';

export interface RestoredOptions {
  readonly db: Database;
  readonly manifests: ManifestStream;
  readonly blobs: BlobStream;
  readonly keys: HubKeys;
  readonly compressor: Compressor;
  readonly shards: Shards;
  /** Everything is to be looked at again. */
  readonly takenOver: () => void;
  readonly changes: ChangeFeed;
  readonly now: () => Date;
  readonly logger: Logger;
}

/**
 * A manifest in the stream of a later generation than the database decided says that the database was restored from a backup. What was
 * published is what runs: the rows become that, and Git is read anew before anything else is decided. So nothing goes back an hour,
 * and nothing is pruned that the backup did not know.
 */
export class Restored {
  readonly #options: RestoredOptions;
  /** Fleet sources that were not read since: what people wrote in Git is older here than what runs. */
  readonly #unread = new Set<string>();
  readonly #takingOver = new Map<ClusterId, Promise<boolean>>();

  constructor(options: RestoredOptions) {
    this.#options = options;
  }

  /** Whether Applications are to wait until what Git declares of them was read again. */
  get reading(): boolean {
    return this.#unread.size > 0;
  }

  /** The resources of this fleet source are as Git has them now. */
  read(fleetSource: string): void {
    this.#unread.delete(fleetSource);
  }

  /** Compares every head with what was decided. Before anything is decided anew. */
  async check(heads: ReadonlyMap<ClusterId, ManifestHead>): Promise<void> {
    const decided = await decidedGenerations(this.#options.db.sql);
    for (const [id, { header }] of heads) {
      const headers = decodeManifestHeaders(id, header);
      const known = decided.get(id);
      if (known === undefined) await this.#sayUnknown(id);
      else if (headers.ok && headers.value.statement.generation > known) await this.takeOver(id);
    }
  }

  /**
   * True: the stream was ahead, and the rows of the cluster are as it says now. Whoever asks while that is done gets the same answer: at a
   * start the guard of the streams and the spoke's first heartbeat ask at once.
   */
  takeOver(id: ClusterId): Promise<boolean> {
    const running = this.#takingOver.get(id) ?? this.#takeOver(id).finally(() => this.#takingOver.delete(id));
    this.#takingOver.set(id, running);
    return running;
  }

  async #takeOver(id: ClusterId): Promise<boolean> {
    const { db, shards, logger } = this.#options;
    const [cluster, known] = [await clusterById(db.sql, id), await decidedGeneration(db.sql, id)];
    if (!cluster || !shards.owns(cluster.shard)) return false;
    const published = await this.#published(id);
    if (!published || published.manifest.generation <= known) return false;
    const { manifest, sequence } = published;
    this.#unread.clear();
    for (const source of await fleetSources(db.sql)) this.#unread.add(source.id);
    const adopted = await shards.transaction([cluster.shard], async (sql) => {
      await forgetReadings(sql);
      const { term } = shards.claimOf(cluster.shard);
      const done = await adoptManifest(sql, { cluster, manifest, sequence, term, now: this.#options.now() });
      const message = sentence(cluster, known, manifest, done);
      await addEvents(sql, [{ clusterId: id, type: 'Warning', reason: 'DatabaseRestored', message }]);
      return done;
    });
    logger.warn({ cluster: cluster.name, ...adopted, generation: manifest.generation, known }, 'database restored');
    this.#options.changes.publish({ kind: 'application', ids: adopted.touched });
    this.#options.takenOver();
    return true;
  }

  /** What the stream holds, if it is ours. Throws for what cannot be read: nothing may be published over it then. */
  async #published(id: ClusterId): Promise<{ manifest: ClusterManifest; sequence: number } | undefined> {
    const { manifests, blobs, keys, compressor } = this.#options;
    const stored = await manifests.get(id);
    const headers = stored && decodeManifestHeaders(id, stored.header);
    if (!stored || !headers?.ok) return undefined;
    const trust = trustSetMessage.decode(keys.trust.body);
    if (!trust.ok) throw new Error('the trust set of this hub cannot be read');
    const { statement, moved } = headers.value;
    const body = moved ? await blobs.get(manifestBlobProject(id), statement.digest) : stored.body;
    if (!body) throw new Error(`the manifest of cluster ${id} moved to a blob that is lost`);
    const opened = openManifest(headers.value, body, { trust: trust.value, verifier: ed25519Verifier, compressor });
    if (!opened.ok) {
      const why = opened.error.map(describeProblem).join('; ');
      throw new Error(
        `the stream's manifest of cluster ${id} is ahead of the database and cannot be taken over: ${why}`,
      );
    }
    return { manifest: opened.value, sequence: stored.sequence };
  }

  /** It joined after the backup. Only a person can say which name it has. */
  async #sayUnknown(id: ClusterId): Promise<void> {
    const published = await this.#published(id).catch(() => undefined);
    const names = [...(published?.manifest.specs.values() ?? [])].map(({ identity }) => identityText(identity));
    const runs = names.length > 0 ? ` It runs ${names.slice(0, 5).join(', ')}.` : '';
    const message =
      `the stream has a manifest for a cluster ${id} that this database does not know: it joined after the backup, or was ` +
      `removed before.${runs} Its spoke goes on healing; to have it back, join it again: \`wheelhouse cluster join NAME\``;
    const dedupe = `unknown-cluster/${id}`;
    await addEvents(this.#options.db.sql, [{ type: 'Warning', reason: 'UnknownCluster', message, dedupe }]);
  }
}

function sentence(cluster: ClusterRow, known: number, { generation }: ClusterManifest, adopted: Adopted): string {
  const { kept, unknown, left } = adopted;
  return (
    `the database was restored from a backup: for ${cluster.name} it knew generation ${known}, and ${generation} is published. ` +
    `${kept} Applications stay as published, ${unknown} are newer than the backup, ${left} left the cluster after it`
  );
}
