import { parseArgs } from 'node:util';
import { isRunning } from './processes/identity.ts';
import { createSupervisor } from './processes/supervisor.ts';
import { waitUntil } from './processes/wait-until.ts';
import { main, UsageError } from './run/exit.ts';
import { dataFolder, demandDataFolder } from './up/options.ts';
import { removeData } from './up/remove-data.ts';
import { removeSession, runningSession } from './up/session.ts';

const STOP_TIMEOUT_MS = 45_000;

/** `npm run down [-- --data DIR] [--purge]`: ends what `up` started there; `--purge` removes the data as well. */
void main(async () => {
  const { data: given, purge } = parse(process.argv.slice(2));
  const data = dataFolder(given);
  demandDataFolder(data);
  const ended = await endSession(data);
  const orphans = await createSupervisor(data).endOrphans();
  process.stderr.write(ended || orphans.length > 0 ? `stopped what ran in ${data}\n` : `nothing runs in ${data}\n`);
  if (purge) {
    await removeData(data);
    process.stderr.write(`removed ${data}\n`);
  }
  return 0;
});

async function endSession(data: string): Promise<boolean> {
  const session = await runningSession(data);
  if (session) {
    process.kill(session.pid, 'SIGTERM');
    const gone = async (): Promise<boolean> => !(await isRunning(session));
    await waitUntil(gone, { what: 'it to stop', timeoutMs: STOP_TIMEOUT_MS }).catch(() =>
      process.kill(session.pid, 'SIGKILL'),
    );
  }
  await removeSession(data);
  return session !== undefined;
}

function parse(args: string[]): { data?: string | undefined; purge?: boolean | undefined } {
  try {
    return parseArgs({ args, options: { data: { type: 'string' }, purge: { type: 'boolean' } }, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nusage: npm run down [-- --data DIR] [--purge]`);
  }
}
