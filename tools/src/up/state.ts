import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What must stay the same from one `up` to the next. */
export interface State {
  readonly adminPassword: string;
  readonly adminToken: string;
  readonly webhookSecret: string;
  readonly ports: { readonly hub?: number; readonly nats?: number; readonly postgres?: number };
}

const FILE = 'up.state.json';

export async function loadState(data: string): Promise<State> {
  const known = await readFile(path.join(data, FILE), 'utf8').catch(() => undefined);
  if (known) return JSON.parse(known) as State;
  const state: State = {
    adminPassword: randomBytes(9).toString('base64url'),
    adminToken: `wht_${randomBytes(24).toString('base64url')}`,
    webhookSecret: randomBytes(24).toString('base64url'),
    ports: {},
  };
  await saveState(data, state);
  return state;
}

export function saveState(data: string, state: State): Promise<void> {
  return writeJson(path.join(data, FILE), state);
}

/** Whole or not at all, and readable by its owner only. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
