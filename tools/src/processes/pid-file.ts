import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRunning, type ProcessIdentity } from './identity.ts';

/** What is kept of a running child, so that whoever starts next can find and end it. One file per process. */
export interface PidRecord extends ProcessIdentity {
  readonly name: string;
  readonly command: string;
  readonly stopSignal: NodeJS.Signals;
  /** Children with a higher rank are ended first: API servers before etcd. */
  readonly rank: number;
}

/** The first line is for the guard, a shell script: `pid signal`. The second is the whole record. */
export async function writePidFile(folder: string, record: PidRecord): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${record.name}.pid`);
  await writeFile(file, `${record.pid} ${record.stopSignal.replace('SIG', '')}\n${JSON.stringify(record)}\n`);
  return file;
}

export async function readPidFiles(folder: string): Promise<PidRecord[]> {
  const names = await readdir(folder).catch(() => []);
  const records = await Promise.all(names.filter((name) => name.endsWith('.pid')).map((name) => read(folder, name)));
  return records.filter((record) => record !== undefined).sort((a, b) => b.rank - a.rank);
}

export async function removePidFile(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, `${name}.pid`), { force: true });
}

/** Still the same process, and still what we started (its command line, where that can be read). */
export async function isOurs(record: PidRecord): Promise<boolean> {
  if (!(await isRunning(record))) return false;
  const line = await readFile(`/proc/${record.pid}/cmdline`, 'utf8').catch(() => undefined);
  return (
    line === undefined || line === '' || line.includes(path.basename(record.command)) || line.startsWith('postgres')
  );
}

async function read(folder: string, name: string): Promise<PidRecord | undefined> {
  try {
    const [, json = ''] = (await readFile(path.join(folder, name), 'utf8')).split('\n');
    return JSON.parse(json) as PidRecord;
  } catch {
    return undefined; // Half written when its writer was killed: the guard had the first line.
  }
}
