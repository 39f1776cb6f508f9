import { randomBytes } from 'node:crypto';
import { createLogger } from '@wheelhouse/runtime';
import { holderOf, readConfig } from './config.ts';
import { monotonicClock } from './leader/lease.ts';
import { inClusterLease } from './leader/read-lease.ts';
import { waitForLease } from './leader/wait-for-lease.ts';
import { VERSION } from './version.ts';

/** Waits for the lease with next to nothing loaded, then leads until it is told to stop. */
async function main(): Promise<number> {
  const config = readConfig(process.env);
  if (!config.ok) {
    for (const problem of config.error)
      process.stderr.write(`${problem.message}${problem.hint ? ` (${problem.hint})` : ''}\n`);
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
  if (!settings.kubeconfig) {
    const read = inClusterLease(settings.namespace);
    const onError = (error: unknown): void => log.warn({ err: error }, 'the Lease cannot be read');
    await waitForLease({ read, ...monotonicClock, signal: stop.signal, onError });
  }
  if (stop.signal.aborted) return 0;
  const { lead } = await import('./leader/lead.ts');
  await lead(settings, holder, log, stop.signal);
  return stop.signal.aborted ? 0 : 1;
}

process.exitCode = await main();
process.exit();
