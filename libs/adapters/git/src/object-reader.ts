import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

export interface GitObject {
  readonly oid: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly bytes: Buffer;
}

export interface ObjectReaderOptions {
  readonly binary: string;
  readonly environment: Record<string, string>;
  readonly timeoutMs: number;
  readonly idleMs: number;
  /** Larger objects are skipped and answered by an error. */
  readonly maxObjectBytes: number;
}

interface Question {
  readonly name: string;
  readonly answer: (object: GitObject | undefined) => void;
  readonly fail: (error: Error) => void;
}

/**
 * One long-lived `git cat-file --batch` of a mirror: starts with the first question, answers in order, ends when nobody has
 * asked for a while. Names are object ids, or `<commit>^{tree}`: nothing that a person wrote reaches its line protocol.
 */
export class ObjectReader {
  readonly #options: ObjectReaderOptions;
  #child: ChildProcessWithoutNullStreams | undefined;
  #waiting: Question[] = [];
  /** Names that are still to be written to the child, a line each. */
  #asked = '';
  #parser: BatchParser | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ObjectReaderOptions) {
    this.#options = options;
  }

  /** The object of that name, or undefined where there is none. */
  read(name: string): Promise<GitObject | undefined> {
    if (!/^[0-9a-f]{4,64}(?:\^\{(?:tree|commit)\})?$/.test(name)) throw new TypeError(`not an object name: ${name}`);
    return new Promise((answer, fail) => {
      this.#child ??= this.#start();
      this.#waiting.push({ name, answer, fail });
      if (this.#waiting.length === 1)
        this.#watch(this.#options.timeoutMs, () =>
          this.#end(new Error(`git cat-file gave no answer within ${this.#options.timeoutMs} ms`)),
        );
      this.#ask(name);
    });
  }

  /** What is asked for in one turn is one write: that may be thousands of files. */
  #ask(name: string): void {
    if (this.#asked === '')
      process.nextTick(() => {
        if (this.#asked !== '') this.#child?.stdin.write(this.#asked);
        this.#asked = '';
      });
    this.#asked += `${name}\n`;
  }

  /** Ends the process; questions that wait are answered with an error. */
  close(): void {
    this.#end(new Error('the reader of objects was closed'));
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn(this.#options.binary, ['cat-file', '--batch'], { env: this.#options.environment });
    this.#parser = new BatchParser(this.#options.maxObjectBytes, (answer) => this.#settle(answer));
    const ended = (error: Error): void => {
      if (this.#child === child) this.#end(error);
    };
    child.stdout.on('data', (chunk: Buffer) => this.#child === child && this.#parser?.push(chunk));
    child.stderr.resume();
    child.stdin.on('error', () => undefined);
    child.on('error', (error) =>
      ended(new Error(`cannot run ${this.#options.binary}: ${error.message}`, { cause: error })),
    );
    child.on('close', (code) => ended(new Error(`git cat-file ended with code ${code}`)));
    return child;
  }

  #settle(answer: GitObject | Error | undefined): void {
    const question = this.#waiting.shift();
    if (!question) return;
    if (answer instanceof Error) question.fail(answer);
    else question.answer(answer);
    if (this.#waiting.length > 0) this.#timer?.refresh();
    else this.#watch(this.#options.idleMs, () => this.#end());
  }

  #watch(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms).unref();
  }

  #end(error?: Error): void {
    clearTimeout(this.#timer);
    const waiting = this.#waiting.splice(0);
    this.#asked = '';
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
    for (const question of waiting) question.fail(error ?? new Error('the reader of objects ended'));
  }
}

/** Reads `<oid> <type> <size>\n<bytes>\n` and `<name> missing\n` out of a stream cut anywhere. */
class BatchParser {
  readonly #maxBytes: number;
  readonly #answer: (answer: GitObject | Error | undefined) => void;
  #header = '';
  #object:
    { oid: string; type: GitObject['type']; size: number; bytes: Buffer | undefined; filled: number } | undefined;

  constructor(maxBytes: number, answer: (answer: GitObject | Error | undefined) => void) {
    this.#maxBytes = maxBytes;
    this.#answer = answer;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) at = this.#object ? this.#body(chunk, at) : this.#head(chunk, at);
  }

  #head(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(10, at);
    this.#header += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const [oid = '', type, size] = this.#header.split(' ');
    this.#header = '';
    if (size === undefined) this.#answer(undefined);
    else {
      const bytes = Number(size);
      // Not out of Node's pool: a small file that is remembered would keep 64 KiB of what else was read then.
      const kept = bytes <= this.#maxBytes ? Buffer.allocUnsafeSlow(bytes) : undefined;
      this.#object = { oid, type: type as GitObject['type'], size: bytes, bytes: kept, filled: 0 };
    }
    return end + 1;
  }

  #body(chunk: Buffer, at: number): number {
    const object = this.#object!;
    const taken = Math.min(object.size - object.filled, chunk.length - at);
    if (object.bytes) chunk.copy(object.bytes, object.filled, at, at + taken);
    object.filled += taken;
    if (object.filled < object.size || at + taken === chunk.length) return chunk.length;
    this.#object = undefined;
    const { oid, type, bytes, size } = object;
    this.#answer(bytes ? { oid, type, bytes } : new ObjectTooLarge(oid, size, this.#maxBytes));
    return at + taken + 1;
  }
}

export class ObjectTooLarge extends Error {
  readonly size: number;
  readonly limit: number;
  constructor(oid: string, size: number, limit: number) {
    super(`object ${oid} has ${size} bytes; ${limit} are allowed`);
    this.name = 'ObjectTooLarge';
    this.size = size;
    this.limit = limit;
  }
}
