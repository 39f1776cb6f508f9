#!/usr/bin/env node
// Runs the CLI from source in a clone. Node before 22.18 does not read TypeScript: there the pinned Node takes over.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import('../src/main.ts');
  const kustomize = async () => (await import('@wheelhouse/tools')).binary('kustomize');
  process.exitCode = await main(process.argv.slice(2), { kustomize });
} else {
  const node = createRequire(import.meta.url).resolve('node/bin/node');
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}
