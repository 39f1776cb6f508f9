import { realpath } from 'node:fs/promises';
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
}

/** One program as one ES module for Node 24, with a source map beside it. */
export async function bundle({ entry, outfile, decorators = false }: BundleOptions): Promise<void> {
  await build({
    entryPoints: [await realpath(inRoot(entry))],
    outfile: inRoot(outfile),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    sourcemap: true,
    keepNames: true,
    logLevel: 'warning',
    banner: { js: BANNER },
    plugins: [swcPlugin(decorators)],
  });
}
