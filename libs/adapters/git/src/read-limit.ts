import type { Problem } from '@wheelhouse/core-domain';

/** A repository holds more than is read of it: thrown where it is met, given to the caller as its problem. */
export class ReadLimit extends Error {
  readonly problem: Problem;

  constructor(message: string, where: string, hint: string) {
    super(`${where}: ${message}`);
    this.name = 'ReadLimit';
    this.problem = { code: 'RENDER_LIMIT', message, where, hint };
  }
}

/** As the kernel's PATH_MAX: nobody could check it out. */
const MAX_PATH = 4096;

/** Counts the entries of a listing. A tree may name one folder many times, so that kilobytes stand for billions of paths. */
export class EntryBudget {
  readonly #max: number;
  #entries = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Before these entries of a folder are listed; throws where that is too much. */
  spend(entries: number, folder: string): void {
    this.#entries += entries;
    const over = this.#problem(folder);
    if (over) throw over;
  }

  #problem(folder: string): ReadLimit | undefined {
    if (this.#entries > this.#max) {
      const message = `the repository has more than ${this.#max} files and folders at this commit`;
      return new ReadLimit(message, folder || '.', 'split the repository, or name a narrower path');
    }
    if (folder.length <= MAX_PATH) return undefined;
    const message = `its folders are nested so deep that a path is longer than ${MAX_PATH} characters`;
    return new ReadLimit(message, `${folder.slice(0, 60)}…`, 'flatten it');
  }
}

/** Counts the bytes of files that one question asks for: they are held in memory together. */
export class ByteBudget {
  readonly #max: number;
  #bytes = 0;

  constructor(max: number) {
    this.#max = max;
  }

  spend(bytes: number, path: string): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#max) return;
    const message = `this file and those before it have more than ${this.#max} bytes together, which is all that is read at a time`;
    throw new ReadLimit(message, path, 'keep large files out of this path, or split it');
  }
}
