import type { BinaryName } from './pins.ts';

/** What one way of obtaining a program came to: its path, or why that way did not work here. */
export type Attempt = { readonly path: string } | { readonly why: string };

export interface Tried {
  readonly way: string;
  readonly why: string;
}

/** Every way was tried and none worked. Commands end with exit code 2 and this message. */
export class BinaryUnavailable extends Error {
  override readonly name = 'BinaryUnavailable';
  readonly exitCode = 2;
  readonly missing: ReadonlyMap<BinaryName, readonly Tried[]>;

  constructor(missing: ReadonlyMap<BinaryName, readonly Tried[]>) {
    super(wording(missing));
    this.missing = missing;
  }
}

function wording(missing: ReadonlyMap<BinaryName, readonly Tried[]>): string {
  const parts = [...missing].map(([name, tried]) =>
    [`${name} could not be obtained. What was tried:`, ...tried.map(({ way, why }) => `  ${way}: ${why}`)].join('\n'),
  );
  return [
    ...parts,
    'What helps: a connection to the release hosts, or Go (https://go.dev/dl) with a module proxy,',
    'or the programs themselves, named by the environment variables above.',
  ].join('\n');
}
