import { randomBytes } from 'node:crypto';
import { describeProblem } from '@wheelhouse/core-domain';
import { createLogger } from '@wheelhouse/runtime';
import type { Logger } from '@wheelhouse/runtime';
import { holderOf, readConfig } from './config.ts';
import type { SpokeConfig } from './config.ts';
import { monotonicClock } from './leader/lease.ts';
import { inClusterLease } from './leader/read-lease.ts';
import { waitForLease } from './leader/wait-for-lease.ts';
import type { SeenLease } from './leader/wait-for-lease.ts';
import { VERSION } from './version.ts';

/** Waits for the lease with next to nothing loaded, then leads until it is told to stop. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  if (!config.ok) {
    for (const problem of config.error) process.stderr.write(`${describeProblem(problem)}\n`);
    return 2;
  }
  const settings = config.value;
  const log = createLogger({ app: 'spoke', level: settings.logLevel, version: VERSION });
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      log.info({ signal: name }, 'stopping');
      stop.abort('this spoke stops');
    });
  }
  const holder = `${holderOf(settings)}-${randomBytes(4).toString('hex')}`;
  log.info({ holder, namespace: settings.namespace }, 'waiting for the lease');
  const seen = settings.kubeconfig ? undefined : await wait(settings, log, stop.signal);
  if (stop.signal.aborted) return 0;
  try {
    const { lead } = await import('./leader/lead.ts');
    await lead(settings, { holder, log, signal: stop.signal, ...(seen ? { seen } : {}) });
  } catch (error) {
    log.fatal({ err: error }, `this spoke cannot run: ${error instanceof Error ? error.message : String(error)}`);
  }
  return stop.signal.aborted ? 0 : 1;
}

function wait(settings: SpokeConfig, log: Logger, signal: AbortSignal): Promise<SeenLease | undefined> {
  const read = inClusterLease(settings.namespace, settings.serviceAccountDir);
  const onError = (error: unknown): void => log.warn({ err: error }, 'the Lease cannot be read');
  return waitForLease({ read, ...monotonicClock, signal, onError });
}

process.exitCode = await main();
process.exit();
