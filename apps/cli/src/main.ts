import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { CliError } from './exit.ts';
import { buildProgram } from './program.ts';
import type { Surroundings } from './surroundings.ts';

/** `WHEELHOUSE_KUSTOMIZE`, else the first `kustomize` of PATH. */
function kustomizeOnPath(): Promise<string> {
  const named = process.env['WHEELHOUSE_KUSTOMIZE'];
  if (named) return Promise.resolve(named);
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const candidate = path.join(folder, 'kustomize');
    try {
      accessSync(candidate, constants.X_OK);
      return Promise.resolve(candidate);
    } catch {
      // not in this folder
    }
  }
  return Promise.reject(new CliError(2, 'kustomize is not on PATH: install it, or name it by WHEELHOUSE_KUSTOMIZE'));
}

/** Runs one command line; gives the exit code. Answers go to stdout, everything else to stderr. */
export async function main(argv: readonly string[], given: Partial<Surroundings> = {}): Promise<number> {
  const surroundings: Surroundings = {
    kustomize: kustomizeOnPath,
    streams: { out: (text) => process.stdout.write(`${text}\n`), err: (text) => process.stderr.write(`${text}\n`) },
    cwd: process.cwd(),
    env: process.env,
    ...given,
  };
  try {
    await buildProgram(surroundings).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof CliError) {
      if (error.message) surroundings.streams.err(error.message);
      return error.exitCode;
    }
    surroundings.streams.err(`wheelhouse: ${error instanceof Error ? error.message : String(error)}`);
    if (process.env['WHEELHOUSE_DEBUG'] && error instanceof Error) surroundings.streams.err(error.stack ?? '');
    return 3;
  }
}
