import type { KubeApi, ListResult } from '@wheelhouse/adapter-kube';
import { MAX_BUNDLE_BYTES } from '@wheelhouse/contract';
import type { Compressor } from '@wheelhouse/contract';
import { digestBytes } from '@wheelhouse/core-domain';
import type { KubeObject } from '@wheelhouse/core-domain';
import type { KubeWriter } from '../leader/fenced-writer.ts';
import { joinParts, splitParts } from './parts.ts';

export const stateKinds = ['identity', 'manifest', 'application', 'bundle'] as const;
export type StateKind = (typeof stateKinds)[number];

const KIND_LABEL = 'wheelhouse.dev/state';
const DIGEST = 'wheelhouse.dev/state-digest';
const PARTS = 'wheelhouse.dev/state-parts';
const MANAGER = 'wheelhouse-spoke';

export interface SecretStoreOptions {
  readonly kube: KubeApi;
  readonly writer: KubeWriter;
  readonly namespace: string;
  readonly compressor: Compressor;
  readonly onDamage?: (name: string, reason: string) => void;
}

interface Waiting {
  plain: Uint8Array | undefined;
  readonly kind: StateKind;
  readonly promise: Promise<void>;
  readonly settle: { done: () => void; fail: (error: unknown) => void };
}

/**
 * Named, compressed bytes in Secrets of the spoke's own namespace. A value of several parts is switched by its head: the other
 * parts carry the digest in their names, are written before the head, and old ones go after it.
 *
 * Writes of one name never overtake each other; those that wait are coalesced, newest wins. A promise resolves when this
 * value or a newer one is stored, so whoever awaits it may rely on it.
 */
export class SecretStore {
  readonly #options: SecretStoreOptions;
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #extra = new Map<string, readonly string[]>();
  /** What each head says now, as far as it was read or written here. */
  readonly #digests = new Map<string, string>();

  constructor(options: SecretStoreOptions) {
    this.#options = options;
  }

  save(kind: StateKind, name: string, plain: Uint8Array): Promise<void> {
    return this.#enqueue(kind, name, plain);
  }

  remove(kind: StateKind, name: string): Promise<void> {
    return this.#enqueue(kind, name, undefined);
  }

  /** Resolves when everything asked until now is stored; never rejects. */
  async flush(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running.values());
  }

  /** All values of a kind by name. Damaged ones are left out and told to `onDamage`. */
  async load(kind: StateKind): Promise<Map<string, Uint8Array>> {
    const secrets = await this.#list(kind);
    const byName = new Map(secrets.items.map((secret) => [secret.metadata.name, secret]));
    const values = new Map<string, Uint8Array>();
    for (const [name, secret] of byName) {
      if (secret.metadata.annotations?.[PARTS] === undefined) continue;
      const plain = this.#read(name, secret, byName);
      if (plain) values.set(name, plain);
    }
    return values;
  }

  async #list(kind: StateKind): Promise<ListResult> {
    const resource = await this.#options.kube.resourceFor('v1', 'Secret');
    if (!resource) throw new Error('the API server serves no Secrets');
    const { namespace } = this.#options;
    return this.#options.kube.list(resource, { namespace, labelSelector: `${KIND_LABEL}=${kind}` });
  }

  #read(name: string, head: KubeObject, all: ReadonlyMap<string, KubeObject>): Uint8Array | undefined {
    const digest = head.metadata.annotations?.[DIGEST] ?? '';
    const names = extraNames(name, digest, Number(head.metadata.annotations?.[PARTS] ?? '1'));
    this.#extra.set(name, names);
    const parts = [head, ...names.map((part) => all.get(part))].map((secret) => secret && dataOf(secret));
    const damage = (reason: string): undefined => void this.#options.onDamage?.(name, reason);
    if (parts.some((part) => part === undefined)) return damage('a part is missing');
    try {
      const { compressor } = this.#options;
      const plain = compressor.decompress(joinParts(parts as Uint8Array[]), compressor.codec, MAX_BUNDLE_BYTES);
      return digestBytes(plain) === digest ? plain : damage('its digest does not fit');
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
    const [head, ...rest] = splitParts(this.#options.compressor.compress(plain));
    const names = extraNames(name, digest, rest.length + 1);
    for (const [i, part] of rest.entries()) await this.#put(kind, names[i] ?? name, part, {});
    await this.#put(kind, name, head ?? plain, { [DIGEST]: digest, [PARTS]: String(rest.length + 1) });
    this.#digests.set(name, digest);
    const old = this.#extra.get(name) ?? [];
    this.#extra.set(name, names);
    for (const part of old) if (!names.includes(part)) await this.#deleteSecret(part);
  }

  async #put(kind: StateKind, name: string, data: Uint8Array, annotations: Record<string, string>): Promise<void> {
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'wheelhouse.dev/state',
      metadata: { name, namespace: this.#options.namespace, labels: { [KIND_LABEL]: kind }, annotations },
      data: { state: Buffer.from(data).toString('base64') },
    };
    await this.#options.writer.apply(secret, { manager: MANAGER });
  }

  async #delete(name: string): Promise<void> {
    this.#digests.delete(name);
    await this.#deleteSecret(name);
    for (const part of this.#extra.get(name) ?? []) await this.#deleteSecret(part);
    this.#extra.delete(name);
  }

  async #deleteSecret(name: string): Promise<void> {
    const { namespace } = this.#options;
    await this.#options.writer.delete(
      { apiVersion: 'v1', kind: 'Secret', name, namespace },
      { propagation: 'Background' },
    );
  }
}

const extraNames = (name: string, digest: string, parts: number): string[] =>
  Array.from({ length: Math.max(0, parts - 1) }, (_, i) => `${name}.${digest.slice(0, 12)}.${i + 1}`);

function dataOf(secret: KubeObject): Uint8Array | undefined {
  const text = (secret['data'] as Record<string, string> | undefined)?.['state'];
  return text === undefined ? undefined : new Uint8Array(Buffer.from(text, 'base64'));
}
