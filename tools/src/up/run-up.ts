import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { createSupervisor, type Supervisor } from '../processes/supervisor.ts';
import { UsageError } from '../run/exit.ts';
import { announcement, type UpInfo } from './announce.ts';
import { demandDataFolder, type UpOptions } from './options.ts';
import { createProgress } from './progress.ts';
import { removeData } from './remove-data.ts';
import { removeSession, runningSession, writeSession } from './session.ts';
import { startFleet, stepCount } from './start-fleet.ts';
import { loadState, writeJson } from './state.ts';

export interface UpOutlet {
  line(text: string): void;
  healthy(info: UpInfo, text: string): void;
}

/** Before anything is started: nobody else is there, what a crash left is ended, and `--fresh` is done. */
export async function prepareData(options: UpOptions, line: (text: string) => void): Promise<void> {
  await demandAlone(options.data);
  demandDataFolder(options.data);
  const orphans = await createSupervisor(options.data).endOrphans();
  if (orphans.length > 0) line(`ended what an earlier start had left running: ${orphans.join(', ')}`);
  if (options.fresh) await removeData(options.data);
  await mkdir(options.data, { recursive: true });
  await loadState(options.data); // From now on the folder is known as ours.
}

/** Starts the fleet and stays until a signal asks to end it; everything is stopped when this returns or throws. */
export async function runUp(options: UpOptions, outlet: UpOutlet): Promise<number> {
  const supervisor = createSupervisor(options.data);
  await writeSession(options.data);
  const asked = signalled();
  const progress = createProgress((line) => outlet.line(line), stepCount(options));
  try {
    const started = startFleet(options, supervisor, progress).then(async (info) => {
      await writeJson(path.join(options.data, 'up.json'), info);
      outlet.healthy(info, announcement(info, options.data, options.detach));
    });
    if ((await Promise.race([started.then(() => 'healthy'), asked])) === 'healthy') await asked;
    return 0;
  } finally {
    progress.end();
    await stop(supervisor, options.data, outlet);
  }
}

async function demandAlone(data: string): Promise<void> {
  const other = await runningSession(data);
  if (!other) return;
  throw new UsageError(
    `another \`up\` (process ${other.pid}) runs on ${data}: end it by \`npm run down\`, or name another folder by --data`,
  );
}

function signalled(): Promise<string> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  return Promise.race(signals.map((signal) => once(process, signal).then(() => signal)));
}

async function stop(supervisor: Supervisor, data: string, outlet: UpOutlet): Promise<void> {
  // Whoever is still impatient after this long may end us at once: the guard ends the children then.
  const impatient = setTimeout(() => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  }, 1_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  outlet.line('stopping');
  await supervisor.stop();
  await removeSession(data);
  clearTimeout(impatient);
  outlet.line('stopped; the data is kept');
}
