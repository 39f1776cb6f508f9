import type { BodyOpener, BundleRef, Compressor } from '@wheelhouse/contract';
import { MAX_BUNDLE_BYTES, bundleFromBlobs } from '@wheelhouse/contract';
import { canonicalJson, describeProblem, digestText, err, ok } from '@wheelhouse/core-domain';
import type { Bundle, Digest, KubeObject, Problem, ProjectId, Result } from '@wheelhouse/core-domain';
import type { SecretStore } from './secret-store.ts';

/** Gives the stored envelope of a blob; undefined where the hub's stream has none. Rejects while the hub is away. */
export type FetchBlob = (project: ProjectId, digest: Digest) => Promise<Uint8Array | undefined>;

export type BundleFailure =
  /** The hub's stream has no such blob, or not the one that its name says. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** Nobody could be asked. */
  | { readonly kind: 'away'; readonly reason: string };

export interface BundleStoreOptions {
  readonly store: SecretStore;
  readonly compressor: Compressor;
  readonly fetch: FetchBlob;
  /** Has the keys of the projects that this cluster may read. */
  readonly opener: BodyOpener;
  readonly monotonic: () => number;
  /** Told of what came and is not what its name says. */
  readonly refused: (reason: string) => void;
  /** Canonical bytes held in memory; default 16 MiB. */
  readonly memoryBytes?: number;
}

const describe = (problems: readonly Problem[]): string => problems.map(describeProblem).join('; ');
const AWAIT_KEY_MS = 10_000;

const bundleName = (digest: Digest): string => `wheelhouse-bundle-${digest}`;

/** Bundles from memory, from the cluster's Secrets, or from the hub: the first that has it. Content-addressed, so never stale. */
export class BundleStore {
  readonly #options: BundleStoreOptions;
  readonly #packed = new Map<Digest, Uint8Array>();
  readonly #memory = new Map<Digest, { bundle: Bundle; bytes: number }>();
  readonly #fetching = new Map<Digest, Promise<Result<Bundle, BundleFailure>>>();
  #stored = new Set<Digest>();
  /** What no key was there for, since when. */
  readonly #unopened = new Map<Digest, number>();
  #used = 0;

  constructor(options: BundleStoreOptions) {
    this.#options = options;
    options.store.onLost('bundle', (name) => {
      const digest = name.slice(bundleName('' as Digest).length) as Digest;
      this.#stored.delete(digest);
      return this.keep(digest);
    });
  }

  /** Reads what the cluster keeps; once, by a new leader. */
  async load(): Promise<void> {
    const { store, compressor } = this.#options;
    for (const [name, plain] of await store.load('bundle')) {
      const digest = name.slice(bundleName('' as Digest).length) as Digest;
      this.#stored.add(digest);
      this.#packed.set(digest, compressor.compress(plain));
    }
  }

  async get(ref: Pick<BundleRef, 'project' | 'digest'>): Promise<Result<Bundle, BundleFailure>> {
    const known = this.#memory.get(ref.digest);
    if (known) {
      this.#memory.delete(ref.digest);
      this.#memory.set(ref.digest, known);
      return ok(known.bundle);
    }
    const packed = this.#packed.get(ref.digest);
    if (packed) return ok(this.#unpack(ref.digest, packed));
    const running = this.#fetching.get(ref.digest);
    if (running) return running;
    const fetching = this.#fetch(ref).finally(() => this.#fetching.delete(ref.digest));
    this.#fetching.set(ref.digest, fetching);
    return fetching;
  }

  isKept(digest: Digest): boolean {
    return this.#stored.has(digest);
  }

  /** Puts a bundle that was fetched into the cluster's Secrets, so that any node can heal without the hub. */
  async keep(digest: Digest): Promise<void> {
    const packed = this.#packed.get(digest);
    if (!packed || this.#stored.has(digest)) return;
    const { store, compressor } = this.#options;
    await store.save('bundle', bundleName(digest), compressor.decompress(packed, compressor.codec, MAX_BUNDLE_BYTES));
    this.#stored.add(digest);
  }

  /** Forgets every bundle that nothing names any more. */
  async retain(used: ReadonlySet<Digest>): Promise<void> {
    for (const digest of this.#packed.keys()) {
      if (used.has(digest)) continue;
      this.#packed.delete(digest);
      this.#evict(digest);
    }
    const gone = [...this.#stored].filter((digest) => !used.has(digest));
    this.#stored = new Set([...this.#stored].filter((digest) => used.has(digest)));
    for (const digest of gone) await this.#options.store.remove('bundle', bundleName(digest));
  }

  async #fetch(ref: Pick<BundleRef, 'project' | 'digest'>): Promise<Result<Bundle, BundleFailure>> {
    const { fetch, compressor, opener } = this.#options;
    try {
      const result = await bundleFromBlobs(ref, (digest) => fetch(ref.project, digest), compressor, opener);
      if (!result.ok) {
        const reason = result.error.map((problem) => problem.message).join('; ');
        if (result.error.some(({ code }) => code === 'NOT_SUPPORTED') && this.#awaitsKey(ref.digest)) {
          return err({ kind: 'away', reason });
        }
        if (result.error.some(({ code }) => code !== 'PATH_NOT_FOUND')) this.#options.refused(describe(result.error));
        return err({ kind: 'lost', reason });
      }
      this.#unopened.delete(ref.digest);
      const text = canonicalJson(result.value.objects);
      this.#packed.set(ref.digest, compressor.compress(new TextEncoder().encode(text)));
      this.#remember(result.value, text.length);
      return result;
    } catch (error) {
      return err({ kind: 'away', reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /** A key that is not here comes with the next manifest. It is refused when it did not. */
  #awaitsKey(digest: Digest): boolean {
    const now = this.#options.monotonic();
    const since = this.#unopened.get(digest) ?? now;
    this.#unopened.set(digest, since);
    return now - since < AWAIT_KEY_MS;
  }

  #unpack(digest: Digest, packed: Uint8Array): Bundle {
    const { compressor } = this.#options;
    const text = new TextDecoder().decode(compressor.decompress(packed, compressor.codec, MAX_BUNDLE_BYTES));
    if (digestText(text) !== digest) throw new Error(`the kept bundle ${digest} is damaged`);
    const bundle = { digest, objects: JSON.parse(text) as KubeObject[] };
    this.#remember(bundle, text.length);
    return bundle;
  }

  #remember(bundle: Bundle, bytes: number): void {
    this.#evict(bundle.digest);
    this.#memory.set(bundle.digest, { bundle, bytes });
    this.#used += bytes;
    for (const oldest of this.#memory.keys()) {
      if (this.#used <= (this.#options.memoryBytes ?? 16 * 1024 * 1024) || oldest === bundle.digest) break;
      this.#evict(oldest);
    }
  }

  #evict(digest: Digest): void {
    this.#used -= this.#memory.get(digest)?.bytes ?? 0;
    this.#memory.delete(digest);
  }
}
