import { listWatch } from '@wheelhouse/adapter-kube';
import type { KubeApi, ListResult } from '@wheelhouse/adapter-kube';
import { MAX_BUNDLE_BYTES } from '@wheelhouse/contract';
import type { Compressor } from '@wheelhouse/contract';
import { digestBytes } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { Gather } from './gather.ts';
import { PACKED, Packs, decodePack, encodePack } from './packs.ts';
import type { PackEntry } from './packs.ts';
import type { Logger } from '@wheelhouse/runtime';
import { joinParts, partCount, splitParts } from './parts.ts';
import type { StateKind } from './state-kinds.ts';
import {
  dataOf,
  DIGEST,
  extraNames,
  headOf,
  KIND_LABEL,
  PACK,
  packName,
  PARTS,
  SEQUENCE,
  sequenceOf,
  sequenceOfPack,
} from './state-secrets.ts';
import { VersionedSecrets } from './versioned-secrets.ts';

/** Of a value in a pack. */
const MOST_PACKED_BYTES = 64 * 1024;
/** Fewer than this are stored each in its own Secret; more than fit into one part are several packs. */
const LEAST_IN_PACK = 4;
const PACK_BYTES = 512 * 1024;

export interface SecretStoreOptions {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly namespace: string;
  readonly compressor: Compressor;
  readonly onDamage?: (name: string, reason: string) => void;
}

type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

interface Waiting {
  plain: Uint8Array | undefined;
  readonly kind: StateKind;
  readonly promise: Promise<void>;
  readonly settle: { done: () => void; fail: (error: unknown) => void };
}

/**
 * Named, compressed bytes in Secrets of the spoke's own namespace. A value of several parts is switched by its head: the other
 * parts carry the digest in their names, are written before the head, and old ones go after it. Small values that are saved at
 * the same time share a Secret, a pack.
 *
 * Writes of one name never overtake each other; those that wait are coalesced, newest wins. A promise resolves when this
 * value or a newer one is stored, so whoever awaits it may rely on it.
 */
export class SecretStore {
  readonly #options: SecretStoreOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #extra = new Map<string, readonly string[]>();
  /** By kind: stores a value again that somebody else deleted. */
  readonly #restorers = new Map<string, (name: string) => Promise<void>>();
  /** What each head says now, as far as it was read or written here. */
  readonly #digests = new Map<string, string>();
  readonly #packs: Packs;
  readonly #small = new Gather<PackEntry>((batch) => this.#writeSmall(batch), fitting);
  #loaded: Promise<Map<string, PackEntry>> | undefined;
  readonly #secrets: VersionedSecrets;

