import type { BlobStream, ManifestHead, ManifestStream } from '@wheelhouse/adapter-nats';
import {
  addEvents,
  clusterById,
  decidedGeneration,
  decidedGenerations,
  fleetSources,
  forgetBlobsOf,
  forgetReadings,
  keysOfProjects,
} from '@wheelhouse/adapter-postgres';
import type { ClusterRow, Database, Sql } from '@wheelhouse/adapter-postgres';
import {
  decodeManifestHeaders,
  manifestBlobProject,
  openManifest,
  trustSetMessage,
  type ClusterManifest,
  type Compressor,
} from '@wheelhouse/contract';
import { describeProblem, identityText, type ClusterId, type ProjectId } from '@wheelhouse/core-domain';
import { ed25519Verifier, type Logger } from '@wheelhouse/runtime';
import type { HubKeys } from '../keys/hub-keys.ts';
import type { Handover } from '../publish/handover.ts';
import type { Shards } from '../shard/shards.ts';
import type { ChangeFeed } from '../use-cases.ts';
import type { Wakes } from '../changes/wakes.ts';
import { adoptManifest, type Adopted } from './adopt-manifest.ts';
import { presume, type Presumed } from './presume-manifest.ts';

export interface RestoredOptions {
  readonly db: Database;
  readonly manifests: ManifestStream;
  readonly blobs: BlobStream;
  readonly keys: HubKeys;
  readonly compressor: Compressor;
  readonly shards: Shards;
  readonly handover: Pick<Handover, 'forget'>;
  readonly wakes: Wakes;
  /** Everything is to be looked at again. */
  readonly takenOver: () => void;
  readonly changes: ChangeFeed;
  readonly now: () => Date;
  readonly logger: Logger;
}

interface Found {
  readonly known: number;
  readonly generation: number;
  /** Of the cluster's subject in the stream, 0 for nothing. */
  readonly sequence: number;
  /** The stream has it, and a key that it needs is lost. */
  readonly unreadable: boolean;
}

interface Published {
  /** Undefined where no key that this database knows has signed it. */
  readonly manifest: ClusterManifest | undefined;
  readonly generation: number;
  readonly sequence: number;
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
  readonly #untold = new Set<ClusterId>();
  #readAgain = false;
  readonly #exchanged = new Set<ProjectId>();
  readonly #takingOver = new Map<ClusterId, Promise<boolean>>();

  constructor(options: RestoredOptions) {
    this.#options = options;
  }

  /** Whether Applications are to wait until what Git declares of them was read again. */
  get reading(): boolean {
    return this.#unread.size > 0;
  }

  /** The stream had a manifest of this cluster and has none now. Only its spoke can tell whether this database is older. */
  lostFromStream(id: ClusterId): void {
    this.#untold.add(id);
  }

  /** Whether nothing may be decided for the cluster before its spoke was heard: it could overtake what the spoke has, unnoticed. */
  awaitsSpoke(id: ClusterId): boolean {
    return this.#untold.has(id);
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
   * start the guard of the streams and the spoke's first heartbeat ask at once. `heard`: the generation that the spoke said. Where the
   * stream has nothing of it, what was published is lost: Git is read again first, and what is declared elsewhere is not known.
   */
  takeOver(id: ClusterId, heard = 0): Promise<boolean> {
    const running = this.#takingOver.get(id) ?? this.#takeOver(id, heard).finally(() => this.#takenOver(id));
    this.#takingOver.set(id, running);
    return running;
  }

  /** What this process knew to be published is not what the rows say now. */
  #takenOver(id: ClusterId): void {
    this.#takingOver.delete(id);
    this.#options.handover.forget(id);
  }

  async #takeOver(id: ClusterId, heard: number): Promise<boolean> {
    const { db, shards } = this.#options;
    const [cluster, known] = [await clusterById(db.sql, id), await decidedGeneration(db.sql, id)];
    if (!cluster || !shards.owns(cluster.shard)) return false;
    const published = await this.#published(id);
    const ahead = published && published.generation > known ? published : undefined;
    const unreadable = ahead !== undefined && !(await this.#isReadable(ahead));
    if (ahead?.manifest && !unreadable) return this.#adopt(cluster, known, ahead.manifest, ahead);
    // What is signed or sealed with keys that were made after the backup tells only how far it went.
    const generation = Math.max(heard, published?.generation ?? 0);
    if (generation <= known) return false;
    return this.#presume(cluster, { known, generation, sequence: published?.sequence ?? 0, unreadable });
  }

