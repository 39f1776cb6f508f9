import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CliError } from '../exit.ts';

export interface HubSettings {
  /** Without a path: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly token: string;
}

/** Where `login` keeps what it was told; readable by its owner only. */
export const loginFile = (env: Readonly<Record<string, string | undefined>>): string =>
  path.join(env['XDG_CONFIG_HOME'] ?? path.join(env['HOME'] ?? os.homedir(), '.config'), 'wheelhouse', 'login.json');

/** `up.json` of the fleet that `npm run up` keeps: in `.wheelhouse` of this folder or one above it. */
function findUp(from: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = env['WHEELHOUSE_DATA'];
  if (named) return [path.join(named, 'up.json')].find(existsSync);
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const file = path.join(folder, '.wheelhouse', 'up.json');
    if (existsSync(file)) return file;
    if (folder === path.dirname(folder)) return undefined;
  }
}

function readSettings(file: string): Partial<HubSettings> {
  try {
    const { url, token } = JSON.parse(readFileSync(file, 'utf8')) as Partial<HubSettings>;
    return { ...(typeof url === 'string' ? { url } : {}), ...(typeof token === 'string' ? { token } : {}) };
  } catch (error) {
    throw new CliError(3, `${file}: cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Which hub, and as whom: the command line, then the environment, then this clone's fleet, then `login`. */
export function hubSettings(
  options: { hub?: string; token?: string },
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): HubSettings {
  const up = findUp(cwd, env);
  const stored = loginFile(env);
  const found = { ...(existsSync(stored) ? readSettings(stored) : {}), ...(up ? readSettings(up) : {}) };
  const url = options.hub ?? env['WHEELHOUSE_URL'] ?? found.url;
  const token = options.token ?? env['WHEELHOUSE_TOKEN'] ?? found.token;
  if (!url)
    throw new CliError(3, 'No hub is known here: run `npm run up`, or `wheelhouse login URL`, or set WHEELHOUSE_URL.');
  if (!token) throw new CliError(3, `No token for ${url}: run \`wheelhouse login ${url}\`, or set WHEELHOUSE_TOKEN.`);
  return { url: url.replace(/\/+$/, ''), token };
}