  constructor(options: SecretStoreOptions) {
    this.#options = options;
    this.#secrets = new VersionedSecrets(options);
    this.#packs = new Packs({
      put: (sequence, entries) => this.#putPack(sequence, entries),
      read: (sequence) => this.#readPack(sequence),
      delete: (sequence) => this.#secrets.delete(packName(sequence)),
    });
  }

  save(kind: StateKind, name: string, plain: Uint8Array): Promise<void> {
    return this.#enqueue(kind, name, plain);
  }

  remove(kind: StateKind, name: string): Promise<void> {
    return this.#enqueue(kind, name, undefined);
  }

  /** Who has the values of a kind in memory, and stores one again by its name. */
  onLost(kind: StateKind, restore: (name: string) => Promise<void>): void {
    this.#restorers.set(kind, restore);
  }

  /** Watches the Secrets until the signal aborts: what others delete is stored again, as long as this process lives. */
  async guard(options: { readonly signal: AbortSignal; readonly sleep: Sleep; readonly log: Logger }): Promise<void> {
    const { signal, sleep, log } = options;
    const { kube, namespace } = this.#options;
    const resource = await kube.resourceFor('v1', 'Secret');
    if (!resource) return;
    const wanted = { namespace, labelSelector: KIND_LABEL, metadataOnly: true, signal, sleep };
    for await (const event of listWatch(kube, resource, wanted)) {
      if (event.type !== 'DELETED') continue;
      const { name, labels } = event.object.metadata;
      const lost = this.#lostWith(name);
      if (lost.length === 0) continue;
      log.warn({ name }, 'somebody deleted a Secret of this spoke: it is stored again');
      const label = labels?.[KIND_LABEL] ?? '';
      await this.#restore(label === PACK ? PACKED : [label], lost).catch((error: unknown) => {
        log.warn({ err: error, name }, 'it could not be stored again yet');
      });
    }
  }

  async #restore(kinds: readonly string[], names: readonly string[]): Promise<void> {
    for (const name of names) this.#digests.delete(name);
    await Promise.all(names.flatMap((name) => kinds.map((kind) => this.#restorers.get(kind)?.(name))));
  }

  /** Values that should be in this Secret: nothing of ours took it away. */
  #lostWith(secret: string): readonly string[] {
    const pack = sequenceOfPack(secret);
    if (pack !== undefined) return this.#packs.liveIn(pack);
    const head = headOf(secret);
    if (!this.#digests.has(head) || this.#packs.isPacked(head)) return [];
    return secret === head || this.#extra.get(head)?.includes(secret) ? [head] : [];
  }

  /** Resolves when everything asked until now is stored; never rejects. */
  async flush(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
    await this.#packs.idle();
  }

  /** All values of a kind by name; once, before anything is saved. Damaged ones are left out and told to `onDamage`. */
  async load(kind: StateKind): Promise<Map<string, Uint8Array>> {
    const secrets = await this.#list(kind);
    const byName = new Map(secrets.items.map((secret) => [secret.metadata.name, secret]));
    for (const secret of secrets.items) this.#secrets.sight(secret.metadata.name, secret);
    const values = new Map<string, Uint8Array>();
    for (const { name, plain } of await this.#packed(kind)) values.set(name, plain);
    for (const [name, secret] of byName) {
      if (secret.metadata.annotations?.[PARTS] === undefined) continue;
      const sequence = sequenceOf(secret);
      const isNewest = sequence >= this.#packs.newestOf(name);
      this.#packs.note(name, sequence, false);
      const plain = this.#read(name, secret, byName);
      if (!isNewest) continue;
      // What is damaged is unknown: an older value is not taken for it.
      if (plain) values.set(name, plain);
      else values.delete(name);
    }
    return values;
  }

  /** Packs hold several kinds: they are read once for all of them, and what was asked for is let go of. */
  async #packed(kind: StateKind): Promise<readonly PackEntry[]> {
    if (!PACKED.includes(kind)) return [];
    const loaded = await (this.#loaded ??= this.#loadPacks());
    const wanted = [...loaded.values()].filter((entry) => entry.kind === kind);
    for (const { name } of wanted) loaded.delete(name);
    return wanted;
  }

  /** The newest of each name that is in a pack. */
  async #loadPacks(): Promise<Map<string, PackEntry>> {
    const newest = new Map<string, PackEntry>();
    const { items } = await this.#list(PACK);
    for (const secret of [...items].sort((a, b) => sequenceOf(a) - sequenceOf(b))) {
      this.#secrets.sight(secret.metadata.name, secret);
      for (const entry of this.#entriesOf(secret) ?? []) {
        this.#packs.note(entry.name, sequenceOf(secret), true);
        newest.set(entry.name, entry);
      }
    }
    return newest;
  }

  async #list(kind: StateKind | typeof PACK): Promise<ListResult> {
    const resource = await this.#options.kube.resourceFor('v1', 'Secret');
    if (!resource) throw new Error('the API server serves no Secrets');
    const { namespace } = this.#options;
    return this.#options.kube.list(resource, { namespace, labelSelector: `${KIND_LABEL}=${kind}` });
  }

  #read(name: string, head: KubeObject, all: ReadonlyMap<string, KubeObject>): Uint8Array | undefined {
    const digest = head.metadata.annotations?.[DIGEST] ?? '';
    const damage = (reason: string): undefined => void this.#options.onDamage?.(name, reason);
    const count = partCount(head.metadata.annotations?.[PARTS]);
    if (count === undefined) return damage('its number of parts is none');
    const names = extraNames(name, digest, count);
    this.#extra.set(name, names);
    const parts = [head, ...names.map((part) => all.get(part))].map((secret) => secret && dataOf(secret));
    if (parts.some((part) => part === undefined)) return damage('a part is missing');
    try {
      const { compressor } = this.#options;
      const plain = compressor.decompress(joinParts(parts as Uint8Array[]), compressor.codec, MAX_BUNDLE_BYTES);
      if (digestBytes(plain) !== digest) return damage('its digest does not fit');
      this.#digests.set(name, digest);
      return plain;
    } catch {
      return damage('it cannot be unpacked');
    }
  }

  #enqueue(kind: StateKind, name: string, plain: Uint8Array | undefined): Promise<void> {
    const waiting = this.#waiting.get(name);
    if (waiting) {
      waiting.plain = plain;
      return waiting.promise;
    }
    let settle!: Waiting['settle'];
    const promise = new Promise<void>((done, fail) => (settle = { done, fail }));
    this.#waiting.set(name, { plain, kind, promise, settle });
    if (!this.#running.has(name)) this.#running.set(name, this.#drain(name));
    return promise;
  }

  async #drain(name: string): Promise<void> {
    // One turn of the loop collects what the caller saves in the same breath.
    await Promise.resolve();
    for (let next = this.#waiting.get(name); next; next = this.#waiting.get(name)) {
      this.#waiting.delete(name);
      try {
        await (next.plain ? this.#write(next.kind, name, next.plain) : this.#delete(name));
        next.settle.done();
      } catch (error) {
        next.settle.fail(error);
      }
    }
    this.#running.delete(name);
  }

  async #write(kind: StateKind, name: string, plain: Uint8Array): Promise<void> {
    const digest = digestBytes(plain);
    if (this.#digests.get(name) === digest) return;
    this.#digests.delete(name);
    const small = PACKED.includes(kind) && plain.length <= MOST_PACKED_BYTES;
    await (small ? this.#small.add({ kind, name, plain }) : this.#writeOwn({ kind, name, plain }));
    this.#digests.set(name, digest);
  }

  async #writeSmall(batch: readonly PackEntry[]): Promise<void> {
    if (batch.length >= LEAST_IN_PACK) return this.#packs.store(batch);
    const ends = await Promise.allSettled(batch.map((entry) => this.#writeOwn(entry)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** In a Secret of its own, which carries the value's name. */
  async #writeOwn({ kind, name, plain }: PackEntry): Promise<void> {
    const digest = digestBytes(plain);
    const sequence = this.#packs.nextSequence();
    const [head, ...rest] = splitParts(this.#options.compressor.compress(plain));
    const names = extraNames(name, digest, rest.length + 1);
    for (const [i, part] of rest.entries()) await this.#put(kind, names[i] ?? name, part, {});
    const annotations = { [DIGEST]: digest, [PARTS]: String(rest.length + 1), [SEQUENCE]: String(sequence) };
    await this.#put(kind, name, head ?? plain, annotations);
    this.#packs.note(name, sequence, false);
    this.#packs.tidy();
    const old = this.#extra.get(name) ?? [];
    this.#extra.set(name, names);
    for (const part of old) if (!names.includes(part)) await this.#secrets.delete(part);
  }

  async #putPack(sequence: number, entries: readonly PackEntry[]): Promise<void> {
    const plain = encodePack(entries);
    const annotations = { [DIGEST]: digestBytes(plain), [PARTS]: '1', [SEQUENCE]: String(sequence) };
    await this.#put(PACK, packName(sequence), this.#options.compressor.compress(plain), annotations);
  }

  async #readPack(sequence: number): Promise<readonly PackEntry[] | undefined> {
    const { kube, namespace } = this.#options;
    const name = packName(sequence);
    const secret = await kube.get({ apiVersion: 'v1', kind: 'Secret', name, namespace });
    return secret && this.#entriesOf(secret);
  }

  #entriesOf(pack: KubeObject): readonly PackEntry[] | undefined {
    const { name } = pack.metadata;
    const plain = this.#read(name, pack, new Map());
    const entries = plain && decodePack(plain);
    if (plain && !entries) this.#options.onDamage?.(name, 'it is no pack');
    return entries;
  }

  #put(kind: StateKind | typeof PACK, name: string, data: Uint8Array, annotations: Record<string, string>) {
    return this.#secrets.put(name, { labels: { [KIND_LABEL]: kind }, annotations, data });
  }

  async #delete(name: string): Promise<void> {
    this.#digests.delete(name);
    // What counts goes last, so that a crash in between brings nothing older back.
    const ownIsNewest = !this.#packs.isPacked(name);
    if (ownIsNewest) await this.#packs.remove(name);
    await this.#secrets.delete(name);
    for (const part of this.#extra.get(name) ?? []) await this.#secrets.delete(part);
    this.#extra.delete(name);
    if (!ownIsNewest) await this.#packs.remove(name);
  }
}

/** How many from the front fit into one pack. */
function fitting(waiting: readonly PackEntry[]): number {
  let bytes = 0;
  const end = waiting.findIndex(({ plain }) => (bytes += plain.length) > PACK_BYTES);
  return end < 0 ? waiting.length : end;
}
