import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { err, ok, type Digest, type Problem, type Result } from '@wheelhouse/core-domain';
import {
  bundleKey,
  canonicalBundle,
  directoryObjects,
  sourceKey,
  sourceOptionsKey,
  type RenderedObject,
} from '@wheelhouse/core-render';
import { Slots } from '@wheelhouse/runtime';
import { BundleMemory } from './bundle-memory.ts';
import { gatherSource, type GatheredSource } from './gather-source.ts';
import type { Rendered, RenderAllRequest, RendererOptions, RenderRequest, RenderSource } from './renderer-types.ts';
import { runKustomize, type ToolOutput } from './run-kustomize.ts';
import { removeLeftovers } from './sandbox.ts';

const MiB = 1024 * 1024;
const DEFAULTS = {
  concurrency: 2,
  timeoutMs: 30_000,
  maxOutputBytes: 32 * MiB,
  maxMemoryMiB: 1024,
  maxFiles: 5_000,
  maxSourceBytes: 32 * MiB,
  maxObjects: 10_000,
  memoryEntries: 500,
};
const MEMORY_BYTES = 128 * MiB;
/** Of our own reader of plain folders: raised when it reads the same files differently. */
const DIRECTORY_VERSION = 'directory 1';

/**
 * Renders Applications: gathers what a source needs from the mirror, runs its tool on just that, and gives the canonical
 * bundle. Equal inputs are rendered once, however many ask for them, at once or later. What is wrong with the input is a
 * problem; what throws is a fault of this machine (no kustomize, no disk).
 */
export class Renderer {
  readonly #options: RendererOptions & typeof DEFAULTS;
  readonly #memory: BundleMemory;
  readonly #flights = new Map<Digest, Flight>();
  readonly #slots: Slots;
  #prepared: Promise<string> | undefined;
  #renders = 0;

  constructor(options: RendererOptions) {
    this.#options = { ...DEFAULTS, ...options };
    this.#memory = new BundleMemory(this.#options.memoryEntries, MEMORY_BYTES);
    this.#slots = new Slots(this.#options.concurrency);
  }

  /** How often a source was truly rendered, by a tool or by our own reader of plain folders. */
  get renders(): number {
    return this.#renders;
  }

