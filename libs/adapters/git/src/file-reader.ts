import { ObjectTooLarge, type ObjectReader } from './object-reader.ts';

/** Files that are remembered, in bytes: each at most, its bookkeeping, and all together. */
const REMEMBERED_FILE = 64 * 1024;
const FILE_OVERHEAD = 500;
const REMEMBERED_BYTES = 16 * 1024 * 1024;

/** A file that is larger than anything that is read. */
export class FileTooLarge extends Error {
  readonly path: string;
  readonly size: number;
  readonly limit: number;
  constructor(path: string, cause: ObjectTooLarge) {
    super(`${path}: ${cause.message}`, { cause });
    this.name = 'FileTooLarge';
    this.path = path;
    this.size = cause.size;
    this.limit = cause.limit;
  }
}

export interface ReadFile {
  readonly bytes: Buffer;
  /** It was not remembered. */
  readonly isNew: boolean;
}

/**
 * The files of a mirror by their object ids. Small ones are remembered: bases, kustomizations and what generators read are
 * asked for again at every commit.
 */
export class FileReader {
  readonly #reader: ObjectReader;
  readonly #known = new Map<string, Buffer>();
  #bytes = 0;

  constructor(reader: ObjectReader) {
    this.#reader = reader;
  }

  /** `path`: for errors. Throws `FileTooLarge`, and where there is no such object. */
  async read(oid: string, path: string): Promise<ReadFile> {
    const known = this.#known.get(oid);
    if (known) return { bytes: known, isNew: false };
    const bytes = await this.#object(oid, path);
    this.#remember(oid, bytes);
    return { bytes, isNew: true };
  }

  async #object(oid: string, path: string): Promise<Buffer> {
    try {
      const object = await this.#reader.read(oid);
      if (object?.type === 'blob') return object.bytes;
    } catch (error) {
      throw error instanceof ObjectTooLarge ? new FileTooLarge(path, error) : error;
    }
    throw new Error(`the mirror has lost object ${oid}`);
  }

  #remember(oid: string, bytes: Buffer): void {
    if (bytes.length > REMEMBERED_FILE || this.#known.has(oid)) return;
    this.#known.set(oid, bytes);
    this.#bytes += FILE_OVERHEAD + bytes.length;
    for (const [oldest, old] of this.#known) {
      if (this.#bytes <= REMEMBERED_BYTES) break;
      this.#known.delete(oldest);
      this.#bytes -= FILE_OVERHEAD + old.length;
    }
  }
}
