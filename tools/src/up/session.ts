import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isRunning, ownIdentity, type ProcessIdentity } from '../processes/identity.ts';
import { writeJson } from './state.ts';

// Which `up` process looks after a data folder. Its children are in pid files of their own.
const file = (data: string): string => path.join(data, 'up.session.json');

export async function writeSession(data: string): Promise<void> {
  await writeJson(file(data), await ownIdentity());
}

export async function removeSession(data: string): Promise<void> {
  await rm(file(data), { force: true });
  await rm(path.join(data, 'up.json'), { force: true });
}

/** The process of the folder's `up`, if it runs. */
export async function runningSession(data: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(file(data), 'utf8').catch(() => undefined);
  if (!text) return undefined;
  const identity = JSON.parse(text) as ProcessIdentity;
  return (await isRunning(identity)) ? identity : undefined;
}