  /**
   * Forgets what was rendered from these repositories: it is rendered anew when it is asked for. What is under way is given
   * to those who wait for it, and not kept.
   */
  async forget(urls: readonly string[]): Promise<void> {
    const wanted = new Set(urls);
    const keys = [...this.#memory.forget(wanted)];
    for (const [key, flight] of this.#flights) {
      if (!flight.urls.some((url) => wanted.has(url))) continue;
      flight.forgotten = true;
      this.#flights.delete(key);
      keys.push(key);
    }
    await this.#options.cache?.forget?.(keys);
  }

  /** An Application of one source. */
  render({ mirrors, url, commit, source, appName, destinationNamespace }: RenderRequest): Promise<Result<Rendered>> {
    return this.renderAll({ mirrors, sources: [{ url, commit, source }], appName, destinationNamespace });
  }

  /** Reads what a render of these sources would read, and says what is wrong with it, without rendering. */
  async look({ mirrors, sources, appName }: Omit<RenderAllRequest, 'destinationNamespace'>): Promise<Result<void>> {
    for (const wanted of sources.filter(givesManifests)) {
      const one = await gatherSource(mirrors, wanted, { ...this.#limits(), appName });
      if (!one.ok) return one;
    }
    return ok(undefined);
  }

  /** An Application of one or more sources. */
  async renderAll(request: RenderAllRequest): Promise<Result<Rendered>> {
    const version = await (this.#prepared ??= this.#prepare());
    const gathered: GatheredSource[] = [];
    const keys: Digest[] = [];
    const problems: Problem[] = [];
    for (const wanted of request.sources.filter(givesManifests)) {
      const one = await gatherSource(request.mirrors, wanted, { ...this.#limits(), appName: request.appName });
      if (!one.ok) problems.push(...one.error);
      else {
        gathered.push(one.value);
        keys.push(keyOfSource(one.value, wanted, version));
      }
    }
    if (problems.length > 0) return err(problems);
    const cacheKey = bundleKey(keys, request.destinationNamespace);
    const urls = request.sources.map((one) => one.url);
    return this.#shared(cacheKey, urls, () => this.#renderGathered(gathered, cacheKey, request.destinationNamespace));
  }

  /** From memory, from who is at it already, from the cache, or by `work`; successes are remembered. */
  async #shared(
    key: Digest,
    urls: readonly string[],
    work: () => Promise<Result<{ rendered: Rendered; bytes: number }>>,
  ): Promise<Result<Rendered>> {
    const remembered = this.#memory.get(key, urls);
    if (remembered) return ok(remembered);
    const inFlight = this.#flights.get(key);
    if (inFlight?.done) return inFlight.done;
    const flight: Flight = { urls, forgotten: false };
    this.#flights.set(key, flight);
    flight.done = this.#fresh(key, flight, work).finally(() => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key);
    });
    return flight.done;
  }

  async #fresh(
    key: Digest,
    flight: Flight,
    work: () => Promise<Result<{ rendered: Rendered; bytes: number }>>,
  ): Promise<Result<Rendered>> {
    const { urls } = flight;
    const cached = await this.#options.cache?.get(key);
    if (cached) {
      if (!flight.forgotten) this.#memory.put(key, cached, { bytes: 0, urls });
      return ok(cached);
    }
    const result = await work();
    if (!result.ok) return result;
    const { rendered, bytes } = result.value;
    if (flight.forgotten) return ok(rendered);
    this.#memory.put(key, rendered, { bytes, urls });
    await this.#options.cache?.put(key, rendered);
    return ok(rendered);
  }

  async #renderGathered(
    sources: readonly GatheredSource[],
    cacheKey: Digest,
    namespace: string | undefined,
  ): Promise<Result<{ rendered: Rendered; bytes: number }>> {
    const outputs = await Promise.all(sources.map((source) => this.#slots.use(() => this.#renderOne(source))));
    const problems = outputs.flatMap((output) => (output.ok ? [] : output.error));
    if (problems.length > 0) return err(problems);
    const values = outputs.flatMap((output) => (output.ok ? [output.value] : []));
    const objects = values.flatMap(({ objects: own }, source): RenderedObject[] =>
      own.map((one) => ({ ...one, source })),
    );
    const canonical = canonicalBundle(objects, { namespace, maxObjects: this.#options.maxObjects });
    if (!canonical.ok) return canonical;
    const { bundle, warnings } = canonical.value;
    const all = [...sources.flatMap((source) => source.warnings), ...warnings];
    const bytes = values.reduce((sum, output) => sum + output.bytes, 0);
    return ok({ rendered: { bundle, cacheKey, warnings: all }, bytes });
  }

  async #renderOne(source: GatheredSource): Promise<Result<ToolOutput>> {
    this.#renders++;
    if (source.tool === 'kustomize') return runKustomize(source, this.#options);
    const { objects, problems } = directoryObjects(source.closure, source.known);
    if (problems.length > 0) return err([...problems]);
    return ok({ objects, bytes: fileBytes(source) });
  }

  #limits(): { maxFiles: number; maxBytes: number } {
    return { maxFiles: this.#options.maxFiles, maxBytes: this.#options.maxSourceBytes };
  }

  async #prepare(): Promise<string> {
    const { kustomize, folder } = this.#options;
    await removeLeftovers(folder);
    try {
      const { stdout } = await promisify(execFile)(kustomize, ['version'], { env: {}, timeout: 10_000 });
      return `kustomize ${stdout.trim()}`;
    } catch (error) {
      this.#prepared = undefined;
      throw new Error(`cannot run kustomize at ${kustomize}`, { cause: error });
    }
  }
}

/** A render that is under way. */
interface Flight {
  readonly urls: readonly string[];
  forgotten: boolean;
  done?: Promise<Result<Rendered>>;
}

/** A source that is only there to be referred to (`ref`) has no manifests of its own. */
const givesManifests = ({ source }: RenderSource): boolean => source.ref === undefined || source.path !== '.';

function keyOfSource({ tool, closure }: GatheredSource, { source }: RenderSource, kustomizeVersion: string): Digest {
  const toolVersion = tool === 'kustomize' ? kustomizeVersion : DIRECTORY_VERSION;
  return sourceKey({ closure, options: sourceOptionsKey(tool, source), toolVersion });
}

const fileBytes = ({ closure, known }: GatheredSource): number =>
  [...closure.files.keys()].reduce((sum, file) => {
    const node = known.get(file);
    return sum + (node?.kind === 'file' ? node.bytes.length : 0);
  }, 0);
