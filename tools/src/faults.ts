import { spawn } from 'node:child_process';
import { ensureBinaries } from './binaries/ensure-binaries.ts';
import { BINARIES } from './binaries/pins.ts';
import { buildApps } from './build/build-apps.ts';
import { main } from './run/exit.ts';
import { binaryReporter } from './run/report-binaries.ts';
import { inRoot } from './run/root.ts';

/** `npm run test:faults -- …`: builds what changed, then breaks it, seed by seed. */
void main(async () => {
  await ensureBinaries(BINARIES, binaryReporter());
  await buildApps(['hub', 'spoke']);
  const child = spawn(process.execPath, [inRoot('e2e', 'faults', 'run.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
});
