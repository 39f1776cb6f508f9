#!/usr/bin/env node
// Runs the CLI: as it was built, unless a source is newer, else from source. Node before 22.18 does not read TypeScript: there
// the pinned Node takes over.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../../', import.meta.url);
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  // What was compiled once is not compiled again by the next command.
  enableCompileCache();
  const { main } = await import(isBuilt() ? new URL('dist/cli/main.mjs', ROOT).href : '../src/main.ts');
  const kustomize = async () => (await import('@wheelhouse/tools')).binary('kustomize');
  process.exitCode = await main(process.argv.slice(2), { kustomize });
} else {
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}

/** Whether none of the files that the build was made from changed since. */
function isBuilt() {
  try {
    const { startedAt, files } = JSON.parse(readFileSync(new URL('dist/cli/inputs.json', ROOT), 'utf8'));
    return files.every((file) => statSync(new URL(file, ROOT)).mtimeMs < startedAt);
  } catch {
    return false;
  }
}
