import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../run/exit.ts';
import { inRoot } from '../run/root.ts';

export interface UpOptions {
  readonly clusters: number;
  /** Absolute. */
  readonly data: string;
  /** Asked for by the user: then it must be free. */
  readonly port: number | undefined;
  readonly detach: boolean;
  readonly fresh: boolean;
}

const USAGE = `usage: npm run up -- [options]
  --clusters N   local clusters (3): dev, staging, production, cluster-4, …
  --port PORT    of the dashboard and the API (8080, or a free one if that is taken)
  --data DIR     where everything is kept (.wheelhouse in the checkout)
  --detach       return once the fleet is healthy; \`npm run down\` ends it
  --fresh        forget what is in the data folder first
  --simulate N   N more clusters without an API server`;

const NAMES = ['dev', 'staging', 'production'];
const MARK = 'up.state.json';

/** Reads the command line; throws `UsageError` with what, and how it is meant. */
export function parseUpOptions(args: readonly string[]): UpOptions {
  const values = parse(args);
  if (values.help) throw new UsageError(USAGE);
  if (values.simulate !== undefined) {
    throw new UsageError('--simulate: simulated clusters are not there yet; --clusters N starts real ones');
  }
  const clusters = number('--clusters', values.clusters ?? '3', 1, 20);
  const port = values.port === undefined ? undefined : number('--port', values.port, 1, 65_535);
  const data = dataFolder(values.data);
  return { clusters, port, data, detach: values.detach === true, fresh: values.fresh === true };
}

/** `--data` as both `up` and `down` take it: relative to where npm was called. */
export function dataFolder(given: string | undefined): string {
  return given === undefined ? inRoot('.wheelhouse') : path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
}

export function clusterNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => NAMES[index] ?? `cluster-${index + 1}`);
}

/** Refuses a folder with somebody's files in it: `--fresh` and `--purge` remove it whole. */
export function demandDataFolder(folder: string): void {
  if (!existsSync(folder) || existsSync(path.join(folder, MARK)) || readdirSync(folder).length === 0) return;
  throw new UsageError(
    `${folder} holds other files and is no data folder of Wheelhouse: name an empty or a new one by --data`,
  );
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { clusters: text, port: text, data: text, simulate: text, detach: flag, fresh: flag, help: flag };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${name} ${text}: a whole number from ${least} to ${most} is needed`);
}
