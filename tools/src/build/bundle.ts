import { copyFile, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { inRoot } from '../run/root.ts';
import { swcPlugin } from './swc-plugin.ts';

/** CommonJS packages inside the bundle call `require` and read `__dirname`. */
const BANNER = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  "import { fileURLToPath as pathOfBundle } from 'node:url';",
  'const require = createRequireOfBundle(import.meta.url);',
  'const __filename = pathOfBundle(import.meta.url);',
  "const __dirname = pathOfBundle(new URL('.', import.meta.url));",
].join('\n');

export interface BundleOptions {
  /** Paths from the root of the checkout. */
  readonly entry: string;
  readonly outfile: string;
  /** The program uses decorators with metadata, as Nest does. */
  readonly decorators?: boolean;
  /** What is imported later becomes files of its own beside `outfile`, so that a program loads only what it has come to. */
  readonly split?: boolean;
  /** Writes `inputs.json` beside `outfile`, by which who starts the program from a clone sees whether it is up to date. */
  readonly inputs?: boolean;
}

/** One program as an ES module for Node 24, with a source map beside it; in one file unless it is to be split. */
export async function bundle(options: BundleOptions): Promise<void> {
  const { entry, outfile, decorators = false, split = false } = options;
  const { dir, name, ext } = path.parse(inRoot(outfile));
  const startedAt = Date.now();
  if (split) await rm(dir, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [{ in: await realpath(inRoot(entry)), out: name }],
    outdir: dir,
    outExtension: { '.js': ext },
    splitting: split,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    keepNames: true,
    // Comments would double what the file takes in memory, too: see `inAscii`.
    minifyWhitespace: true,
    legalComments: 'external',
    lineLimit: 500,
    logLevel: 'warning',
    banner: { js: BANNER },
    metafile: true,
    absWorkingDir: inRoot('.'),
    plugins: [swcPlugin(decorators)],
  });
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith(ext)) await inAscii(inRoot(file));
  // Lua reads its WebAssembly from a file.
  const lua = Object.keys(metafile.inputs).find((input) => input.endsWith('wasmoon/dist/index.js'));
  if (lua) await copyFile(inRoot(path.dirname(lua), 'glue.wasm'), path.join(dir, 'glue.wasm'));
  if (options.inputs) await writeInputs(path.join(dir, 'inputs.json'), startedAt, Object.keys(metafile.inputs));
}

/**
 * One character beyond ASCII, and V8 keeps the whole file in memory with two bytes for each. esbuild escapes them in texts and
 * names; what it leaves is in regular expressions, where the same escapes mean the same.
 */
async function inAscii(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

  const ascii = text.replace(/[^\x00-\x7f]/g, escaped);
  if (ascii !== text) await writeFile(file, ascii);
}

/** Our own files, from the root of the checkout; packages change with the lockfile. */
async function writeInputs(file: string, startedAt: number, inputs: readonly string[]): Promise<void> {
  const own = inputs.filter((one) => !one.includes('node_modules/') && !one.includes(':'));
  await writeFile(file, JSON.stringify({ startedAt, files: [...own, 'package-lock.json'].sort() }));
}