  async #adopt(cluster: ClusterRow, known: number, manifest: ClusterManifest, { sequence }: Published): Promise<true> {
    const { shards, changes, logger } = this.#options;
    await this.#readAnew();
    const adopted = await shards.transaction([cluster.shard], async (sql) => {
      await forgetReadings(sql);
      const { term } = shards.claimOf(cluster.shard);
      const done = await adoptManifest(sql, { cluster, manifest, sequence, term, now: this.#options.now() });
      await this.#tell(sql, cluster, sentence(cluster, known, manifest, done));
      return done;
    });
    this.#readAgain = true;
    logger.warn({ cluster: cluster.name, ...adopted, generation: manifest.generation, known }, 'database restored');
    changes.publish({ kind: 'application', ids: adopted.touched });
    this.#options.takenOver();
    return true;
  }

  /** Git is read again once: what was read since this hub began is no backup's, whatever spokes say. */
  async #presume(cluster: ClusterRow, found: Found): Promise<true> {
    const { known, generation, sequence, unreadable } = found;
    const { shards, keys, changes, logger, now } = this.#options;
    const first = !this.#readAgain;
    if (first) await this.#readAnew();
    const presumed = await shards.transaction([cluster.shard], async (sql) => {
      if (first) await forgetReadings(sql);
      const done = await presume(sql, { hub: keys.hubId, cluster, generation, sequence, now: now() });
      const projects = [...done.awaiting, ...done.uncertain].map(({ projectId }) => projectId);
      if (unreadable) await this.#exchangeKeys(sql, new Set(projects));
      await this.#tell(sql, cluster, lostSentence(cluster, { known, generation }, done));
      return done;
    });
    this.#readAgain = true;
    const counts = { awaiting: presumed.awaiting.length, uncertain: presumed.uncertain.length };
    logger.warn({ cluster: cluster.name, ...counts, generation, known }, 'database restored, and the stream lost');
    changes.publish({ kind: 'application', ids: [...presumed.awaiting, ...presumed.uncertain].map(({ id }) => id) });
    if (first) this.#options.takenOver();
    else this.#wake(presumed.awaiting);
    return true;
  }

  /** Not where a key of a project was exchanged after the backup: the new one is lost, and the bundles under it. */
  async #isReadable({ manifest }: Published): Promise<boolean> {
    if (!manifest) return false;
    const named = [...(manifest.keys ?? [])].map(([id, { project }]) => ({ id, project }));
    const known = await keysOfProjects(this.#options.db.sql, [...new Set(named.map(({ project }) => project))]);
    const ids = new Set(known.map(({ id }) => id));
    return named.every(({ id }) => ids.has(id));
  }

  /** What the stream has of these projects cannot be opened: it is rendered again when it is named, and sealed with a new key. */
  async #exchangeKeys(sql: Sql, projects: ReadonlySet<ProjectId>): Promise<void> {
    const left = [...projects].filter((project) => !this.#exchanged.has(project));
    for (const project of left) {
      this.#exchanged.add(project);
      const id = await this.#options.keys.projects.rotate(sql, project);
      const message = `its key was exchanged after the backup and is lost: new key ${id}, and what is sealed with the lost one is rendered again`;
      await addEvents(sql, [{ projectId: project, type: 'Warning', reason: 'ProjectKeyLost', message }]);
    }
    await forgetBlobsOf(sql, left);
  }

  async #readAnew(): Promise<void> {
    this.#unread.clear();
    for (const source of await fleetSources(this.#options.db.sql)) this.#unread.add(source.id);
  }

  #wake(rows: Presumed['awaiting']): void {
    const { wakes } = this.#options;
    wakes.wake('set', new Set(rows.flatMap(({ setId }) => setId ?? [])));
    wakes.wake('byHand', new Set(rows.flatMap(({ setId, projectId }) => (setId ? [] : projectId))));
  }

  async #tell(sql: Sql, { id: clusterId }: ClusterRow, message: string): Promise<void> {
    await addEvents(sql, [{ clusterId, type: 'Warning', reason: 'DatabaseRestored', message }]);
  }

  /** What the stream holds, if it is ours. Throws for what cannot be read: nothing may be published over it then. */
  async #published(id: ClusterId): Promise<Published | undefined> {
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
    const found = { generation: statement.generation, sequence: stored.sequence };
    if (!opened.ok && opened.error.every(({ refusal }) => refusal === 'key')) return { ...found, manifest: undefined };
    if (!opened.ok) {
      const why = opened.error.map(describeProblem).join('; ');
      throw new Error(
        `the stream's manifest of cluster ${id} is ahead of the database and cannot be taken over: ${why}`,
      );
    }
    return { ...found, manifest: opened.value };
  }

  /** It joined after the backup. Only a person can say which name it has. */
  async #sayUnknown(id: ClusterId): Promise<void> {
    const published = await this.#published(id).catch(() => undefined);
    const names = [...(published?.manifest?.specs.values() ?? [])].map(({ identity }) => identityText(identity));
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

function lostSentence(
  { name }: ClusterRow,
  { known, generation }: { readonly known: number; readonly generation: number },
  { awaiting, uncertain }: Presumed,
): string {
  return (
    `the database was restored from a backup: for ${name} it knew generation ${known}, its spoke has ${generation}, and what was ` +
    `published is lost. ${awaiting.length} Applications stay as they are until Git was read again, ${uncertain.length} until ` +
    'somebody applies them again'
  );
}
