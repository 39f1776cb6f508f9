export interface Launch {
  /** A program and its arguments; looked up in the environment's PATH where it is no path. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The whole environment; a shell may add PWD to it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** A private folder for what it writes, until that is read. */
  readonly scratch: string;
  readonly stdin?: string;
  /** Of standard output, and of each file that it writes. Default: no limit. */
  readonly maxOutputBytes?: number;
  /** Address space, where the system can limit it. Default: no limit. */
  readonly maxAddressSpaceMiB?: number;
  readonly signal?: AbortSignal;
}
